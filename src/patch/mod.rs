//! Changed lines and whether tests run them; pure.

mod github;
mod html;
mod json;
mod markdown;
mod mismatch;
mod snippet;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::change::Changes;
use crate::coverage::{Kind, Line};

pub use github::annotations;
pub use html::{STYLE, html};
pub use json::json;
pub use markdown::markdown;
pub use mismatch::explanation;
pub use snippet::Sources;
pub use text::text;

/// The changed lines of a file that coverage reports tell of.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangedFile {
    pub path: String,
    pub missing: Vec<u32>,
    pub covered: Vec<u32>,
}

/// What is known of all changed lines.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// What kind of reports it is taken from.
    pub source: String,
    /// What was compared.
    pub name: String,
    /// Those with lines that a report tells of, by their path, whatever its case.
    pub files: Vec<ChangedFile>,
    /// Changed lines, of whatever kind.
    pub changed: usize,
}

impl ChangedFile {
    pub fn lines(&self) -> usize {
        self.missing.len() + self.covered.len()
    }

    pub fn percent(&self) -> f64 {
        100.0 - self.missing.len() as f64 / self.lines() as f64 * 100.0
    }
}

/// Holds `changes` against what each report says of a file: a line is measured if one of them
/// knows it, and missing if none that knows the file calls it covered.  With `branches` a line
/// is covered only if all ways on from it were taken.
pub fn patch(
    name: String,
    kinds: &[Kind],
    changes: &Changes,
    reports: &dyn Fn(&str) -> Vec<Vec<Line>>,
    branches: bool,
) -> Patch {
    let mut files: Vec<ChangedFile> = changes
        .iter()
        .map(|(path, changed)| {
            let told = reports(path);
            let measured: BTreeSet<u32> = told.iter().flatten().map(|line| line.number).collect();
            let missing = missed(&told, branches);
            let (missing, covered) = changed
                .iter()
                .filter(|line| measured.contains(line))
                .partition(|line| missing.contains(line));
            ChangedFile { path: path.clone(), missing, covered }
        })
        .filter(|file| file.lines() > 0)
        .collect();
    files.sort_by_cached_key(|file| file.path.to_lowercase());
    let changed = changes.values().map(BTreeSet::len).sum();
    Patch { source: source(kinds), name, files, changed }
}

fn missed(told: &[Vec<Line>], branches: bool) -> BTreeSet<u32> {
    let of_one = |lines: &Vec<Line>| -> BTreeSet<u32> {
        let missing = lines.iter().filter(|line| !line.hit || (branches && line.partial()));
        missing.map(|line| line.number).collect()
    };
    let sets = told.iter().map(of_one);
    sets.reduce(|all, one| all.intersection(&one).copied().collect()).unwrap_or_default()
}

fn source(kinds: &[Kind]) -> String {
    let names: BTreeSet<&str> =
        kinds.iter().map(|kind| if *kind == Kind::Lcov { "LCOV" } else { "XML" }).collect();
    match names.is_empty() {
        true => "XML".to_owned(), // nothing had to be measured
        false => names.into_iter().rev().collect::<Vec<_>>().join(" and "),
    }
}

impl Patch {
    pub fn lines(&self) -> usize {
        self.files.iter().map(|file| file.lines()).sum()
    }

    pub fn missing(&self) -> usize {
        self.files.iter().map(|file| file.missing.len()).sum()
    }

    /// Of no lines at all, 100.
    pub fn percent(&self) -> f64 {
        match self.lines() {
            0 => 100.0,
            lines => (lines - self.missing()) as f64 / lines as f64 * 100.0,
        }
    }

    /// As reports show it, and as the gate looks at it: whole, or with two decimals.
    pub fn shown(&self, float: bool) -> f64 {
        match float {
            true => format!("{:.2}", self.percent()).parse().unwrap_or(self.percent()),
            false => self.percent().trunc(),
        }
    }
}

/// `1-3,7` of 1, 2, 3 and 7.
fn ranges(lines: &[u32]) -> Vec<(u32, u32)> {
    let mut out: Vec<(u32, u32)> = Vec::new();
    for line in lines {
        match out.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => out.push((*line, *line)),
        }
    }
    out
}

fn range((first, last): (u32, u32)) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

fn listed(lines: &[u32], separator: &str) -> String {
    ranges(lines).into_iter().map(range).collect::<Vec<_>>().join(separator)
}

/// The whole percentage as `67`, the other as `66.67`, `100.0`.
fn number(percent: f64, float: bool) -> String {
    if float { format!("{percent:?}") } else { format!("{percent}") }
}

/// "2 lines"
fn count(lines: usize, thing: &str) -> String {
    format!("{lines} {thing}{}", if lines == 1 { "" } else { "s" })
}

/// Why there is nothing to judge.
fn nothing(patch: &Patch) -> &'static str {
    match patch.changed {
        0 => "The diff adds and changes no line.",
        _ => "No changed line is one that coverage is measured of.",
    }
}

/// Plain text in XML and HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

type Snippets = BTreeMap<String, Vec<snippet::Snippet>>;

#[cfg(test)]
mod tests;
