//! What can be typed after `mutate baseline`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::suite::MeasureArgs;
use crate::config::{Options, Percent, ReportTarget};
use crate::survey::Sort;

/// Where a snapshot is, if nobody says otherwise.
pub const SNAPSHOT: &str = ".coverage_baseline";

#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// Measure these files, folders or globs alone, as `pytest --cov=PATH` would: what of them was never
    /// imported, too [default: as coverage.py is configured]
    #[arg(long, num_args = 1.., value_name = "PATH", conflicts_with = "import")]
    pub paths: Option<Vec<String>>,
    #[command(flatten)]
    pub suite: MeasureArgs,
    /// Write a report of coverage.py's own: xml, lcov, json, html, or to standard output term,
    /// term-missing; can be repeated [default path: as coverage.py is configured]
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub report: Vec<ReportTarget>,
    /// What the table is sorted by: coverage, priority, missing, complexity, tests or path
    #[arg(long, value_name = "COLUMN", default_value = "coverage")]
    pub sort: Sort,
    /// Write a snapshot to compare with later
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = SNAPSHOT)]
    pub save: Option<PathBuf>,
    /// Tell what moved since a snapshot
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = SNAPSHOT)]
    pub compare: Option<PathBuf>,
    /// Exit with 1 where a module lost coverage since the snapshot
    #[arg(long)]
    pub no_regress: bool,
    /// How many percentage points a module may lose
    #[arg(long, value_name = "POINTS", default_value = "0")]
    pub tolerance: Percent,
    /// Exit with 1 where less than this percentage is covered [default: fail_under of
    /// [tool.coverage.report]]
    #[arg(long, value_name = "PCT")]
    pub fail_under: Option<Percent>,
    /// Take a measurement that is there: .coverage (several are combined), or one coverage.xml
    /// or lcov file; nothing is run
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub import: Vec<PathBuf>,
    /// Print no table
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Name all files that are left out
    #[arg(short, long)]
    pub verbose: bool,
}

impl BaselineArgs {
    /// As a layer of options; the error is that of `--pytest-args`.
    pub fn options(&self) -> Result<Options, String> {
        let loud = self.quiet || self.verbose;
        Ok(Options {
            quiet: loud.then_some(self.quiet),
            verbose: loud.then_some(self.verbose),
            ..self.suite.options()?
        })
    }
}
