//! Judging by `cold`: a fresh copy, a fresh interpreter, the whole suite.

use std::{sync::Arc, time::Instant};

use super::{
    Reply, Target,
    finish::failed_at_end,
    slot::{Slot, numbers, unexpected},
    swap::{kill, simple, verdict_of},
    worker::twice,
};
use crate::{
    generate::combined_bytes,
    model::{Status, Strategy, TestId, Verdict},
    worker::{Answer, Order, SingleResult, WorkerError},
};

/// What a fresh interpreter runs.
#[derive(Default)]
pub(super) struct Cut {
    /// None: the whole suite.
    pub tests: Option<Vec<TestId>>,
    pub skip: Vec<TestId>,
    /// With which start of the random numbers.
    pub seed: u32,
}

impl Slot {
    pub(super) fn cold(&mut self, target: Option<&Target>) -> Result<Reply, WorkerError> {
        let Some(target) = target else {
            return Ok(Reply::Control(self.cold_control()?));
        };
        let judged = self.guarded(target, |slot, target| {
            let begun = Instant::now();
            let (result, unproved) = slot.cold_proved(target)?;
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let mut verdict = slot.cold_verdict(&result, ms);
            if slot.fails_at_end(&result, |slot| slot.cold_twice(None, &Cut::default()))? {
                verdict = failed_at_end(None, verdict);
            }
            let reason = unproved.filter(|_| verdict.status == Status::Survived).or(verdict.reason);
            Ok(verdict_of(target, Verdict { reason, ..verdict }, Vec::new()))
        })?;
        Ok(Reply::Finished(Some(judged)))
    }

    /// Why the unmutated suite fails, if it does.  Quarantined tests count like others here, where
    /// everything runs in its own order; one that fails all the same is left out.
    fn cold_control(&mut self) -> Result<Option<String>, WorkerError> {
        let context = Arc::clone(&self.context);
        loop {
            match self.cold_twice(None, &Cut::default())? {
                SingleResult::Passed { .. } => return Ok(None),
                SingleResult::Failed { test, .. } if context.quarantined().contains(&TestId(test)) => {
                    let Ok(mut flaky) = context.flaky.lock() else { return Ok(None) };
                    flaky.insert(TestId(test));
                }
                other => return Ok(Some(format!("{other:?}"))),
            }
        }
    }

    /// In a fresh interpreter a process that dies died of the mutant: the
    /// unmutated suite passed in the same way.
    fn cold_verdict(&self, result: &SingleResult, ms: f64) -> Verdict {
        let ids = self.context.suite.get().map_or(&[][..], |s| &s.ids);
        match result {
            SingleResult::Crashed { test, why } => Verdict {
                killed_by: u32::try_from(*test).ok().map(TestId),
                reason: Some(why.clone()),
                strategy: Some(Strategy::Cold),
                duration_ms: ms,
                ..Verdict::unrun(Status::Killed, None)
            },
            SingleResult::Collection { node, why } => Verdict {
                killed_by: ids.iter().position(|id| id.starts_with(node.as_str())).map(|i| TestId(i as u32)),
                reason: Some(format!("the tests can no longer be collected: {why}")),
                ..simple(result, ms, Strategy::Cold)
            },
            SingleResult::Failed { test, completed, .. } => {
                kill(TestId(*test), *completed, ms, Strategy::Cold)
            }
            other => simple(other, ms, Strategy::Cold),
        }
    }

    /// What the whole suite says of the mutant, leaving out quarantined tests that notice it, for they
    /// prove nothing; and, if there are such, what is to be said where no other does.
    fn cold_proved(&mut self, target: &Target) -> Result<(SingleResult, Option<String>), WorkerError> {
        let mut skip = Vec::new();
        loop {
            let result = self.cold_steady(target, &skip)?;
            match noticing(&result).filter(|test| self.context.quarantined().contains(test)) {
                Some(test) => skip.push(test),
                None if matches!(result, SingleResult::Failed { .. }) && !skip.is_empty() => {
                    // without those the others may fail anyway
                    let control = self.cold_twice(None, &Cut { skip: skip.clone(), ..Cut::default() })?;
                    match noticing(&control) {
                        Some(test) => skip.push(test),
                        None if matches!(control, SingleResult::Passed { .. }) => return Ok((result, None)),
                        None => {
                            let why =
                                format!("without quarantined tests the suite does not run: {control:?}");
                            return Ok((SingleResult::Broken { why }, None));
                        }
                    }
                }
                None => return Ok((result, skip.first().map(|test| self.unproved(*test)))),
            }
        }
    }

    /// The whole suite with the mutant; a test that fails must do so twice.  One that measures time, say, fails
    /// now and then on a busy machine, and no kill of it is proved by passing without the mutant.
    fn cold_steady(&mut self, target: &Target, skip: &[TestId]) -> Result<SingleResult, WorkerError> {
        let all = Cut { skip: skip.to_vec(), ..Cut::default() };
        let result = self.cold_twice(Some(target), &all)?;
        let SingleResult::Failed { test, .. } = result else { return Ok(result) };
        let alone = Cut { tests: Some(vec![TestId(test)]), ..Cut::default() };
        match self.cold_twice(Some(target), &alone)? {
            SingleResult::Failed { .. } => Ok(result),
            // by chance, or because of the tests before it
            _ => self.cold_twice(Some(target), &all),
        }
    }

    pub(super) fn cold_twice(
        &mut self,
        target: Option<&Target>,
        cut: &Cut,
    ) -> Result<SingleResult, WorkerError> {
        twice(|factor| self.cold_once(target, cut, factor))
    }

    /// One run of the suite, or of a cut of it.
    fn cold_once(
        &mut self,
        target: Option<&Target>,
        cut: &Cut,
        factor: f64,
    ) -> Result<SingleResult, WorkerError> {
        let context = Arc::clone(&self.context);
        let Some(suite) = context.suite.get() else {
            return Err(WorkerError::Gone { detail: ": there is no baseline yet".to_owned() });
        };
        self.worker = None;
        let mut sandbox = self.sandbox()?;
        let mut path = None;
        if let Some(at) = target.map(|target| target.at) {
            // before Python starts: pytest itself may import the file
            let file = &context.files()[at.file];
            sandbox.place(&file.path, &combined_bytes(file, &[&file.mutants[at.mutant]]))?;
            path = Some(sandbox.path(&file.path));
        }
        let order = Order::Whole {
            path,
            tests: cut.tests.as_deref().map(numbers),
            skip: numbers(&[&context.flaky()[..], &cut.skip].concat()),
            ids: suite.ids.clone(),
            factor,
            seed: cut.seed,
            limits: suite.limits.clone(),
        };
        let _turn = context.turns.wait(&order);
        let answer = self.launch(sandbox).and_then(|worker| worker.process.ask(&order));
        let crowded = self.worker.take().and_then(|worker| worker.process.crowded());
        match answer {
            Ok(Answer::Single { result, .. }) => Ok(result),
            _ if crowded.is_some() => {
                Ok(SingleResult::Crashed { test: -1, why: crowded.unwrap_or_default() })
            }
            // the same start succeeds without the mutant
            Err(error) if target.is_some() && !context.cancelled() => match at_start(&error) {
                Some(why) => {
                    Ok(SingleResult::Crashed { test: -1, why: format!("pytest cannot start: {why}") })
                }
                None => Err(error),
            },
            Ok(other) => Err(unexpected(&other)),
            Err(error) => Err(error),
        }
    }
}

/// The test that failed, had no end, or ended the process.
pub(super) fn noticing(result: &SingleResult) -> Option<TestId> {
    match result {
        SingleResult::Failed { test, .. } => Some(TestId(*test)),
        SingleResult::Crashed { test, .. } | SingleResult::Timeout { test, .. } => {
            u32::try_from(*test).ok().map(TestId)
        }
        _ => None,
    }
}

/// How the start of a worker failed, where that may be the mutant's doing: pytest may be made of its file.
fn at_start(error: &WorkerError) -> Option<String> {
    match error {
        WorkerError::NotPython { output, .. } => Some(output.clone()),
        WorkerError::Missing { what, .. } => Some(format!("{what} cannot be imported")),
        WorkerError::Gone { .. } => Some(error.to_string()),
        _ => None,
    }
}
