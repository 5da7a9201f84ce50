//! What slots answer.

use std::{collections::BTreeSet, path::PathBuf};

use super::{Collected, Doubt, Job, Lapse, Target};
use crate::{
    model::{Strategy, TestId, Verdict, Warm},
    plan::MutantRef,
    worker::{
        WorkerError,
        covering::{Covered, Reported},
        protocol,
    },
};

/// What a slot found out about one mutant.
#[derive(Clone, Debug)]
pub struct Judged {
    pub at: MutantRef,
    pub finding: Finding,
    /// Tests that failed without the mutant too.
    pub unreliable: Vec<Doubt>,
}

#[derive(Clone, Debug)]
pub enum Finding {
    Verdict(Verdict),
    /// A test sleeps longer than it should.  How long it goes on is to be seen where nobody waits.
    Asleep(Lapse),
    /// This strategy cannot hold it; the next one must judge it.
    Refused {
        next: Strategy,
        why: String,
    },
}

#[derive(Debug)]
pub enum Reply {
    Collected(Result<Collected, Unusable>),
    Baseline {
        tests: Vec<TestId>,
        measured: Result<protocol::Measured, String>,
    },
    Covered {
        tests: Vec<TestId>,
        own: usize,
        covered: Result<Covered, String>,
    },
    /// Of a slot that goes on with the tests before them: these are to be run elsewhere, `own` of them for sure.
    Given {
        tests: Vec<TestId>,
        own: usize,
    },
    Reported {
        reported: Reported,
        /// Where its files are, until the pool ends.
        folder: PathBuf,
    },
    Null {
        times: Vec<(u32, f64, f64)>,
        failed: Vec<(u32, String)>,
        /// Tests that read what failing assertions say.
        spoken: Vec<u32>,
        /// Tests that draw random numbers that they have not seeded.
        drawn: Vec<u32>,
        skipped: Vec<u32>,
        /// Words for what the tests left in memory.
        kept: Vec<String>,
        /// The test that the process did not outlive, and why.
        crashed: Option<(TestId, String)>,
        warm: Warm,
    },
    Alone {
        tests: Vec<TestId>,
        failed: Vec<(u32, String)>,
        /// What the last of them left changed in the tree, relative to the project.
        left: BTreeSet<String>,
    },
    /// One of the verdicts of a job that goes on.
    Judged(Judged),
    /// Of a job that goes on: this one is for any slot to judge, as `Job::Single`.
    Open {
        target: Target,
        lapse: Option<Lapse>,
    },
    /// Of the mutants of a `Job::Beforehand`, those whose tests end otherwise there.
    Beforehand(Vec<MutantRef>),
    /// Of `asked`, which survived, those that other tests notice afterwards.
    Aftermath {
        asked: Vec<MutantRef>,
        noticed: Vec<MutantRef>,
    },
    /// A job of judging is through, and found this last.
    Finished(Option<Judged>),
    /// The unmutated suite in a fresh interpreter: why it fails, if it does.
    Control(Option<String>),
    /// The job could not be done, twice.
    Failed {
        job: Job,
        why: String,
    },
}

/// Why a suite cannot be used.
#[derive(Debug)]
pub enum Unusable {
    /// (node, message) that failed to be collected.
    Red(Vec<(String, String)>),
    /// pytest's own exit status, and the end of what it printed.
    Pytest {
        code: i32,
        output: String,
    },
    /// What coverage.py says of its configuration.
    Misconfigured(String),
    Worker(WorkerError),
}
