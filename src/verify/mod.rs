//! A sample of verdicts judged again, and what it says of all of them.  Pure.

mod interval;

use std::collections::{BTreeMap, BTreeSet};

pub use interval::wilson;

use crate::model::Status;
use crate::report::{Document, Mutant};

/// Draws `size` verdicts of `document`, as many of each status and strategy as their share of
/// all, and at least one of each while there is room; their ids.
///
/// The same `seed` draws the same.  Only what claims something about the tests is drawn: killed,
/// timed out, survived, not covered.
pub fn sample(document: &Document, size: usize, seed: u64) -> BTreeSet<String> {
    let mut strata: BTreeMap<(&str, Option<&str>), Vec<Lot<'_>>> = BTreeMap::new();
    for (path, _, mutant) in document.mutants() {
        if claim(&mutant.status).is_some() {
            let lot = blake3::hash(format!("{seed}\n{path}\n{}", mutant.id).as_bytes());
            let stratum = (mutant.status.as_str(), mutant.mutate.strategy.as_deref());
            strata.entry(stratum).or_default().push((lot, &mutant.id));
        }
    }
    let mut drawn = Vec::new();
    for stratum in strata.values_mut() {
        stratum.sort_by(|a, b| a.0.as_bytes().cmp(b.0.as_bytes()));
        let count = stratum.len() as f64;
        drawn.extend(stratum.iter().enumerate().map(|(rank, (lot, id))| (rank as f64 / count, lot, *id)));
    }
    drawn.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.as_bytes().cmp(b.1.as_bytes())));
    drawn.into_iter().take(size).map(|(_, _, id)| id.to_owned()).collect()
}

/// A mutant's lot and its id.
type Lot<'a> = (blake3::Hash, &'a str);

/// How many verdicts of `document` a sample is drawn from.
pub fn population(document: &Document) -> usize {
    document.mutants().filter(|(_, _, mutant)| claim(&mutant.status).is_some()).count()
}

/// Whether a status says that a test noticed; None: it says nothing about the tests.
fn claim(status: &str) -> Option<bool> {
    match Status::parse(status)? {
        Status::Killed | Status::Timeout => Some(true),
        Status::Survived | Status::NoCoverage => Some(false),
        _ => None,
    }
}

/// A verdict that the second judgement does not bear out.
pub struct Disagreement<'a> {
    pub path: &'a str,
    pub before: &'a Mutant,
    pub again: &'a Mutant,
}

/// What judging a sample again found.
#[derive(Default)]
pub struct Comparison<'a> {
    pub agreeing: usize,
    pub disagreements: Vec<Disagreement<'a>>,
    /// Ids of the sample that were not judged again: the run ended before, or there is no such
    /// mutant any more.
    pub left: Vec<String>,
}

impl Comparison<'_> {
    /// How many were judged again.
    pub fn judged(&self) -> usize {
        self.agreeing + self.disagreements.len()
    }

    /// Disagreements in percent of what was judged; 0 where nothing was.
    pub fn rate(&self) -> f64 {
        100.0 * self.disagreements.len() as f64 / self.judged().max(1) as f64
    }
}

/// Holds the verdicts of `ids` in `before` against those in `again`.  Killed and Timeout agree, for
/// both say that a test notices; so do Survived and NoCoverage.
pub fn compare<'a>(before: &'a Document, again: &'a Document, ids: &BTreeSet<String>) -> Comparison<'a> {
    let second: BTreeMap<(&str, &str), &Mutant> =
        again.mutants().map(|(path, _, mutant)| ((path, mutant.id.as_str()), mutant)).collect();
    let mut comparison = Comparison::default();
    for (path, _, before) in before.mutants().filter(|(_, _, mutant)| ids.contains(&mutant.id)) {
        match second.get(&(path, before.id.as_str())) {
            Some(again) if Status::parse(&again.status) != Some(Status::Pending) => {
                if claim(&again.status) == claim(&before.status) {
                    comparison.agreeing += 1;
                } else {
                    comparison.disagreements.push(Disagreement { path, before, again });
                }
            }
            _ => comparison.left.push(before.id.clone()),
        }
    }
    comparison
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report with so many mutants of each (status, strategy).
    fn document(strata: &[(&str, &str, usize)]) -> Document {
        let mut mutants = Vec::new();
        for (status, strategy, count) in strata {
            for _ in 0..*count {
                let id = format!("{:012x}", mutants.len());
                mutants.push(format!(
                    r#"{{"id": "{id}", "mutatorName": "x", "status": "{status}",
                    "location": {{"start": {{"line": 1, "column": 1}}, "end": {{"line": 1, "column": 2}}}},
                    "mutate": {{"strategy": "{strategy}"}}}}"#
                ));
            }
        }
        let json = format!(
            r#"{{"schemaVersion": "2", "thresholds": {{"high": 80, "low": 60}}, "files": {{"a.py":
            {{"language": "python", "source": "x", "mutants": [{}]}}}}}}"#,
            mutants.join(",")
        );
        Document::parse(json.as_bytes()).unwrap()
    }

    fn drawn(document: &Document, ids: &BTreeSet<String>, status: &str) -> usize {
        document.mutants().filter(|(_, _, m)| ids.contains(&m.id) && m.status == status).count()
    }

    #[test]
    fn each_kind_is_drawn_by_its_share_and_at_least_once() {
        let document =
            document(&[("Killed", "swap", 800), ("Survived", "swap", 199), ("Timeout", "reimport", 1)]);
        let ids = sample(&document, 100, 7);
        assert_eq!(ids.len(), 100);
        assert_eq!(drawn(&document, &ids, "Timeout"), 1);
        assert!((79..=80).contains(&drawn(&document, &ids, "Killed")));
        assert_eq!(sample(&document, 100, 7), ids);
        assert_ne!(sample(&document, 100, 8), ids);
    }

    #[test]
    fn what_claims_nothing_is_not_drawn() {
        let document = document(&[
            ("Ignored", "", 5),
            ("RuntimeError", "cold", 5),
            ("Pending", "", 5),
            ("Killed", "swap", 2),
        ]);
        assert_eq!(population(&document), 2);
        assert_eq!(sample(&document, 60, 1).len(), 2);
    }

    #[test]
    fn noticed_and_unnoticed_are_what_must_agree() {
        let before = document(&[("Killed", "swap", 3), ("NoCoverage", "", 1), ("Survived", "swap", 2)]);
        let again = document(&[
            ("Timeout", "cold", 1),
            ("Survived", "cold", 1),
            ("RuntimeError", "cold", 1),
            ("Survived", "cold", 1),
            ("Survived", "cold", 1),
            ("Pending", "cold", 1),
        ]);
        let ids = sample(&before, 6, 0);
        let found = compare(&before, &again, &ids);
        let wrong: Vec<&str> = found.disagreements.iter().map(|d| d.again.status.as_str()).collect();
        assert_eq!((found.agreeing, wrong, found.left.len()), (3, vec!["Survived", "RuntimeError"], 1));
        assert_eq!(found.rate(), 40.0);
    }
}
