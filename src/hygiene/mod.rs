//! What a change does to tests, as far as their text tells: tests deleted or skipped,
//! assertions removed or weakened.  Pure.

mod tests_of;

use std::collections::{BTreeMap, BTreeSet};

use tests_of::Test;

/// A test file before and after; None where it is not there.
#[derive(Clone, Debug)]
pub struct Versions {
    pub path: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loss {
    Deleted,
    Skipped,
    /// How many assertions there were, and are.
    Removed(usize, usize),
    Weakened,
}

/// What became of the tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hygiene {
    /// By the test's node id, without parameters.
    pub losses: Vec<(String, Loss)>,
    /// Tests that are not what they were, or new.
    pub changed: BTreeSet<String>,
}

impl Loss {
    pub fn text(&self) -> String {
        match self {
            Loss::Deleted => "deleted".to_owned(),
            Loss::Skipped => "skipped now".to_owned(),
            Loss::Removed(before, after) => format!("{after} assertions, {before} before"),
            Loss::Weakened => "asserts less than before".to_owned(),
        }
    }
}

/// By name.
type Tests = BTreeMap<String, Test>;

/// Compares all test files that have changed.  A test that has moved is the same test, by its
/// name and text.
pub fn compare(files: &[Versions]) -> Hygiene {
    let read = |text: &Option<String>| text.as_deref().map(tests_of::tests).unwrap_or_default();
    let pairs: Vec<(&Versions, Tests, Tests)> =
        files.iter().map(|file| (file, read(&file.old), read(&file.new))).collect();
    let bare = |name: &str| name.rsplit("::").next().unwrap_or(name).to_owned();
    let come: BTreeSet<(String, &str)> = pairs
        .iter()
        .flat_map(|(_, old, new)| new.iter().filter(|(name, _)| !old.contains_key(*name)))
        .map(|(name, test)| (bare(name), test.text.as_str()))
        .collect();
    let mut found = Hygiene::default();
    for (file, old, new) in &pairs {
        let id = |name: &String| format!("{}::{name}", file.path);
        for (name, before) in old {
            match new.get(name) {
                None if come.contains(&(bare(name), before.text.as_str())) => {}
                None => found.losses.push((id(name), Loss::Deleted)),
                Some(after) => found.losses.extend(loss(before, after).map(|loss| (id(name), loss))),
            }
        }
        let differs = |(name, test): &(&String, &Test)| old.get(*name) != Some(*test);
        found.changed.extend(new.iter().filter(differs).map(|(name, _)| id(name)));
    }
    found.losses.sort();
    found
}

fn loss(before: &Test, after: &Test) -> Option<Loss> {
    if after.skipped && !before.skipped {
        return Some(Loss::Skipped);
    }
    let (was, is) = (before.asserts.len(), after.asserts.len());
    if is < was {
        return Some(Loss::Removed(was, is));
    }
    // the assertions that are not the same in both
    let without = |these: &[(String, u8)], those: &[(String, u8)]| -> Vec<u8> {
        let mut those: Vec<&String> = those.iter().map(|(text, _)| text).collect();
        let mut left: Vec<u8> = Vec::new();
        for (text, strength) in these {
            match those.iter().position(|other| *other == text) {
                Some(at) => drop(those.remove(at)),
                None => left.push(*strength),
            }
        }
        left.sort_unstable();
        left
    };
    let (gone, come) = (without(&before.asserts, &after.asserts), without(&after.asserts, &before.asserts));
    // each that is gone is to have one at least as strong in its place
    let weaker = gone.iter().rev().zip(come.iter().rev()).any(|(gone, come)| come < gone);
    weaker.then_some(Loss::Weakened)
}

#[cfg(test)]
mod tests;
