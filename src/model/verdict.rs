//! What became of a mutant, and the sums over many.

use std::collections::BTreeMap;

use super::TestId;

/// The statuses of the mutation-testing-report schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    Killed,
    Survived,
    NoCoverage,
    Timeout,
    CompileError,
    RuntimeError,
    Ignored,
    Pending,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::Killed,
        Status::Survived,
        Status::NoCoverage,
        Status::Timeout,
        Status::CompileError,
        Status::RuntimeError,
        Status::Ignored,
        Status::Pending,
    ];

    /// The schema's spelling.
    pub fn name(self) -> &'static str {
        match self {
            Status::Killed => "Killed",
            Status::Survived => "Survived",
            Status::NoCoverage => "NoCoverage",
            Status::Timeout => "Timeout",
            Status::CompileError => "CompileError",
            Status::RuntimeError => "RuntimeError",
            Status::Ignored => "Ignored",
            Status::Pending => "Pending",
        }
    }

    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.name() == name)
    }
}

/// How the mutant was put in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strategy {
    Swap,
    Reimport,
    Cold,
}

impl Strategy {
    pub fn name(self) -> &'static str {
        match self {
            Strategy::Swap => "swap",
            Strategy::Reimport => "reimport",
            Strategy::Cold => "cold",
        }
    }

    pub fn parse(name: &str) -> Option<Strategy> {
        [Strategy::Swap, Strategy::Reimport, Strategy::Cold].into_iter().find(|s| s.name() == name)
    }
}

/// Functions of the project, by file and line on which they begin; 0 for all of a file.
pub type Lines = BTreeMap<String, Vec<u32>>;

/// Functions of the project that ran where a mutant was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    pub sure: Lines,
    /// They ran for other mutants of the process before: what they made may have been found.
    pub perhaps: Lines,
    /// Of both: they have run at import, and need not have run since.
    pub before: Lines,
    /// There were other processes: what they ran is not known.
    pub forked: bool,
}

/// What a verdict depends on that holds as long as what ran is what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// What ran, by the names of the parts,
    pub names: Vec<String>,
    /// and what else counts, in one way or another, each with the key of both.
    pub under: Vec<([u8; 32], [u8; 32])>,
}

#[derive(Clone, Debug)]
pub struct Verdict {
    pub status: Status,
    /// The tests that reach the mutant, in collection order.
    pub covered_by: Vec<TestId>,
    pub killed_by: Option<TestId>,
    /// None where nothing was run.
    pub strategy: Option<Strategy>,
    /// How many tests were completed to reach the verdict.
    pub tests_completed: u32,
    /// Wall time spent on this mutant, in milliseconds.
    pub duration_ms: f64,
    /// Tests were asked that are not of those chosen for it.
    pub whole: bool,
    /// It is of an earlier run.
    pub cached: bool,
    /// All that ran in the process that decided; None where that is not known.
    pub ran: Option<Ran>,
    /// For people: why it was ignored, what crashed, what timed out.
    pub reason: Option<String>,
}

impl Verdict {
    /// A verdict that needed no run.
    pub fn unrun(status: Status, reason: Option<String>) -> Verdict {
        Verdict {
            status,
            covered_by: Vec::new(),
            killed_by: None,
            strategy: None,
            tests_completed: 0,
            duration_ms: 0.0,
            whole: false,
            cached: false,
            ran: None,
            reason,
        }
    }
}

/// How many mutants have each status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub killed: usize,
    pub survived: usize,
    pub no_coverage: usize,
    pub timeout: usize,
    pub compile_error: usize,
    pub runtime_error: usize,
    pub ignored: usize,
    pub pending: usize,
}

impl Summary {
    pub fn add(&mut self, status: Status) {
        *self.slot(status) += 1;
    }

    /// Undoes an `add`.
    pub fn remove(&mut self, status: Status) {
        *self.slot(status) -= 1;
    }

    fn slot(&mut self, status: Status) -> &mut usize {
        match status {
            Status::Killed => &mut self.killed,
            Status::Survived => &mut self.survived,
            Status::NoCoverage => &mut self.no_coverage,
            Status::Timeout => &mut self.timeout,
            Status::CompileError => &mut self.compile_error,
            Status::RuntimeError => &mut self.runtime_error,
            Status::Ignored => &mut self.ignored,
            Status::Pending => &mut self.pending,
        }
    }

    pub fn of(statuses: impl IntoIterator<Item = Status>) -> Summary {
        let mut sum = Summary::default();
        statuses.into_iter().for_each(|s| sum.add(s));
        sum
    }

    /// The sums of both.
    pub fn plus(&self, other: &Summary) -> Summary {
        Summary {
            killed: self.killed + other.killed,
            survived: self.survived + other.survived,
            no_coverage: self.no_coverage + other.no_coverage,
            timeout: self.timeout + other.timeout,
            compile_error: self.compile_error + other.compile_error,
            runtime_error: self.runtime_error + other.runtime_error,
            ignored: self.ignored + other.ignored,
            pending: self.pending + other.pending,
        }
    }

    pub fn detected(&self) -> usize {
        self.killed + self.timeout
    }

    /// What the score is a share of.
    pub fn scored(&self) -> usize {
        self.detected() + self.survived + self.no_coverage + self.runtime_error
    }

    /// Mutation score in percent; None where there is nothing to score.
    pub fn score(&self) -> Option<f64> {
        percent(self.detected(), self.scored())
    }

    /// Test strength in percent: the score without `NoCoverage`.
    pub fn strength(&self) -> Option<f64> {
        percent(self.detected(), self.scored() - self.no_coverage)
    }

    pub fn total(&self) -> usize {
        self.scored() + self.compile_error + self.ignored + self.pending
    }
}

fn percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}
