//! The last word where order matters: the whole suite, in its own order, in a fork.
//!
//! A test that passes only after others (or only where others did not run before) is
//! of no use for quick judging, yet in the suite as it stands it notices what it notices.

use std::time::Instant;

use super::{
    Reply, Suite, Target,
    slot::Slot,
    swap::{kill, simple, verdict_of},
};
use crate::{
    model::{Status, Strategy, TestId, Verdict},
    worker::{SingleResult, WorkerError},
};

impl Slot {
    pub(super) fn whole(&mut self, target: &Target) -> Result<Reply, WorkerError> {
        let judged = self.guarded(target, |slot, target| {
            let verdict = Verdict { whole: true, ..slot.in_order(target)? };
            Ok(verdict_of(target, verdict, Vec::new()))
        })?;
        Ok(Reply::Finished(Some(judged)))
    }

    /// A kill counts where the mutant is noticed twice, and the same tests in the same order pass
    /// without it.  What fails by chance is left out, and if nothing else notices there is no verdict.
    fn in_order(&mut self, target: &Target) -> Result<Verdict, WorkerError> {
        let begun = Instant::now();
        let suite = self.context.suite.get().into_iter();
        let flaky = self.context.flaky();
        let mut tests: Vec<TestId> =
            suite.flat_map(Suite::all).filter(|test| !flaky.contains(test)).collect();
        let mut doubtful = None;
        loop {
            let result = self.swap_twice(target.at, &tests)?;
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let Some(k) = end_of(&result, &tests) else {
                return Ok(match (doubtful, result) {
                    (Some(test), SingleResult::Passed { .. }) => self.undecided(test, ms),
                    (_, result) => simple(&result, ms, Strategy::Swap),
                });
            };
            let again = self.swap_twice(target.at, &tests[..=k])?;
            let steady = end_of(&again, &tests) == Some(k);
            if steady && self.suite(false)?.alone(&[tests[k]], &tests[..k])?.is_empty() {
                let quarantined = self.context.quarantined().contains(&tests[k]);
                let reason = match result {
                    SingleResult::Crashed { why, .. } => Some(why),
                    _ => quarantined
                        .then(|| "only a quarantined test notices it, in the suite's own order".to_owned()),
                };
                return Ok(Verdict { reason, ..kill(tests[k], k as u32 + 1, ms, Strategy::Swap) });
            }
            doubtful = Some(tests.remove(k));
        }
    }

    fn undecided(&self, test: TestId, ms: f64) -> Verdict {
        let name = self.context.suite.get().map_or("", |suite| &suite.ids[test.0 as usize]);
        let reason = format!("only {name} notices it, which fails without any mutant, too");
        Verdict { duration_ms: ms, ..Verdict::unrun(Status::RuntimeError, Some(reason)) }
    }
}

/// The place in `tests` of the one that failed or ended the process.
fn end_of(result: &SingleResult, tests: &[TestId]) -> Option<usize> {
    let test = match result {
        SingleResult::Failed { test, .. } => *test,
        SingleResult::Crashed { test, .. } => u32::try_from(*test).ok()?,
        _ => return None,
    };
    tests.iter().position(|t| t.0 == test)
}
