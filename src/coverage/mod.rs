//! What coverage reports say of lines: Cobertura, Clover and JaCoCo as XML, and lcov.

mod lcov;
mod place;
mod table;
mod xml;

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

pub use place::{Mapping, Place};
pub use table::{Counts, Table, table};

use crate::decode;

#[derive(Debug, thiserror::Error)]
pub enum CoverageError {
    #[error("failed to read the coverage report {file}: {source}")]
    Read { file: String, source: std::io::Error },
    #[error("failed to understand the coverage report {file}: {message}")]
    Content { file: String, message: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Cobertura,
    Clover,
    Jacoco,
    Lcov,
}

/// What a report says of a line.  It may say it more than once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: u32,
    pub hit: bool,
    /// Ways on from here, where they are told, and how many of them were taken.
    pub ways: u32,
    pub taken: u32,
}

impl Line {
    /// Some of the ways on from here were not taken.
    pub fn partial(&self) -> bool {
        self.taken < self.ways
    }
}

/// A file in a report.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Where it may be, without `.` and `..`: absolute, or relative to the folder in which the
    /// report is looked at.
    pub names: Vec<String>,
    pub lines: Vec<Line>,
}

/// A coverage report.
#[derive(Clone, Debug)]
pub struct Report {
    pub kind: Kind,
    expand: bool,
    entries: Vec<Entry>,
    by_name: HashMap<String, Vec<usize>>,
}

/// How reports are read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Where sources can be, for reports that only name their packages.
    pub src_roots: Vec<String>,
    /// Lines of which an XML report says nothing are taken to be as the one above them.
    pub expand: bool,
}

/// Reads a report; what it is shows in its content.
pub fn read(path: &Path, reading: &Reading) -> Result<Report, CoverageError> {
    let file = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|source| CoverageError::Read { file: file.clone(), source })?;
    parse(file, &bytes, reading)
}

/// As `read`, of the content of `file`.
fn parse(file: String, bytes: &[u8], reading: &Reading) -> Result<Report, CoverageError> {
    let parsed = decode::text(bytes).and_then(|text| match text.trim_start().starts_with('<') {
        true => xml::parse(&decode::xml(bytes)?, &reading.src_roots),
        false => lcov::parse(&text),
    });
    let (kind, entries) = parsed.map_err(|message| CoverageError::Content { file, message })?;
    Ok(Report::new(kind, entries, reading.expand && kind != Kind::Lcov))
}

impl Report {
    fn new(kind: Kind, entries: Vec<Entry>, expand: bool) -> Report {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (i, entry) in entries.iter().enumerate().filter(|(_, entry)| tells(kind, entry)) {
            let names: BTreeSet<&String> = entry.names.iter().collect();
            for name in names {
                by_name.entry(name.clone()).or_default().push(i);
                if kind == Kind::Clover {
                    // its paths are those of the machine that made it
                    let tails = name.match_indices('/').map(|(at, _)| &name[at + 1..]);
                    tails.filter(|t| !t.is_empty()).for_each(|tail| {
                        by_name.entry(tail.to_owned()).or_default().push(i);
                    });
                }
            }
        }
        Report { kind, expand, entries, by_name }
    }

    /// Its files: all names of each, and what it says of its lines.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The files that it tells of, each by the first of its names.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let telling = self.entries.iter().filter(|entry| tells(self.kind, entry));
        telling.filter_map(|entry| entry.names.first().map(String::as_str))
    }

    /// What it says of the file at `path`, which is relative to the repository's root; None
    /// where it does not know the file.
    pub fn lines(&self, path: &str, place: &Place) -> Option<Vec<Line>> {
        let found = place.names(path).into_iter().find_map(|name| self.by_name.get(&name))?;
        // as diff-cover has it, lcov tells of lines alone
        let told =
            |line: &Line| if self.kind == Kind::Lcov { Line { ways: 0, taken: 0, ..*line } } else { *line };
        let lines = found.iter().flat_map(|i| &self.entries[*i].lines).map(told).collect();
        Some(if self.expand { expanded(lines) } else { lines })
    }
}

/// How often a line was run: below zero is never, and what is more than can be counted is often.
fn times(text: &str) -> Option<u64> {
    let (below, digits) = match text.trim() {
        text if text.starts_with('-') => (true, &text[1..]),
        text => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| if below { 0 } else { digits.parse().unwrap_or(u64::MAX) })
}

/// A record of lcov's without a line knows nothing of its file, which another report may.
fn tells(kind: Kind, entry: &Entry) -> bool {
    kind != Kind::Lcov || !entry.lines.is_empty()
}

/// Adds the lines that a report leaves out between its first and its last.
fn expanded(mut lines: Vec<Line>) -> Vec<Line> {
    let told: HashMap<u32, bool> = lines.iter().map(|line| (line.number, line.hit)).collect();
    let (Some(first), Some(last)) = (told.keys().min(), told.keys().max()) else { return lines };
    let mut above = false;
    for number in *first..*last {
        match told.get(&number) {
            Some(hit) => above = *hit,
            None => lines.push(Line { number, hit: above, ways: 0, taken: 0 }),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
