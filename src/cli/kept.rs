//! What is kept of a run: verdicts while it goes on, the whole at its end.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::exit::{CliError, ExitCode};
use super::history;
use crate::cache::{self, Cache, Holder, Journal, Lock};
use crate::cancel::Cancel;
use crate::config::Config;
use crate::console::Console;
use crate::event::{self, Event};
use crate::keys::Snapshot;
use crate::model::{Baseline, SourceFile, Status, Strategy, Trail, Verdict};
use crate::report::{self, Document, Mutant, Settings};
use crate::session::History;
use crate::worker::LeaveOut;

/// How often a lock that is waited for is tried.
const PAUSE: Duration = Duration::from_millis(100);

/// A verdict in the journal.
#[derive(Serialize, Deserialize)]
struct Record {
    path: String,
    mutant: Mutant,
    #[serde(default)]
    found: Option<Found>,
}

/// As in [`Trail`].
type Under = Vec<([u8; 32], [u8; 32])>;

/// As [`event::Found`].
#[derive(Serialize, Deserialize)]
struct Found {
    key: [u8; 32],
    #[serde(default)]
    mutant: Option<[u8; 32]>,
    project: [u8; 32],
    killer: Option<String>,
    #[serde(default)]
    trail: Option<(Under, Vec<String>)>,
}

/// The project's lock and the journal of the run that holds it.
pub(super) struct Kept {
    _lock: Lock,
    journal: Journal,
    settings: Settings,
    /// As planned; none before that.
    files: Vec<SourceFile>,
}

impl Kept {
    /// Takes the project's lock; None where nothing can be written there.
    pub(super) fn begin(
        config: &Config,
        settings: Settings,
        cancel: &Cancel,
        console: &Console,
    ) -> Result<Option<Kept>, CliError> {
        let mut told = false;
        loop {
            match Lock::acquire(&config.project) {
                Ok(Ok(lock)) => {
                    recover(&lock, &config.project)?;
                    return Ok(Some(Kept {
                        journal: lock.journal(),
                        _lock: lock,
                        settings,
                        files: Vec::new(),
                    }));
                }
                Ok(Err(holder)) if !config.wait => return Err(taken(holder)),
                Ok(Err(holder)) => {
                    if !std::mem::replace(&mut told, true) {
                        console.print(&format!("waiting for {}", name(holder)));
                    }
                }
                Err(error) => {
                    console.print(&format!("warning: this run will not be kept: {error}"));
                    return Ok(None);
                }
            }
            if let Some(signal) = cancel.requested() {
                return Err(CliError::new(ExitCode::from_signal(signal), "interrupted while waiting"));
            }
            sleep(PAUSE);
        }
    }

    /// The last run, where a new one would find everything as it did.  If not, it is not one to be
    /// spared for any more.
    pub(super) fn unchanged(&self, config: &Config) -> Option<Document> {
        let cache = Cache::open_existing(&config.project).ok()??;
        let last = || {
            let standing = cache.standing().ok()??;
            let json = cache.last_run().ok()??;
            let mut document = Document::parse(&json).ok().filter(|document| !document.mutate.partial)?;
            standing.holds(config).then(|| {
                document.reuse(&self.settings);
                document
            })
        };
        last().or_else(|| {
            let _ = cache.forget_standing();
            None
        })
    }

    /// Writes down what `event` has to say of verdicts.  A journal that cannot be written is no
    /// reason to end the run.
    pub(super) fn event(&mut self, event: Event) {
        match event {
            Event::Planned(run) => {
                if let Ok(json) = Document::new(&run, &self.settings).to_json() {
                    let _ = self.journal.begin(&json);
                    self.files = run.files;
                }
            }
            Event::Judged { file, mutant, verdict, key, .. } => {
                let Some(file) = self.files.get(file) else { return };
                let mutant = report::entry(&file.mutants[mutant], &verdict);
                if let Ok(json) = serde_json::to_vec(&Record {
                    path: file.path.clone(),
                    mutant,
                    found: key.map(|key| Found::from(*key)),
                }) {
                    let _ = self.journal.add(&json);
                }
            }
            _ => {}
        }
    }

    /// Keeps the finished run; returns what the user should know.  `whole`: a later run may show it
    /// in place of a new one.
    pub(super) fn finish(
        mut self,
        config: &Config,
        document: &Document,
        known: History,
        baseline: &Baseline,
        whole: bool,
    ) -> Result<Option<String>, String> {
        let set_aside = save(&config.project, document).map_err(|error| error.to_string())?;
        let settled = Cache::open(&config.project)
            .and_then(|cache| if whole { cache.settle_standing() } else { cache.forget_standing() });
        settled.map_err(|error| error.to_string())?;
        history::keep(&config.project, known, baseline).map_err(|error| error.to_string())?;
        self.journal.end().map_err(|error| error.to_string())?;
        Ok(set_aside)
    }
}

/// Makes `document` the last run; returns what the user should know.
fn save(project: &Path, document: &Document) -> Result<Option<String>, CliError> {
    let json = document.to_json()?;
    let cache = Cache::open(project)?;
    cache.save_last_run(&json)?;
    Ok(cache.set_aside().map(str::to_owned))
}

fn taken(holder: Holder) -> CliError {
    CliError::usage(format!(
        "{} works on this project; --wait waits for its end, --no-cache runs beside it and keeps nothing",
        name(holder)
    ))
}

fn name(holder: Holder) -> String {
    let process = holder.pid.map_or_else(String::new, |pid| format!(" (process {pid}"));
    let since = holder.since.map_or_else(String::new, |time| format!(", for {} s", time.as_secs()));
    match process.as_str() {
        "" => "another mutate".to_owned(),
        _ => format!("another mutate{process}{since})"),
    }
}

/// Keeps as the last run what a run that was killed had found.  Changes nothing while a run goes on.
pub(super) fn recover_if_free(project: &Path) -> Result<(), CliError> {
    if !Journal::exists(project) {
        return Ok(());
    }
    match Lock::acquire(project) {
        Ok(Ok(lock)) => recover(&lock, project),
        // it is being written, or the folder is not ours to write: the run before is shown
        _ => Ok(()),
    }
}

fn recover(lock: &Lock, project: &Path) -> Result<(), CliError> {
    let mut journal = lock.journal();
    let Some(records) = journal.left() else { return Ok(()) };
    if let Some(document) = assembled(&records) {
        save(project, &document)?;
        Cache::open(project)?.keep_verdicts(&found(project, &records))?;
    }
    // one that cannot be read is of no use to anybody
    let _ = journal.end();
    Ok(())
}

impl From<event::Found> for Found {
    fn from(event::Found { key, mutant, project, killer, trail }: event::Found) -> Found {
        let trail = trail.map(|Trail { under, names }| (under, names));
        Found { key, mutant, project, killer, trail }
    }
}

/// The verdicts that hold for the next run: those of files that are still what they were.  No
/// killer of theirs counts as confirmed.
fn found(project: &Path, records: &[Vec<u8>]) -> Vec<(cache::Key, cache::Kept)> {
    let now = Snapshot::take(project, &LeaveOut::default(), None).map(|now| now.digest()).ok();
    let records = records.iter().filter_map(|line| serde_json::from_slice::<Record>(line).ok());
    // a later record of a mutant takes the place of an earlier one
    let last: BTreeMap<(String, String), Record> =
        records.map(|record| ((record.path.clone(), record.mutant.id.clone()), record)).collect();
    let kept = last.into_values().filter_map(|Record { mutant, found, .. }| {
        let Found { key, killer, mutant: known, trail, .. } =
            found.filter(|found| Some(found.project) == now)?;
        let verdict = Verdict {
            strategy: mutant.mutate.strategy.as_deref().and_then(Strategy::parse),
            tests_completed: mutant.tests_completed.unwrap_or(0),
            duration_ms: mutant.mutate.duration_ms,
            ..Verdict::unrun(Status::parse(&mutant.status)?, mutant.status_reason)
        };
        let trail = trail.map(|(under, names)| Trail { under, names });
        Some((key, cache::Kept { verdict, killed_by: killer, confirmed: false, mutant: known, trail }))
    });
    kept.collect()
}

/// The report of what the records tell.
fn assembled(records: &[Vec<u8>]) -> Option<Document> {
    let (first, rest) = records.split_first()?;
    let mut document = Document::parse(first).ok()?;
    let found: BTreeMap<(String, String), Mutant> = rest
        .iter()
        .filter_map(|line| serde_json::from_slice::<Record>(line).ok())
        .map(|record| ((record.path, record.mutant.id.clone()), record.mutant))
        .collect();
    for ((path, id), mutant) in found {
        let planned = document.files.get_mut(&path).into_iter().flat_map(|file| &mut file.mutants);
        planned.filter(|planned| planned.id == id).for_each(|planned| *planned = mutant.clone());
    }
    document.mutate.partial = true;
    Some(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_verdicts_replace_earlier_ones_and_rubbish_is_passed_over() {
        let mutant = |status: &str| {
            format!(
                r#"{{"id": "abcd", "mutatorName": "x", "status": "{status}",
                "location": {{"start": {{"line": 1, "column": 1}}, "end": {{"line": 1, "column": 2}}}}}}"#
            )
        };
        let header = format!(
            r#"{{"schemaVersion": "2", "thresholds": {{"high": 80, "low": 60}}, "files": {{"a.py":
            {{"language": "python", "source": "x", "mutants": [{}]}}}}}}"#,
            mutant("Pending")
        );
        let record = |status| format!(r#"{{"path": "a.py", "mutant": {}}}"#, mutant(status)).into_bytes();
        let records = [header.into_bytes(), record("Killed"), b"rubbish".to_vec(), record("Survived")];
        let document = assembled(&records).unwrap();
        assert_eq!(document.files["a.py"].mutants[0].status, "Survived");
        assert!(document.mutate.partial);
        assert!(assembled(&[b"rubbish".to_vec()]).is_none());
    }
}
