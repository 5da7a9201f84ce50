//! The source around lines that no test runs.

use std::collections::{BTreeMap, BTreeSet};

use super::{Patch, Snippets, ranges};

/// Lines shown before and after.
const AROUND: u32 = 4;

/// The text of the changed files, by their path.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub BTreeMap<String, String>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Snippet {
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub number: u32,
    pub text: String,
    pub missing: bool,
    pub covered: bool,
}

impl Snippet {
    /// The lines with their numbers, and a `!` before each that no test runs.
    pub fn rows(&self) -> String {
        let row = |line: &Line| {
            let mark = if line.missing { '!' } else { ' ' };
            format!("{mark} {:>5}  {}", line.number, line.text).trim_end().to_owned() + "\n"
        };
        self.lines.iter().map(row).collect()
    }
}

impl Sources {
    /// Of each file with lines to show: those that are missing, with `covered` all that are
    /// measured.  A file without a text is left out.
    pub(super) fn snippets(&self, patch: &Patch, covered: bool) -> Snippets {
        let mut all = BTreeMap::new();
        for file in &patch.files {
            let Some(text) = self.0.get(&file.path) else { continue };
            let missing: BTreeSet<u32> = file.missing.iter().copied().collect();
            let hit: BTreeSet<u32> = file.covered.iter().copied().filter(|_| covered).collect();
            let around = |line: &u32| line.saturating_sub(AROUND).max(1)..=line + AROUND;
            let shown: BTreeSet<u32> = missing.union(&hit).flat_map(around).collect();
            let lines: Vec<&str> = text.lines().collect();
            let shown: Vec<u32> = shown.into_iter().filter(|line| *line as usize <= lines.len()).collect();
            let line = |number: u32| Line {
                number,
                text: lines[number as usize - 1].to_owned(),
                missing: missing.contains(&number),
                covered: hit.contains(&number),
            };
            let snippets: Vec<Snippet> = ranges(&shown)
                .into_iter()
                .map(|(first, last)| Snippet { lines: (first..=last).map(line).collect() })
                .collect();
            if !snippets.is_empty() {
                all.insert(file.path.clone(), snippets);
            }
        }
        all
    }
}
