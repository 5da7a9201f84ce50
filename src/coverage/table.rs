//! What coverage.py counts in each file, by its own JSON report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{Line, Report};

/// What is counted in a file, or in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub statements: u64,
    pub missing: u64,
    pub branches: u64,
    pub missing_branches: u64,
}

impl Counts {
    /// Statements and branches that ran, of all, as coverage.py reckons; of none, 100.
    pub fn percent(&self) -> f64 {
        let all = self.statements + self.branches;
        let missing = self.missing + self.missing_branches;
        if all == 0 { 100.0 } else { 100.0 * (all - missing) as f64 / all as f64 }
    }

    pub fn plus(self, other: Counts) -> Counts {
        Counts {
            statements: self.statements + other.statements,
            missing: self.missing + other.missing,
            branches: self.branches + other.branches,
            missing_branches: self.missing_branches + other.missing_branches,
        }
    }

    /// Nothing of it ran.
    pub fn untouched(&self) -> bool {
        self.statements > 0 && self.missing == self.statements
    }
}

/// By path.
pub type Table = BTreeMap<String, Counts>;

#[derive(Deserialize)]
struct Document {
    files: BTreeMap<String, File>,
}

#[derive(Deserialize)]
struct File {
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    num_statements: u64,
    missing_lines: u64,
    #[serde(default)]
    num_branches: u64,
    #[serde(default)]
    missing_branches: u64,
}

/// Reads coverage.py's JSON report.
pub fn table(json: &[u8]) -> Result<Table, String> {
    let document: Document = serde_json::from_slice(json).map_err(|error| error.to_string())?;
    let counts = |summary: Summary| Counts {
        statements: summary.num_statements,
        missing: summary.missing_lines,
        branches: summary.num_branches,
        missing_branches: summary.missing_branches,
    };
    Ok(document
        .files
        .into_iter()
        .map(|(path, file)| (path.replace('\\', "/"), counts(file.summary)))
        .collect())
}

impl Report {
    /// What it counts, by the names that `known` chooses for its files.
    pub fn table(&self, known: &dyn Fn(&[String]) -> String) -> Table {
        let mut lines: BTreeMap<String, Vec<Line>> = BTreeMap::new();
        for entry in self.entries() {
            lines.entry(known(&entry.names)).or_default().extend(&entry.lines);
        }
        lines.into_iter().map(|(path, lines)| (path, counted(&lines))).collect()
    }
}

fn counted(lines: &[Line]) -> Counts {
    let numbers = |lines: &mut dyn Iterator<Item = &Line>| lines.map(|l| l.number).collect::<BTreeSet<u32>>();
    let all = numbers(&mut lines.iter());
    let hit = numbers(&mut lines.iter().filter(|line| line.hit));
    let ways: u32 = lines.iter().map(|line| line.ways).sum();
    let taken: u32 = lines.iter().map(|line| line.taken).sum();
    Counts {
        statements: all.len() as u64,
        missing: (all.len() - hit.len()) as u64,
        branches: ways.into(),
        missing_branches: (ways - taken).into(),
    }
}
