//! Kills that count once their tests are seen to pass at this stop, unmutated.

use std::collections::{BTreeMap, BTreeSet};

use super::{Selection, Stop};
use crate::{
    dispatch::{Target, slot::Slot},
    model::TestId,
    worker::{SingleResult, WorkerError},
};

impl Slot {
    /// Runs the tests of all claims unmutated, at this very stop: those of one
    /// file together; where that fails, each alone.  What no longer counts is `open`.
    pub(super) fn settle(&mut self, stop: &mut Stop<'_>, open: &mut Vec<Target>) -> Result<(), WorkerError> {
        let mut by_file: BTreeMap<String, BTreeSet<TestId>> = BTreeMap::new();
        for claim in &stop.claims {
            by_file.entry(stop.suite.file(claim.test).to_owned()).or_default().insert(claim.test);
        }
        let mut unsound: BTreeSet<TestId> = BTreeSet::new();
        for tests in by_file.into_values() {
            let tests: Vec<TestId> = tests.into_iter().collect();
            let together = self.just(tests.clone(), stop.suite);
            if self.sound(&together, stop)? {
                continue;
            }
            for test in tests {
                let alone = self.just(vec![test], stop.suite);
                if !self.sound(&alone, stop)? {
                    unsound.insert(test);
                }
            }
        }
        for claim in std::mem::take(&mut stop.claims) {
            if unsound.contains(&claim.test) {
                open.push(claim.target);
            } else {
                stop.send_verdict(&claim.target, claim.verdict);
            }
        }
        stop.killers.retain(|t| !unsound.contains(t));
        Ok(())
    }

    /// Whether a selection passes at this stop without a mutant.
    pub(super) fn sound(&mut self, selection: &Selection, stop: &mut Stop<'_>) -> Result<bool, WorkerError> {
        let key = (selection.only.clone(), selection.tests.clone(), selection.skip.clone());
        if !stop.sound.contains(&key) {
            if !matches!(self.stop_twice(&[], selection)?, SingleResult::Passed { .. }) {
                return Ok(false);
            }
            stop.sound.insert(key);
        }
        Ok(true)
    }
}
