//! What a change does to tests, as far as their text tells: tests deleted, skipped or hidden,
//! assertions removed or weakened, cases taken away; and which tests are not what they were.  Pure.

mod naming;
mod reading;
mod scope;
mod shared;
mod strength;
mod tests_of;

use std::collections::BTreeSet;

pub use naming::Naming;
pub use shared::spread;
use strength::Strength;
use tests_of::{Test, Tests};

/// A file in one of its states.
#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    pub text: String,
}

/// A file before and after; None where it is not there.
#[derive(Clone, Debug)]
pub struct Versions {
    pub old: Option<Source>,
    pub new: Option<Source>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    Deleted,
    Skipped,
    /// A later one has its name.
    Hidden,
    /// How many assertions there were, and are.
    Removed(usize, usize),
    Weakened,
    /// How many cases there were, and are.
    Cases(usize, usize),
}

/// What became of the tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hygiene {
    /// By the test's node id, without parameters.
    pub losses: Vec<(String, Loss)>,
    /// Tests that are not what they were, or new.
    pub changed: BTreeSet<String>,
    /// Tests that were there and are not what they were, by the names that they had.
    pub gone: BTreeSet<String>,
    /// Folders, with a `/` at their end, of which any test may not be what it was.
    pub places: BTreeSet<String>,
}

impl Loss {
    pub fn text(&self) -> String {
        match self {
            Loss::Deleted => "deleted".to_owned(),
            Loss::Skipped => "skipped now".to_owned(),
            Loss::Hidden => "hidden by a later one of its name".to_owned(),
            Loss::Removed(before, after) => format!("{after} assertions, {before} before"),
            Loss::Weakened => "asserts less than before".to_owned(),
            Loss::Cases(before, after) => format!("{after} cases, {before} before"),
        }
    }

    /// Whether the test is not run at all.
    pub fn is_whole(&self) -> bool {
        matches!(self, Loss::Deleted | Loss::Skipped | Loss::Hidden)
    }
}

/// The tests of a file, by their names in it.
pub fn names(text: &str, naming: &Naming) -> BTreeSet<String> {
    tests_of::scope(text)
        .map(|scope| tests_of::tests(&scope, naming))
        .unwrap_or_default()
        .into_keys()
        .collect()
}

/// Compares all files that have changed and were of tests, or are.  A test that has moved is the
/// same test, by its name and text.
pub fn compare(files: &[Versions], naming: &Naming) -> Hygiene {
    let read = |source: &Option<Source>| -> (String, Tests) {
        let Some(source) = source.as_ref().filter(|source| naming.file(&source.path)) else {
            return <_>::default();
        };
        let scope = tests_of::scope(&source.text);
        (source.path.clone(), scope.map(|scope| tests_of::tests(&scope, naming)).unwrap_or_default())
    };
    let pairs: Vec<((String, Tests), (String, Tests))> =
        files.iter().map(|file| (read(&file.old), read(&file.new))).collect();
    let bare = |name: &str| name.rsplit("::").next().unwrap_or(name).to_owned();
    let come: BTreeSet<(String, &str)> = pairs
        .iter()
        .flat_map(|((_, old), (_, new))| new.iter().filter(|(name, _)| !old.contains_key(*name)))
        .map(|(name, test)| (bare(name), test.text.as_str()))
        .collect();
    let mut found = Hygiene::default();
    for ((old_path, old), (path, new)) in &pairs {
        let id = |path: &String, name: &String| format!("{path}::{name}");
        for (name, before) in old {
            let after = new.get(name);
            match after {
                None if come.contains(&(bare(name), before.text.as_str())) => {}
                None => found.losses.push((id(old_path, name), Loss::Deleted)),
                Some(after) => found.losses.extend(loss(before, after).map(|loss| (id(path, name), loss))),
            }
            if after != Some(before) {
                found.gone.insert(id(old_path, name));
            }
        }
        let differs = |(name, test): &(&String, &Test)| old.get(*name) != Some(*test);
        found.changed.extend(new.iter().filter(differs).map(|(name, _)| id(path, name)));
    }
    found.losses.sort();
    found
}

fn loss(before: &Test, after: &Test) -> Option<Loss> {
    if after.skipped && !before.skipped {
        return Some(Loss::Skipped);
    }
    if after.hides > before.hides {
        return Some(Loss::Hidden);
    }
    let (was, is) = (before.asserts.len(), after.asserts.len());
    if is < was {
        return Some(Loss::Removed(was, is));
    }
    if weakened(&before.asserts, &after.asserts) {
        return Some(Loss::Weakened);
    }
    match (before.cases, after.cases) {
        (Some(was), Some(is)) if is < was => Some(Loss::Cases(was, is)),
        _ => None,
    }
}

/// Whether an assertion that is gone has none in its place that is as strong.
fn weakened(before: &[(String, Strength)], after: &[(String, Strength)]) -> bool {
    // the assertions that are not the same in both
    let without = |these: &[(String, Strength)], those: &[(String, Strength)]| -> Vec<Strength> {
        let mut those: Vec<&String> = those.iter().map(|(text, _)| text).collect();
        let mut left: Vec<Strength> = Vec::new();
        for (text, strength) in these {
            match those.iter().position(|other| *other == text) {
                Some(at) => drop(those.remove(at)),
                None => left.push(*strength),
            }
        }
        left.sort_unstable();
        left
    };
    let (gone, come) = (without(before, after), without(after, before));
    gone.iter().rev().zip(come.iter().rev()).any(|(gone, come)| come < gone)
}

#[cfg(test)]
mod tests;
