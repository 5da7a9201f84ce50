//! What is asked when a test ran out of time under a swapped mutant.
//!
//! First the other tests: where one of them fails the mutant is killed, and how long the first
//! one would have gone on need not be known.  Then whether one of its loops has no end, which is
//! seen early.  Only then all tests again, with the time that decides.

use std::{ops::ControlFlow, sync::Arc};

use super::{
    rank::Rank,
    slot::Slot,
    swap::in_place,
    worker::{Lapse, steadily},
};
use crate::{
    model::TestId,
    plan::{Budget, MutantRef},
    worker::{Left, SingleResult, WorkerError},
};

impl Slot {
    /// What `tests` say of the mutant.  `lapse`: they have been asked once, and this came out.
    /// That one sleeps is all that an impatient slot says.
    pub(super) fn swap_asked(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
        lapse: Option<Lapse>,
    ) -> Result<SingleResult, WorkerError> {
        let lapse = match lapse {
            Some(lapse) => lapse,
            None => {
                let first = steadily(|| self.swap_hasty(at, tests))?;
                let Some(lapse) = Lapse::of(&first) else { return Ok(first) };
                lapse
            }
        };
        let result = self.swap_suspected(at, tests, lapse);
        // what decides is more than ran in the last of the children
        self.forget_ran();
        result
    }

    fn swap_suspected(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
        lapse: Lapse,
    ) -> Result<SingleResult, WorkerError> {
        if lapse.idle && self.rank != Rank::Patient {
            return Ok(SingleResult::Timeout { test: lapse.test, idle: true });
        }
        let first = match self.swap_others(at, tests, &lapse)? {
            ControlFlow::Break(killed) => return Ok(killed),
            ControlFlow::Continue(first) => first,
        };
        if let Some(why) = first.endless {
            self.suspicions.note(true);
            return Ok(SingleResult::Endless { test: first.test, why, shown: true });
        }
        if let Some(test) = first.looping()
            && let Some(endless) = self.swap_endless(at, test)?
            && (matches!(endless, SingleResult::Endless { shown: true, .. }) || self.swap_lasts(at, test)?)
        {
            self.suspicions.note(true);
            return Ok(endless);
        }
        let last = steadily(|| self.swap_child(at, tests, Budget::CONFIRM))?;
        self.suspicions.note(Lapse::of(&last).is_some());
        if let Some(again) = Lapse::of(&last).filter(|again| ![first.test, lapse.test].contains(&again.test))
            && let ControlFlow::Break(killed) = self.swap_others(at, tests, &again)?
        {
            return Ok(killed);
        }
        Ok(last)
    }

    /// Whether the test, by itself, takes far more than the time after which it was suspected: many
    /// rounds of a short loop may end before that.
    fn swap_lasts(&mut self, at: MutantRef, test: TestId) -> Result<bool, WorkerError> {
        let result = self.swap_child(at, &[test], Budget::LAST)?;
        Ok(Lapse::of(&result).is_some())
    }

    /// The factor of the time that tests have before they are suspected: where what takes them
    /// long comes to an end as a rule (each process makes a table first, say), they have more.
    pub(super) fn patience(&self) -> f64 {
        if self.suspicions.pays(2) { Budget::SUSPECT } else { 1.0 }
    }

    /// `Break`: a kill by another test than the one that ran out of time, for which of them comes
    /// first shall not decide.  `Continue`: the first test, in the order of `tests`, that runs out
    /// of time; a batch has an order of its own.
    fn swap_others(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
        lapse: &Lapse,
    ) -> Result<ControlFlow<SingleResult, Lapse>, WorkerError> {
        let place = |lapse: &Lapse| tests.iter().position(|t| i64::from(t.0) == lapse.test);
        let others: Vec<TestId> = tests.iter().copied().filter(|t| i64::from(t.0) != lapse.test).collect();
        let result = self.swap_some(at, &others)?;
        if killed(&result) {
            return Ok(ControlFlow::Break(result));
        }
        if let Some(other) = Lapse::of(&result)
            && let (Some(first), Some(second)) = (place(&other), place(lapse))
            && first < second
        {
            // as if the first had been left out, and the run had ended at the second
            let between = self.swap_some(at, &tests[first + 1..second])?;
            return Ok(if killed(&between) {
                ControlFlow::Break(between)
            } else {
                ControlFlow::Continue(other)
            });
        }
        Ok(ControlFlow::Continue(lapse.clone()))
    }

    fn swap_some(&mut self, at: MutantRef, tests: &[TestId]) -> Result<SingleResult, WorkerError> {
        if tests.is_empty() {
            return Ok(SingleResult::Passed {
                completed: 0,
                leaves: false,
                left: Left::new(),
                complains: false,
            });
        }
        self.swap_hasty(at, tests)
    }

    fn swap_endless(&mut self, at: MutantRef, test: TestId) -> Result<Option<SingleResult>, WorkerError> {
        let context = Arc::clone(&self.context);
        let file = &context.files()[at.file];
        let worker = self.suite(false)?;
        let single = in_place(context.files(), at, |p| worker.sandbox.path(p));
        worker.endless(file, &file.mutants[at.mutant], test, single)
    }
}

fn killed(result: &SingleResult) -> bool {
    matches!(result, SingleResult::Failed { control: true, .. })
}
