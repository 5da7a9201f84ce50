//! `mutate diff --mutants`

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::own::Runner;
use super::{CliError, ExitCode};
use crate::change::Changes;
use crate::cli::{history, last, run};
use crate::config::{Config, Percent};
use crate::console::Console;
use crate::gate::percent;
use crate::hygiene::Hygiene;
use crate::model::{Status, Summary, function_of};
use crate::report::Document;
use crate::session::{self, SessionError, Shared, Touched};

/// The gate of its own.
pub(super) struct Gate {
    pub fail_under: Option<Percent>,
    pub minimum: Option<usize>,
}

/// What was found out about the mutants.
pub(super) struct Judged {
    /// None where there were none.
    document: Option<Document>,
}

/// Judges what the change has to do with.  Paths of `changes` begin in `root`.  `shared`: gets the
/// coverage of the same run.
pub(super) fn judge(
    runner: &Runner,
    changes: &Changes,
    hygiene: &Hygiene,
    root: &Path,
    shared: Option<&mut Shared>,
) -> Result<Judged, CliError> {
    let Runner { config, cancel, .. } = runner;
    let touched = touched(config, changes, hygiene, root);
    if touched.is_empty() {
        return Ok(Judged { document: None });
    }
    let mut console = Console::new(config.verbosity);
    let known = history::known(config);
    let outcome =
        session::run_touched(config, &touched, shared, cancel, &known, &mut |event| console.event(&event));
    console.finish();
    match outcome {
        Ok(_) if cancel.requested().is_some() => Err(run::failed(SessionError::Interrupted, cancel)),
        Ok(result) => Ok(Judged { document: Some(Document::new(&result, &run::settings(config))) }),
        Err(SessionError::Nothing(_)) => Ok(Judged { document: None }),
        Err(error) => Err(run::failed(error, cancel)),
    }
}

/// What the change has to do with, as the project names it.  Says what nothing is known of.
pub(in crate::cli) fn touched(config: &Config, changes: &Changes, hygiene: &Hygiene, root: &Path) -> Touched {
    let prefix = config.project.strip_prefix(root).map(|path| path.to_string_lossy().into_owned());
    let prefix = prefix.map(|path| if path.is_empty() { path } else { path + "/" }).unwrap_or_default();
    let inside = |path: &String| path.strip_prefix(&prefix).map(str::to_owned);
    // a folder that the project is in is all of it
    let placed = |place: &String| inside(place).or_else(|| prefix.starts_with(place).then(String::new));
    let lost = hygiene.losses.iter().filter(|(_, loss)| loss.is_whole()).map(|(id, _)| id);
    let lost: BTreeSet<String> = lost.filter_map(inside).collect();
    let mut touched = Touched {
        lines: changes.iter().filter_map(|(path, lines)| Some((inside(path)?, lines.clone()))).collect(),
        tests: hygiene.changed.iter().filter_map(inside).collect(),
        bereft: BTreeSet::new(),
        places: hygiene.places.iter().filter_map(placed).collect(),
    };
    let before = Touched { tests: hygiene.gone.iter().filter_map(inside).collect(), ..touched.clone() };
    let (bereft, unknown) = bereft(config, &lost, &[&before, &touched]);
    touched.bereft = bereft;
    if !unknown.is_empty() && config.verbosity >= 0 {
        let names: Vec<&str> = unknown.iter().map(String::as_str).collect();
        eprintln!(
            "note: what deleted and skipped tests reached is known from the last run (`mutate run`) alone, which \
             did not have {}",
            names.join(", ")
        );
    }
    touched
}

/// The mutants that tests reached in the last run that is kept and may not reach any more, for one of
/// `changes` asks for them; and which of the `lost` tests that run does not have.
fn bereft(
    config: &Config,
    lost: &BTreeSet<String>,
    changes: &[&Touched],
) -> (BTreeSet<String>, BTreeSet<String>) {
    if changes.iter().all(|touched| touched.tests.is_empty() && touched.places.is_empty()) {
        return <_>::default();
    }
    let Ok(document) = last::of_project(&config.project) else { return (BTreeSet::new(), lost.clone()) };
    let names = document.test_names();
    let known: BTreeSet<String> = names.values().map(|name| function_of(name).to_owned()).collect();
    let asked: BTreeSet<&str> =
        names.iter().filter(|(_, name)| changes.iter().any(|t| t.asks(name))).map(|(id, _)| *id).collect();
    let mutants = document.mutants().map(|(_, _, mutant)| mutant);
    let bereft = mutants.filter(|mutant| mutant.covered_by.iter().any(|id| asked.contains(id.as_str())));
    (bereft.map(|mutant| mutant.id.clone()).collect(), lost - &known)
}

impl Judged {
    fn summary(&self) -> Summary {
        self.document.as_ref().map(Document::summary).unwrap_or_default()
    }

    /// Those that no test noticed, as `path:line:col what it does`.
    fn unnoticed(&self) -> Vec<(String, String, Status)> {
        let of = |status: Status| {
            let found = self.document.iter().flat_map(move |document| document.with_status(status));
            found.map(move |(path, _, mutant)| (last::name(path, mutant), mutant.id.clone(), status))
        };
        [Status::Survived, Status::NoCoverage, Status::RuntimeError].into_iter().flat_map(of).collect()
    }

    pub(super) fn text(&self) -> String {
        let sum = self.summary();
        let Some(score) = sum.score() else {
            return "\nThe diff has to do with no mutant.\n".to_owned();
        };
        let mut out = format!("\nMutants: {} judged, score {}\n", judged(&sum), percent(score));
        for (name, id, status) in self.unnoticed() {
            out += &format!("  {} {name} [{id}]\n", status.name());
        }
        out
    }

    pub(super) fn json(&self) -> Value {
        let sum = self.summary();
        let unnoticed = self.unnoticed().into_iter();
        json!({
            "total": judged(&sum),
            "killed": sum.killed + sum.timeout,
            "score": sum.score(),
            "unnoticed": unnoticed
                .map(|(name, id, status)| json!({"id": id, "name": name, "status": status.name()}))
                .collect::<Vec<_>>(),
        })
    }

    pub(super) fn status(&self, gate: &Gate) -> ExitCode {
        let sum = self.summary();
        let few = judged(&sum) < gate.minimum.unwrap_or(0);
        match (sum.score(), gate.fail_under) {
            (Some(score), Some(Percent(threshold))) if score < threshold && !few => {
                eprintln!(
                    "gate failed: the mutation score of the diff is {}, which is below {threshold}%",
                    percent(score)
                );
                ExitCode::Gate
            }
            _ => ExitCode::Ok,
        }
    }
}

/// What counts for the score.
fn judged(sum: &Summary) -> usize {
    sum.killed + sum.timeout + sum.survived + sum.no_coverage + sum.runtime_error
}
