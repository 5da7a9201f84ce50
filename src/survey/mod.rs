//! Coverage by module, with what tells where tests are needed first.

mod compare;
mod snapshot;
mod source;
mod text;

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::coverage::{Counts, Table};
use crate::discover;

pub use compare::{Comparison, compare};
pub use snapshot::{Snapshot, SnapshotError};
pub use source::{Source, read};
pub use text::text;

/// What is known of a module.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub path: String,
    pub counts: Counts,
    pub complexity: u32,
    /// How many other modules import it, through others too.
    pub dependents: u32,
    /// How many tests run some line of it; None where the measurement does not tell.
    pub tests: Option<u32>,
}

impl Row {
    /// What is not covered, weighed by how intricate it is and how much depends on it; nobody tests the suite.
    pub fn priority(&self) -> u64 {
        if discover::is_test(&self.path) {
            return 0;
        }
        self.counts.missing * u64::from(self.complexity) * u64::from(1 + self.dependents)
    }
}

#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// By path.
    pub rows: Vec<Row>,
    /// Source files that are left out, and why.
    pub excluded: Vec<(String, String)>,
    /// Packages and folders that are configured as source, and nothing of them was imported.
    pub unimported: Vec<String>,
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Least first.
    Coverage,
    /// Most first.
    Priority,
    Missing,
    Complexity,
    Tests,
    Path,
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(name: &str) -> Result<Sort, String> {
        let known = [
            ("coverage", Sort::Coverage),
            ("priority", Sort::Priority),
            ("missing", Sort::Missing),
            ("complexity", Sort::Complexity),
            ("tests", Sort::Tests),
            ("path", Sort::Path),
        ];
        let found = known.iter().find(|(column, _)| *column == name);
        found
            .map(|(_, sort)| *sort)
            .ok_or_else(|| format!("known are {}", known.map(|(column, _)| column).join(", ")))
    }
}

impl Survey {
    /// `tests` by path, where they are known.
    pub fn new(
        table: Table,
        sources: &[Source],
        tests: Option<&BTreeMap<String, u32>>,
        excluded: Vec<(String, String)>,
    ) -> Survey {
        let dependents = source::dependents(sources);
        let row = |(path, counts): (String, Counts)| {
            let known = sources.iter().position(|source| source.path == path);
            Row {
                complexity: known.map_or(1, |i| sources[i].complexity),
                dependents: known.map_or(0, |i| dependents[i]),
                tests: tests.map(|tests| tests.get(&path).copied().unwrap_or(0)),
                path,
                counts,
            }
        };
        Survey { rows: table.into_iter().map(row).collect(), excluded, unimported: Vec::new() }
    }

    pub fn total(&self) -> Counts {
        self.rows.iter().fold(Counts::default(), |total, row| total.plus(row.counts))
    }

    pub fn sorted(&self, by: Sort) -> Vec<&Row> {
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        match by {
            Sort::Path => {}
            Sort::Coverage => rows.sort_by(|a, b| a.counts.percent().total_cmp(&b.counts.percent())),
            Sort::Priority => rows.sort_by_key(|row| u64::MAX - row.priority()),
            Sort::Missing => rows.sort_by_key(|row| u64::MAX - row.counts.missing),
            Sort::Complexity => rows.sort_by_key(|row| u32::MAX - row.complexity),
            Sort::Tests => rows.sort_by_key(|row| row.tests),
        }
        rows
    }
}
