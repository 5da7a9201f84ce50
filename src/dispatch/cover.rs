//! The suite under the user's own coverage configuration, and coverage.py's reports of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use crossbeam_channel::Sender;

use super::{
    Reply,
    slot::{Slot, numbers, unexpected},
    worker::{Mode, Worker},
};
use crate::{
    model::TestId,
    worker::{
        Answer, Order, Sandbox, WorkerError,
        covering::{Asked, Covered, Reporting},
    },
};

/// A worker's folder for what it has measured.
pub(super) const COVER: &str = "cover";

/// Where the measurements of all workers are brought, out of their reach: a worker that dies
/// is replaced, and its folder made anew.
fn kept(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().with_file_name("covered")
}

/// Moves the files of one folder to another, whose names end with `mark` there.
fn bring(from: &Path, to: &Path, mark: &str) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?;
        let mut name = file.file_name();
        name.push(mark);
        fs::rename(file.path(), to.join(name))?;
    }
    Ok(())
}

/// By which the files are known that tests wrote, from this one on.
fn mark(first: TestId) -> String {
    format!(".from{}", first.0)
}

/// Removes what tests wrote that count elsewhere.
fn drop_void(folder: &Path, void: &[TestId]) -> io::Result<()> {
    let marks: Vec<String> = void.iter().map(|first| mark(*first)).collect();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let name = file.file_name();
        if marks.iter().any(|mark| name.to_string_lossy().ends_with(mark.as_str())) {
            fs::remove_file(file.path())?;
        }
    }
    Ok(())
}

/// Whether the clean run before mutants tells of coverage as the user has configured it, too.
#[derive(Default)]
pub struct Sharing {
    wanted: AtomicBool,
    asked: Mutex<Option<Asked>>,
}

impl Sharing {
    /// Whether suites are collected so that they can be shared, from now on.
    pub fn want(&self, wanted: bool) {
        self.wanted.store(wanted, Relaxed);
    }

    pub fn wanted(&self) -> bool {
        self.wanted.load(Relaxed)
    }

    /// By what options it is measured; None: it is not.
    pub fn set(&self, asked: Option<Asked>) {
        if let Ok(mut own) = self.asked.lock() {
            *own = asked.filter(|asked| asked.shared);
        }
    }

    /// None where there is nothing to report.
    pub fn asked(&self) -> Option<Asked> {
        self.asked.lock().ok()?.clone()
    }
}

/// Brings what was measured along out of the worker's reach.
pub(super) fn keep_shared(sandbox: &Sandbox) -> io::Result<()> {
    let folder = sandbox.home().join(COVER);
    if folder.is_dir() { bring(&folder, &kept(sandbox), "") } else { Ok(()) }
}

/// How tests are run to see what they cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// As many as are not wanted elsewhere.
    Shared,
    /// All of them here: another process would lack something.
    Together,
    /// All of them, and what was covered before is forgotten.
    Afresh,
}

/// What to report.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Slots that have measured something, and by what options.
    pub slots: usize,
    pub asked: Asked,
    /// What tests measured in a row, from these on, does not count.
    pub void: Vec<TestId>,
    /// Measurements to take instead.
    pub given: Vec<PathBuf>,
    /// Names of coverage.py's reports.
    pub formats: Vec<String>,
    /// Patterns of the files that are reported on; none: all.
    pub only: Vec<String>,
    /// The project's source files.
    pub files: Vec<String>,
}

/// Copies measurements that somebody else made.
fn copy(given: &[PathBuf], to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for (i, file) in given.iter().enumerate() {
        fs::copy(file, to.join(format!("data.given.{i}")))?;
    }
    Ok(())
}

impl Slot {
    /// Whether the suite is collected here, and measured.
    fn covers(&self) -> bool {
        self.worker.as_ref().is_some_and(|w| w.mode == Mode::Covered && !w.spoilt)
    }

    fn covering(&mut self, fresh: bool) -> Result<&mut Worker, WorkerError> {
        if fresh {
            let _ = fs::remove_dir_all(kept(&self.root()?.sandbox));
        }
        if fresh || !self.covers() {
            self.collect(Mode::Covered).map_err(|why| WorkerError::Gone { detail: format!(": {why:?}") })?;
        }
        let context = Arc::clone(&self.context);
        let worker = self.root()?;
        if let Some(ids) = context.listed.get() {
            worker.brief(ids)?;
        }
        Ok(worker)
    }

    pub(super) fn cover(
        &mut self,
        tests: &[TestId],
        own: usize,
        manner: Manner,
        answer: &Sender<Reply>,
    ) -> Result<Reply, WorkerError> {
        let idle = self.context.shelter.idle();
        let worker = self.covering(manner == Manner::Afresh)?;
        let (here, there) = (worker.sandbox.home().join(COVER), kept(&worker.sandbox));
        bring(&here, &there, "")?; // what imports ran counts anyhow
        let out = worker.sandbox.home().join("covered.json");
        let text = |path: &Path| path.to_string_lossy().into_owned();
        let order = Order::Cover {
            tests: numbers(tests),
            own,
            idle: (manner == Manner::Shared).then(|| text(&idle)),
            out: text(&out),
        };
        let mut left = own;
        let answered = worker.ask_giving(&order, &mut |at| {
            let own = left.saturating_sub(at);
            left = at;
            let _ = answer.send(Reply::Given { tests: tests[at.min(tests.len())..].to_vec(), own });
        });
        let covered = |own, covered| Ok(Reply::Covered { tests: tests.to_vec(), own, covered });
        let found = match answered {
            // a second attempt would not know what others have run by then
            Err(error) if left < own => return covered(left, Err(error.to_string())),
            found => found?,
        };
        let result = match found {
            Answer::Baseline { crashed: Some(why), at, .. }
            | Answer::Baseline { broken: Some(why), at, .. } => Err(format!("{why} (test number {at})")),
            Answer::Baseline { .. } => {
                bring(&here, &there, &tests.first().map(|first| mark(*first)).unwrap_or_default())?;
                let bytes = fs::read(&out).map_err(|e| e.to_string());
                bytes.and_then(|bytes| serde_json::from_slice::<Covered>(&bytes).map_err(|e| e.to_string()))
            }
            other => return Err(unexpected(&other)),
        };
        covered(left, result)
    }

    /// The measurements are brought to this slot's folder, where alone its worker may write.
    pub(super) fn report(&mut self, wanted: &Wanted) -> Result<Reply, WorkerError> {
        // whoever has measured has coverage.py
        let worker = if self.covers() { self.root()? } else { self.leave()? };
        let home = worker.sandbox.home().to_owned();
        let (folder, out) = (home.join("covered"), home.join("reports"));
        match wanted.given.is_empty() {
            true => {
                drop_void(&kept(&worker.sandbox), &wanted.void)?;
                bring(&kept(&worker.sandbox), &folder, "")?;
            }
            false => copy(&wanted.given, &folder)?,
        }
        let leaf = worker.sandbox.tree().file_name().map(PathBuf::from).unwrap_or_default();
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let order = Order::Report(Reporting {
            given: wanted.given.iter().cloned().map(text).collect(),
            folder: text(folder),
            out: text(out.clone()),
            trees: (0..wanted.slots)
                .map(|slot| text(home.with_file_name(slot.to_string()).join(&leaf)))
                .collect(),
            source: wanted.asked.source.clone(),
            branch: wanted.asked.branch,
            config: wanted.asked.config.clone(),
            fail_under: wanted.asked.fail_under,
            precision: wanted.asked.precision,
            formats: wanted.formats.clone(),
            only: wanted.only.clone(),
            sources: wanted.files.clone(),
        });
        match worker.process.ask(&order)? {
            Answer::Report(reported) => Ok(Reply::Reported { reported, folder: out }),
            Answer::Broken { why } => Err(WorkerError::Gone { detail: format!(": {why}") }),
            other => Err(unexpected(&other)),
        }
    }
}
