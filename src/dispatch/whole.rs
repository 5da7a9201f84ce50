//! The last word where order matters: the whole suite, in its own order, in a fork.
//!
//! A test that passes only after others (or only where others did not run before) proves nothing,
//! but the state that it needs may be what others notice the mutant by.

use std::time::Instant;

use super::{
    Doubt, Reply, Suite, Target,
    cold::noticing,
    slot::Slot,
    swap::{kill, simple, verdict_of},
};
use crate::{
    model::{AGAIN, Status, Strategy, TestId, Verdict},
    worker::{SingleResult, WorkerError},
};

impl Slot {
    pub(super) fn whole(&mut self, target: &Target) -> Result<Reply, WorkerError> {
        let judged = self.guarded(target, |slot, target| {
            let mut doubts = Vec::new();
            let verdict = Verdict { whole: true, ..slot.in_order(target, &mut doubts)? };
            Ok(verdict_of(target, verdict, doubts))
        })?;
        Ok(Reply::Finished(Some(judged)))
    }

    /// A kill counts where the mutant is noticed twice, the same tests in the same order pass without
    /// it, and its test passes alone.  Any other test that notices it is left out from then on.
    fn in_order(&mut self, target: &Target, doubts: &mut Vec<Doubt>) -> Result<Verdict, WorkerError> {
        let begun = Instant::now();
        let suite = self.context.suite.get().into_iter();
        let flaky = self.context.flaky();
        let mut tests: Vec<TestId> =
            suite.flat_map(Suite::all).filter(|test| !flaky.contains(test)).collect();
        let (mut by_chance, mut dependent) = (None, None);
        loop {
            let result = self.swap_twice(target.at, &tests)?;
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let noticed = end_of(&result, &tests);
            if let Some(k) = noticed.filter(|k| self.context.quarantined().contains(&tests[*k])) {
                dependent.get_or_insert(tests.remove(k));
                continue;
            }
            let Some(k) = noticed.filter(|_| !matches!(result, SingleResult::Timeout { .. })) else {
                let verdict = simple(&result, ms, Strategy::Swap);
                return Ok(match (by_chance, dependent) {
                    _ if verdict.status != Status::Survived => verdict,
                    (Some(test), _) => self.undecided(test, ms),
                    (None, Some(test)) => Verdict { reason: Some(self.unproved(test)), ..verdict },
                    (None, None) => verdict,
                });
            };
            let again = self.swap_twice(target.at, &tests[..=k])?;
            let steady = end_of(&again, &tests) == Some(k);
            if !steady || !self.suite(false)?.alone(&[tests[k]], &tests[..k])?.is_empty() {
                // without a test that was left out it may fail anyway
                let kind = if steady && dependent.is_some() { &mut dependent } else { &mut by_chance };
                kind.get_or_insert(tests.remove(k));
                continue;
            }
            if let Some(doubt) = self.doubted(tests[k])? {
                let kind = if doubt.failures == doubt.runs { &mut dependent } else { &mut by_chance };
                kind.get_or_insert(tests.remove(k));
                doubts.push(doubt);
                continue;
            }
            let reason = match result {
                SingleResult::Crashed { why, .. } => Some(why),
                _ => None,
            };
            return Ok(Verdict { reason, ..kill(tests[k], k as u32 + 1, ms, Strategy::Swap) });
        }
    }

    /// What there is to say against a test that killed in the suite's order: that it fails alone, unmutated.
    fn doubted(&mut self, test: TestId) -> Result<Option<Doubt>, WorkerError> {
        let worker = self.suite(false)?;
        let Some((_, why)) = worker.alone(&[test], &[])?.pop() else { return Ok(None) };
        let failures = 1 + worker.alone(&[test; AGAIN], &[])?.len() as u32;
        Ok(Some(Doubt { test, runs: 1 + AGAIN as u32, failures, why }))
    }

    /// What is said of a survivor that only such a test notices.
    pub(super) fn unproved(&self, test: TestId) -> String {
        format!("only a quarantined test notices it: {}", self.named(test))
    }

    fn named(&self, test: TestId) -> &str {
        self.context.suite.get().map_or("", |suite| &suite.ids[test.0 as usize])
    }

    fn undecided(&self, test: TestId, ms: f64) -> Verdict {
        let reason = format!("only {} notices it, which fails without any mutant, too", self.named(test));
        Verdict { duration_ms: ms, ..Verdict::unrun(Status::RuntimeError, Some(reason)) }
    }
}

/// The place in `tests` of the one that notices the mutant.
fn end_of(result: &SingleResult, tests: &[TestId]) -> Option<usize> {
    let test = noticing(result)?;
    tests.iter().position(|t| *t == test)
}
