//! Statements that run once in a process, whoever comes first: what they
//! compute is kept for tests that are not seen to run them.

use std::collections::BTreeSet;

use super::judge::Board;
use crate::{
    baseline,
    model::{FileCoverage, Status, Strategy, TestId, Verdict},
    plan::{self, MutantRef},
};

/// So many tests tell whether a statement runs once only.
const ASKED: usize = 2;

impl Board<'_> {
    /// Whether a survivor must still be shown to more tests, or proved to need none.
    pub(super) fn may_widen(&self, at: MutantRef, verdict: &Verdict) -> bool {
        verdict.status == Status::Survived
            && verdict.strategy == Some(Strategy::Swap)
            && !self.widened.contains(&at)
            && self.wider.get(&at).is_some_and(|tests| !tests.is_empty())
    }

    /// Runs the tests of such survivors twice in a row: a statement that a test
    /// runs again is not of the once-only kind, and the survivor stands.  The
    /// others are judged again, with all tests that may see what was kept.
    pub(super) fn widen(&mut self) {
        let unsure: Vec<MutantRef> =
            self.verdicts.iter().filter(|(at, v)| self.may_widen(**at, v)).map(|(at, _)| *at).collect();
        if unsure.is_empty() || self.pool.context.cancelled() {
            return;
        }
        let tests: BTreeSet<TestId> = unsure.iter().flat_map(|at| self.asked(*at)).collect();
        let tests: Vec<TestId> = tests.into_iter().collect();
        let Ok(again) = baseline::repeated(self.pool, &tests, &self.baseline.options) else { return };
        let nothing = FileCoverage::default();
        for at in unsure {
            let file = &self.files[at.file];
            let coverage = self.baseline.files.get(&file.path).unwrap_or(&nothing);
            let lines = plan::traced(&file.mutants[at.mutant], coverage);
            let known = again.get(&file.path);
            let runs_again = |test: &TestId| {
                lines.iter().any(|line| known.and_then(|k| k.get(&line)).is_some_and(|t| t.contains(test)))
            };
            self.widened.insert(at);
            if self.asked(at).iter().all(runs_again) {
                self.announce_settled(at);
            } else {
                self.verdicts.remove(&at);
                self.seen_by_more.insert(at);
                self.waiting.entry(Strategy::Swap).or_default().insert(at);
            }
        }
        self.swap();
    }

    /// The cheapest of the tests that run the mutant's statement.
    fn asked(&self, at: MutantRef) -> Vec<TestId> {
        let tests = self.covered_by.get(&at).into_iter().flatten();
        let mut tests: Vec<TestId> = tests.copied().filter(|t| !self.quarantined(*t)).collect();
        if let Some(suite) = self.pool.context.suite.get() {
            suite.ordering.sort(&mut tests);
        }
        tests.truncate(ASKED);
        tests
    }
}
