//! Which tests speak of a mutant: a guess for code that runs at import, where
//! coverage names no test.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Baseline, TestId};

/// At most this many tests are worth a child of their own.
const MOST: usize = 12;
/// A test that needs more CPU seconds than this is not tried on a guess.
const MOST_CPU: f64 = 0.05;
/// Words that more than this share of the tests have say nothing.
const COMMON: f64 = 0.2;

/// The words of the tests' names.
pub struct Words {
    tests: BTreeMap<String, Vec<TestId>>,
}

impl Words {
    pub fn new(baseline: &Baseline) -> Words {
        let mut tests: BTreeMap<String, Vec<TestId>> = BTreeMap::new();
        for (i, test) in baseline.tests.iter().enumerate().filter(|(_, t)| t.cpu < MOST_CPU && !t.spawns) {
            let name = test.nodeid.split_once("::").map_or("", |(_, name)| name);
            for word in words(name) {
                tests.entry(word).or_default().push(TestId(i as u32));
            }
        }
        let most = (baseline.tests.len() as f64 * COMMON).max(5.0) as usize;
        tests.retain(|_, list| list.len() <= most);
        Words { tests }
    }

    /// The tests that share most words with `texts`, best first; those of
    /// `around` count less, and so do words that only contain one of four letters or more.
    pub fn like(&self, texts: &[&str], around: &str) -> Vec<TestId> {
        let mut scores: BTreeMap<TestId, usize> = BTreeMap::new();
        let own: BTreeSet<String> = texts.iter().flat_map(|text| words(text)).collect();
        let weighed = own.iter().map(|w| (w.clone(), 4));
        let others = words(around).into_iter().filter(|w| !own.contains(w)).map(|w| (w, 2));
        for (word, weight) in weighed.chain(others) {
            for (name, tests) in &self.tests {
                let weight = match () {
                    () if *name == word => weight,
                    () if word.len() >= 4 && name.contains(&word) => weight / 2,
                    () => continue,
                };
                for test in tests {
                    *scores.entry(*test).or_default() += word.len() * weight;
                }
            }
        }
        let mut ranked: Vec<(TestId, usize)> = scores.into_iter().collect();
        ranked.sort_by_key(|(test, score)| (std::cmp::Reverse(*score), *test));
        ranked.into_iter().take(MOST).map(|(test, _)| test).collect()
    }
}

/// Runs of three letters and more, in lower case.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|w| w.chars().count() >= 3)
        .map(str::to_lowercase)
        .collect()
}
