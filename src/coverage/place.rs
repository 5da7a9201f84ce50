//! From the paths of a repository to those of a report.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Report;

/// Where a report is looked at.
#[derive(Clone, Debug)]
pub struct Place {
    /// The repository's root, and the folder that relative paths of a report are relative to.
    pub root: PathBuf,
    pub folder: PathBuf,
    /// What the report has instead of the beginning of a path.
    pub mapping: Option<Mapping>,
}

/// Reports that were made elsewhere name files by other folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// In the report.
    pub theirs: String,
    /// In the repository.
    pub ours: String,
}

impl Place {
    /// The names that the file at `path` may have in a report, likeliest first.
    pub(super) fn names(&self, path: &str) -> Vec<String> {
        let mut names = vec![normal(&self.root.join(path).to_string_lossy())];
        names.extend(relative(&self.root.join(path), &self.folder));
        names.push(normal(path));
        names.extend(self.mapping.iter().filter_map(|mapping| mapping.name(path)));
        names
    }
}

impl Mapping {
    fn name(&self, path: &str) -> Option<String> {
        Some(format!("{}{}", self.theirs, path.strip_prefix(&self.ours)?))
    }

    /// The one exchange of beginnings that leads from the report's files to files of the
    /// repository, where the report names none of these as they are.  None also where two would
    /// do equally well.
    pub fn find(report: &Report, files: &[String], place: &Place) -> Option<Mapping> {
        if files.iter().any(|file| report.lines(file, place).is_some()) {
            return None;
        }
        let mut by_last: HashMap<&str, Vec<&str>> = HashMap::new();
        for file in files {
            by_last.entry(last(file)).or_default().push(file);
        }
        let mut votes: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for theirs in report.entries.iter().filter_map(|entry| entry.names.first()) {
            for ours in by_last.get(last(theirs)).into_iter().flatten() {
                *votes.entry(beginnings(theirs, ours)).or_default() += 1;
            }
        }
        let most = *votes.values().max()?;
        let mut best = votes.iter().filter(|(_, votes)| **votes == most).map(|(pair, _)| pair);
        let (theirs, ours) = best.next()?;
        let alone = best.next().is_none();
        alone.then(|| Mapping { theirs: (*theirs).to_owned(), ours: (*ours).to_owned() })
    }
}

/// What is left of both without their common end, which is whole names of folders.
fn beginnings<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    let common: usize = a
        .rsplit('/')
        .zip(b.rsplit('/'))
        .take_while(|(a, b)| a == b && !a.is_empty())
        .map(|(a, _)| a.len() + 1)
        .sum();
    let cut = |text: &'a str| &text[..(text.len() + 1).saturating_sub(common)];
    (cut(a), cut(b))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// `path` as seen from `folder`.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    let mut up = String::new();
    for base in folder.ancestors() {
        if let Ok(rest) = path.strip_prefix(base) {
            return Some(normal(&format!("{up}{}", rest.to_string_lossy())));
        }
        up += "../";
    }
    None
}

/// With `/` only, and without `.`, `//` and what `..` takes back.
pub(super) fn normal(path: &str) -> String {
    let path = path.replace('\\', "/");
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        match (part, parts.last()) {
            ("..", Some(&last)) if last != ".." => {
                parts.pop();
            }
            ("..", None) if path.starts_with('/') => {}
            _ => parts.push(part),
        }
    }
    let slash = if path.starts_with('/') { "/" } else { "" };
    format!("{slash}{}", parts.join("/"))
}

/// `name` below `folder`, unless it is absolute itself.
pub(super) fn joined(folder: &str, name: &str) -> String {
    let absolute = name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':');
    if absolute { normal(name) } else { normal(&format!("{folder}/{name}")) }
}
