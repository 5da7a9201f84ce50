//! A whole run, as reports, cache and gate see it.

use super::{Baseline, Skipped, SourceFile, Status, Summary, Verdict};

/// Wall seconds of the stages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timings {
    pub setup: f64,
    pub baseline: f64,
    pub judging: f64,
}

#[derive(Clone, Debug)]
pub struct RunResult {
    /// The project folder's own name, no path.
    pub project: String,
    /// In order of path.
    pub files: Vec<SourceFile>,
    /// `verdicts[f][m]` belongs to `files[f].mutants[m]`.
    pub verdicts: Vec<Vec<Verdict>>,
    pub skipped: Vec<Skipped>,
    pub baseline: Baseline,
    /// Interrupted or out of time: some mutants are `Pending`.
    pub partial: bool,
    pub timings: Timings,
}

impl RunResult {
    pub fn summary(&self) -> Summary {
        Summary::of(self.statuses())
    }

    pub fn statuses(&self) -> impl Iterator<Item = Status> + '_ {
        self.verdicts.iter().flatten().map(|v| v.status)
    }
}
