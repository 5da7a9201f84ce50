//! What is said between the engine and `harness/*.py`.
//!
//! Orders go out as 8 hex digits (the length in bytes) and a JSON object;
//! answers come back as one JSON object a line.  Tests are indices into the
//! canonical list (`Order::Tests`), files absolute paths in the sandbox's tree.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::covering::{Asked, Reported, Reporting};
pub use super::measured::{Footprint, Measured, Ran, Warm, World};
pub use super::outcome::{Left, SingleResult};
use crate::model;

/// Raised whenever an order or an answer changes its meaning.
pub const VERSION: u32 = 1;

/// The first thing a worker is told.
#[derive(Clone, Debug, Serialize)]
pub struct Setup {
    /// The user's project folder.
    pub original: String,
    /// The worker's copy of it.
    pub tree: String,
    /// Folders of the tree that hold top-level modules, relative, "" for the tree.
    pub roots: Vec<String>,
    /// The files that have mutants.
    pub files: Vec<String>,
    /// Dotted module name to file, for those files.
    pub modules: BTreeMap<String, String>,
    pub tmp: String,
    pub log: String,
    /// Whether the unmutated suite's doings are written down: the tree, where else it may write
    /// as it likes, and whether all of them.
    pub seeing: (String, Vec<String>, bool),
    /// pytest's arguments, and the tests to collect.
    pub args: Vec<String>,
    pub paths: Vec<String>,
}

/// As [`model::CoverageOptions`].
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CoverageOptions {
    pub branch: bool,
    pub concurrency: Vec<String>,
}

impl From<CoverageOptions> for model::CoverageOptions {
    fn from(CoverageOptions { branch, concurrency }: CoverageOptions) -> Self {
        model::CoverageOptions { branch, concurrency }
    }
}

/// How long a child may take.  An order's `factor` multiplies `floor`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Limits {
    /// CPU seconds for anything, however short.
    pub floor: f64,
    /// CPU seconds on top of it for each test, and for imports and collection.
    pub cpu: Vec<f64>,
    pub collect: f64,
    /// Wall seconds that each test may sleep before that is suspicious, and at all.
    pub doze: Vec<f64>,
    pub idle: Vec<f64>,
    /// Tests that read what failing assertions say.
    pub spoken: Vec<u32>,
    /// Tests that are skipped as a rule.
    pub skipped: Vec<u32>,
    /// To be done before anything is forked.
    pub warm: Warm,
    pub bounds: Option<Bounds>,
}

/// As [`model::Bounds`].
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Bounds {
    pub memory: u64,
    pub file: u64,
}

impl From<model::Bounds> for Bounds {
    fn from(model::Bounds { memory, file }: model::Bounds) -> Self {
        Bounds { memory, file }
    }
}

/// One mutant of a batch.
#[derive(Clone, Debug, Serialize)]
pub struct Task {
    pub path: String,
    /// The outermost function's snippet, without and with the edit.
    pub before: String,
    pub after: String,
    /// Only a default value of the function changes.
    pub default: bool,
    pub tests: Vec<u32>,
}

/// Mutants of different functions, all in place, and the tests to run.
#[derive(Clone, Debug, Serialize)]
pub struct Round {
    pub mutants: Vec<Task>,
    pub tests: Vec<u32>,
}

/// A mutant of `Scout`: the bytes from, to, what replaces them, and the tests to try first.
pub type Hint = (usize, usize, String, Vec<u32>);

/// Tests to run under coverage.
#[derive(Clone, Debug, Serialize)]
pub struct Measuring {
    pub tests: Vec<u32>,
    /// As in `Single`.
    pub seed: u32,
    /// Not even what functions have cached is forgotten between tests.
    pub untouched: bool,
    /// In no fork.
    pub here: bool,
    pub branch: bool,
    pub concurrency: Vec<String>,
    /// Where coverage.py may keep files, and where the result (`Measured`) goes.
    pub folder: String,
    pub out: String,
}

/// One mutant, on disk already; None: unmutated.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Single {
    pub path: Option<String>,
    /// As in `Task`.
    pub before: Option<String>,
    pub after: Option<String>,
    pub default: bool,
    /// None: all that is collected, but for `skip`.  Before collection, `only` leaves just
    /// these test files to collect, and `tests` just these functions of them.
    pub tests: Option<Vec<u32>>,
    pub skip: Vec<u32>,
    pub only: Vec<String>,
    /// Go on after a failure.
    pub all: bool,
    /// Count how often loops go round in `tests`, which is one test: unmutated to know what
    /// is usual, with the mutant to tell whether it is endless.
    pub count: bool,
    /// A test that takes longer than usual is asked whether it is in a loop without an end.
    pub ask: bool,
    /// Whether the statement runs is told (`mark.py`): nobody looks at the code.
    pub mark: bool,
    pub factor: f64,
    /// With which start of the random numbers; 0 is everybody's.
    pub seed: u32,
}

#[derive(Clone, Debug, Serialize)]
#[serde(tag = "order", rename_all = "lowercase")]
pub enum Order {
    /// Collect the suite and wait; with `measure`, import-time lines are recorded, with
    /// `cover` all is measured as the user has configured it.
    Start {
        measure: bool,
        cover: bool,
        /// With `measure`, and in the runs to come: what the user's coverage is made of is kept, too.
        shared: bool,
        folder: String,
    },
    /// Collect the suite, stopping before each file of `stops` is imported.
    Walk {
        stops: Vec<String>,
        ids: Vec<String>,
        #[serde(flatten)]
        limits: Limits,
    },
    /// The whole suite once, from a fresh interpreter.
    Whole {
        /// The file that holds the mutant.
        path: Option<String>,
        /// Of the suite, only these; None: all of it.
        tests: Option<Vec<u32>>,
        skip: Vec<u32>,
        ids: Vec<String>,
        factor: f64,
        /// As in `Single`.
        seed: u32,
        #[serde(flatten)]
        limits: Limits,
    },
    Tests {
        ids: Vec<String>,
    },
    Limits {
        #[serde(flatten)]
        limits: Limits,
    },
    Baseline(Measuring),
    /// Each test two times in a row, contexts "t<index>" and "r<index>".
    Twice(Measuring),
    /// Run these tests in a suite that was started with `cover`; `Covered` goes to `out`.
    Cover {
        tests: Vec<u32>,
        /// So many of them, if what those leave makes no difference to the others.
        own: usize,
        /// A file that says, once it is there, that others could run some of them.
        idle: Option<String>,
        out: String,
    },
    /// Join what was covered, and report on it.
    Report(Reporting),
    Null {
        tests: Vec<u32>,
        bounds: Option<Bounds>,
    },
    Alone {
        tests: Vec<u32>,
        before: Vec<u32>,
        factor: f64,
    },
    Batch {
        mutants: Vec<Task>,
        factor: f64,
    },
    /// Which tests fail in each round, after these have run without any mutant?
    Beforehand {
        first: Vec<u32>,
        rounds: Vec<Round>,
        factor: f64,
    },
    /// Which tests fail: those of the mutants, each of which is in place for its own, then these.
    Aftermath {
        mutants: Vec<Task>,
        tests: Vec<u32>,
        factor: f64,
    },
    Single(Single),
    /// What do these tests leave without a mutant?
    Usual {
        tests: Vec<u32>,
        factor: f64,
    },
    /// At a stop: which test may notice which of the file's mutants?  A guess.
    Scout {
        path: String,
        source: String,
        mutants: Vec<Hint>,
        /// Tests that prove nothing.
        skip: Vec<u32>,
        factor: f64,
    },
    /// On to the next stop.
    Go,
    Quit,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Answer {
    Hello {
        protocol: u32,
        python: String,
        pytest: String,
        coverage: String,
        early: Vec<String>,
    },
    /// The interpreter lacks a package.
    Missing {
        what: String,
    },
    /// Collected; waiting for orders.
    Ready {
        tests: Vec<String>,
        /// Import-time lines by file, each with the test files whose own import or
        /// collection ran it; "" where any other import did.  A line is text here: a tagged
        /// enum cannot read numbers from JSON's keys.
        imports: Option<BTreeMap<String, BTreeMap<String, Vec<String>>>>,
        /// Lines that can be traced, of every file that has mutants, where import-time lines are given.
        executable: Option<BTreeMap<String, Vec<u32>>>,
        /// What the command line and `addopts` ask of pytest-cov, where the suite is covered.
        asked: Option<Box<Asked>>,
        threads: Vec<String>,
        foreign: Vec<(String, String)>,
        imported: Vec<String>,
        /// Files at which a walk was to stop, and did not, though they are imported.
        #[serde(default)]
        missed: Vec<String>,
        options: Option<CoverageOptions>,
        /// (file, first line) of functions whose signature was read.
        inspected: Option<Vec<(String, u32)>>,
        world: Option<Box<World>>,
        /// CPU seconds that configuration, imports and collection took.
        collect: f64,
    },
    /// Collection failed: (node, phase, message).
    Red {
        failures: Vec<(String, String, String)>,
    },
    /// pytest ended before it ran or collected anything.
    Unusable {
        code: i32,
        output: String,
    },
    /// coverage.py refuses the user's configuration.
    Misconfigured {
        why: String,
    },
    /// The harness itself failed.
    Broken {
        why: String,
    },
    /// The zygote ended by itself; waitpid's status.
    Died {
        status: i32,
    },
    Stop {
        path: String,
        threads: Vec<String>,
    },
    Tests {
        missing: Vec<u32>,
    },
    Ok {},
    Baseline {
        crashed: Option<String>,
        at: i64,
        broken: Option<String>,
    },
    /// While tests are covered: those from this place on are others' now.  The answer is still to come.
    Given {
        at: usize,
    },
    Report(Reported),
    Null {
        crashed: Option<String>,
        at: i64,
        times: Vec<(u32, f64, f64)>,
        failed: Vec<(u32, String)>,
        /// They fail only where failing assertions say nothing.
        spoken: Vec<u32>,
        /// They draw random numbers that they have not seeded.
        drawn: Vec<u32>,
        skipped: Vec<u32>,
        /// Words for what the tests left in the project's modules.
        kept: Vec<String>,
        warm: Option<Warm>,
    },
    Alone {
        failed: Vec<(u32, String)>,
        /// What each ran, where that is known.
        ran: Vec<(u32, Option<Ran>)>,
    },
    Batch {
        results: Vec<Vec<serde_json::Value>>,
    },
    Beforehand {
        /// None: that was not found out.
        failed: Vec<Option<Vec<u32>>>,
    },
    Aftermath {
        /// None: that came to no end.
        failed: Option<Vec<u32>>,
    },
    Single {
        /// What ran in the child, where it knows.
        #[serde(default)]
        ran: Option<Ran>,
        /// The tests were watched, which they may have noticed: what came of it counts for nothing.
        doubtful: bool,
        #[serde(flatten)]
        result: SingleResult,
    },
    Usual {
        /// None: they do not pass.
        left: Option<Left>,
        ran: Option<Ran>,
        complains: bool,
    },
    /// By place in the order: (mutant, test), mutants that no test noticed, and the one
    /// that the child did not outlive (-1: it was not of a mutant, or it did).
    Scouted {
        found: Vec<(usize, u32)>,
        silent: Vec<usize>,
        died: i64,
    },
}
