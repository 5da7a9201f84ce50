//! One mutant by itself, up to the whole suite.

use std::{collections::BTreeSet, ops::ControlFlow, time::Instant};

use super::{
    Found, KILLERS, Selection, Stop,
    child::{blame, detected, refused},
};
use crate::{
    dispatch::{
        Suite, Target,
        finish::failed_at_end,
        slot::Slot,
        swap::{simple, verdict_of},
    },
    model::{Strategy, TestId},
    worker::{Left, SingleResult, WorkerError},
};

impl Slot {
    /// All tests that can notice the target, less those that were run already.
    pub(super) fn rest(&self, target: &Target, suite: &Suite, skip: Vec<TestId>) -> Selection {
        let ids = suite.all().filter(|t| target.noticeable_by(*t, suite) && !skip.contains(t)).collect();
        let only = target.files.iter().map(|f| self.tree_path(f)).collect();
        Selection { only, tests: None, skip, ids, seed: 0, quarantined: false }
    }

    /// The killers of other mutants, the likeliest test file, then the whole suite:
    /// only that may say that a mutant survives.
    pub(super) fn thorough(&mut self, target: &Target, stop: &mut Stop<'_>) -> Result<Found, WorkerError> {
        let begun = Instant::now();
        let guess = !target.in_order && target.files.is_empty() && !stop.silent.contains(&target.at);
        let known = self.some(&stop.killers[..stop.killers.len().min(KILLERS)], stop.suite);
        if let Some(selection) = known.filter(|_| guess)
            && let Some((test, verdict)) = self.screen(target, &selection, stop)?
        {
            return Ok(Found::Claim(test, verdict));
        }
        let mut passed = Vec::new();
        let primary = stop.primary.clone().filter(|_| guess && stop.file_first.pays(4));
        if let Some(selection) = primary {
            let result = match self.stop_asked(target, &selection, stop)? {
                ControlFlow::Continue(result) => result,
                ControlFlow::Break(found) => {
                    stop.file_first.note(true);
                    return Ok(found);
                }
            };
            stop.file_first.note(detected(&result));
            if let SingleResult::Passed { leaves, .. } = result {
                // what was skipped this once may run after the others
                passed = if leaves { Vec::new() } else { selection.ids };
            } else if let Some(found) = self.noticed(target, &result, &selection, stop, begun)? {
                return Ok(found);
            }
        }
        let mut all = self.rest(target, stop.suite, passed);
        if all.ids.is_empty() {
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let result = SingleResult::Passed {
                completed: stop.suite.ids.len() as u32,
                leaves: false,
                left: Left::new(),
                complains: false,
            };
            let verdict = simple(&result, ms, Strategy::Reimport);
            return Ok(Found::Judged(verdict_of(target, verdict, Vec::new())));
        }
        let result = loop {
            match self.stop_asked(target, &all, stop)? {
                ControlFlow::Break(found) => return Ok(found),
                ControlFlow::Continue(result) => {
                    let more = self.complains(&result)
                        || matches!(result, SingleResult::Passed { leaves: true, .. });
                    if !(more && all.is_a_part()) {
                        break result;
                    }
                    let anywhere = Target { files: BTreeSet::new(), ..target.clone() };
                    all = self.rest(&anywhere, stop.suite, Vec::new());
                }
            }
        };
        let why = "the unmutated suite does not pass in a process that stopped at this import";
        let found = self.noticed(target, &result, &all, stop, begun)?;
        Ok(found.unwrap_or_else(|| Found::Judged(refused(target, why))))
    }

    /// What `result` says of the target; None when it is a kill that does not
    /// count: `selection` fails here without the mutant, too.
    pub(super) fn noticed(
        &mut self,
        target: &Target,
        result: &SingleResult,
        selection: &Selection,
        stop: &mut Stop<'_>,
        begun: Instant,
    ) -> Result<Option<Found>, WorkerError> {
        if let Some(claim) = self.killer_alone(target, result, stop)? {
            return Ok(Some(claim));
        }
        if let SingleResult::Refused { why } = result {
            return Ok(Some(Found::Judged(refused(target, why))));
        }
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        let mut verdict = simple(result, ms, Strategy::Reimport);
        if self.fails_at_end(result, |slot| slot.stop_twice(&[], selection))? {
            verdict = failed_at_end(selection.ids.last().copied(), verdict);
        }
        if detected(result) {
            if !self.sound(selection, stop)? {
                return Ok(None);
            }
            verdict = blame(verdict, result, selection, stop.suite);
        }
        Ok(Some(Found::Judged(verdict_of(target, verdict, Vec::new()))))
    }

    /// The test that failed, nothing else collected: what it kills by itself is proved at less cost.
    pub(super) fn killer_alone(
        &mut self,
        target: &Target,
        result: &SingleResult,
        stop: &Stop<'_>,
    ) -> Result<Option<Found>, WorkerError> {
        let SingleResult::Failed { test, .. } = result else { return Ok(None) };
        let alone = self.just(vec![TestId(*test)], stop.suite);
        let found = self.screen(target, &alone, stop)?;
        Ok(found.map(|(test, verdict)| Found::Claim(test, verdict)))
    }
}
