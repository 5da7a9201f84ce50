//! What is said of coverage as the user has configured it; a part of the protocol.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What pytest-cov's options say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub source: Vec<String>,
    pub branch: bool,
    pub config: Option<String>,
    pub fail_under: Option<f64>,
    pub precision: Option<u32>,
    /// The clean run before mutants measures it along.
    pub shared: bool,
}

#[derive(Clone, Debug, Serialize)]
pub struct Reporting {
    /// Names of measurements that somebody else made.
    pub given: Vec<String>,
    /// Where the measurements are, and where the reports go.
    pub folder: String,
    pub out: String,
    /// The workers' copies, which the measurements name.
    pub trees: Vec<String>,
    pub source: Vec<String>,
    pub branch: bool,
    pub config: Option<String>,
    pub fail_under: Option<f64>,
    pub precision: Option<u32>,
    /// Names of coverage.py's reports.
    pub formats: Vec<String>,
    /// Patterns of the files that are reported on; none: as coverage.py is configured.
    pub only: Vec<String>,
    /// The project's source files, relative to it.
    pub sources: Vec<String>,
}

/// What coverage.py makes of it; the table is in `table.json`.
#[derive(Clone, Debug, Deserialize)]
pub struct Reported {
    /// Why it makes nothing of it.
    pub problem: Option<String>,
    /// What it prints.
    pub text: String,
    /// File to number of tests.
    pub tests: BTreeMap<String, u32>,
    pub precision: u32,
    pub fail_under: f64,
    /// Whether less than `fail_under` is covered, as coverage.py rounds it.
    pub failed: bool,
    /// Relative to the project.
    pub data_file: String,
    /// Where reports go that were given no path, by their format.
    pub outputs: BTreeMap<String, String>,
    /// Source files that are left out, and why.
    pub excluded: Vec<(String, String)>,
    /// What is configured as source, and nothing of it was imported.
    pub unimported: Vec<String>,
}

/// What a `Cover` order writes to its `out` file.
#[derive(Debug, Deserialize)]
pub struct Covered {
    /// How many of the tests, from the first on, have run: all, or no more than its own; of these some may be left to
    /// whoever has no work.
    pub ran: usize,
    pub failed: Vec<(u32, String)>,
    /// (node, phase, message)
    pub messages: Vec<(String, String, String)>,
}
