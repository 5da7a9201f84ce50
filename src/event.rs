//! The one vocabulary between running and showing.

use crate::model::{RunResult, Skipped, Trail, Verdict};

/// What a run is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Finding files and making mutants.
    Generate,
    /// Copying the project and starting Python.
    Setup,
    /// The unmutated suite.
    Baseline,
    /// It writes outside: all that again, with what it needs opened.
    Opened,
    /// It failed while it was confined, and nothing hints at that: the tests that failed again, without.
    Probed,
    /// It failed while it was confined: all that again, without.
    Unconfined,
    /// The mutants.
    Judge,
    /// Nothing more to come.
    Done,
}

/// Under what a verdict is kept, and the node id of the test that killed.
#[derive(Clone, Debug)]
pub struct Found {
    pub key: [u8; 32],
    /// The mutant, where it is known by its killer.
    pub mutant: Option<[u8; 32]>,
    /// The project's files as they were when the run began: it holds only if they still are.
    pub project: [u8; 32],
    pub killer: Option<String>,
    /// What ran, where that is a part of the key.
    pub trail: Option<Trail>,
}

/// Something that happened in a run, in the order in which it happened.
#[derive(Clone, Debug)]
pub enum Event {
    Stage(Stage),
    Generated {
        files: usize,
        mutants: usize,
        ignored: usize,
    },
    Skipped(Skipped),
    BaselineProgress {
        done: usize,
        total: usize,
    },
    BaselineDone {
        tests: usize,
        /// Those of them that did not run again.
        recalled: usize,
        seconds: f64,
    },
    Quarantined {
        test: String,
        reason: String,
    },
    /// What is known before the first mutant is judged: the others are `Pending`.
    Planned(Box<RunResult>),
    /// So many verdicts of earlier runs hold.
    Reused {
        verdicts: usize,
    },
    JudgeStart {
        total: usize,
    },
    /// A verdict.  One that is withdrawn is followed by another of the same mutant.
    Judged {
        path: String,
        line: u32,
        column: u32,
        description: String,
        /// Its place in `RunResult::files`, and among the file's mutants.
        file: usize,
        mutant: usize,
        verdict: Box<Verdict>,
        /// None where it is not to be kept.
        key: Option<Box<Found>>,
    },
    /// The user should act on it.
    Warning(String),
    /// Shown with `--verbose` only.
    Note(String),
}
