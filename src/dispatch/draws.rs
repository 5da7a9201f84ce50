//! Where random numbers have a part in a verdict.
//!
//! A test that draws from a generator which nobody seeded says one thing today and another
//! tomorrow, though each mutant's numbers begin alike here.  So it is asked under several starts
//! of them, and the verdict is what most of them say: the likeliest answer of a fresh interpreter.

use super::{
    Reply, Target,
    cold::Cut,
    slot::{Slot, numbers},
    swap::{in_place, verdict_of},
    worker::twice,
};
use crate::{
    model::{Status, Strategy, TestId, Verdict},
    worker::{Single, SingleResult, WorkerError},
};

/// Asked for as long as neither answer leads by so many (a walk that ends at either of two borders: what
/// four starts of five notice is missed in two of a hundred cases, what all say is known after four),
const LEAD: u32 = 4;
/// but with so many starts at most.
const STARTS: u32 = 16;

/// What is known of a mutant with a verdict that random numbers have a part in.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Its verdict with the random numbers that all mutants have.
    pub first: Verdict,
    /// Tests that draw, of those that may notice it,
    pub drawing: Vec<TestId>,
    /// and the others.
    pub steady: Vec<TestId>,
}

/// A run of `tests`: with the mutant or without it, with a start of the random numbers.
pub(super) struct Throw<'a> {
    pub tests: &'a [TestId],
    pub mutated: bool,
    pub seed: u32,
}

impl Draws {
    /// The verdict that most starts agree on; `ask` has tests run.
    pub(super) fn decide(
        &self,
        mut ask: impl FnMut(Throw<'_>) -> Result<SingleResult, WorkerError>,
    ) -> Result<Verdict, WorkerError> {
        let noticed_first = self.first.status == Status::Killed;
        if noticed_first && let Some(test) = self.fails(&self.steady, 0, &mut ask)?.flatten() {
            return Ok(Verdict { killed_by: Some(test), reason: None, ..self.first.clone() });
        }
        let (mut noticed, mut passed) = (u32::from(noticed_first), u32::from(!noticed_first));
        let mut killer = self.first.killed_by;
        for seed in 1..STARTS {
            if noticed.abs_diff(passed) == LEAD {
                break;
            }
            match self.fails(&self.drawing, seed, &mut ask)? {
                Some(Some(test)) => (noticed, killer) = (noticed + 1, killer.or(Some(test))),
                Some(None) => passed += 1,
                None => {}
            }
        }
        let throws = noticed + passed;
        let kills = if noticed == passed { noticed_first } else { noticed > passed };
        let reason = (noticed > 0).then(|| {
            format!("tests that draw random numbers notice it with {noticed} of {throws} starts of them")
        });
        let status = if kills { Status::Killed } else { Status::Survived };
        Ok(Verdict { status, killed_by: killer.filter(|_| kills), reason, ..self.first.clone() })
    }

    /// The one of `tests` that notices the mutant, Some(None) where none does; None: that cannot be told.
    fn fails(
        &self,
        tests: &[TestId],
        seed: u32,
        ask: &mut impl FnMut(Throw<'_>) -> Result<SingleResult, WorkerError>,
    ) -> Result<Option<Option<TestId>>, WorkerError> {
        if tests.is_empty() {
            return Ok(Some(None));
        }
        let test = match ask(Throw { tests, mutated: true, seed })? {
            SingleResult::Passed { .. } => return Ok(Some(None)),
            SingleResult::Failed { test, .. } => TestId(test),
            _ => return Ok(None),
        };
        let last = tests.iter().position(|t| *t == test).map_or(tests.len(), |k| k + 1);
        let without = ask(Throw { tests: &tests[..last], mutated: false, seed })?;
        Ok(matches!(without, SingleResult::Passed { .. }).then_some(Some(test)))
    }
}

impl Slot {
    /// Decides a verdict of `swap`, or of `cold`.
    pub(super) fn drawn(&mut self, target: &Target) -> Result<Reply, WorkerError> {
        let judged = self.guarded(target, |slot, target| {
            let Some(draws) = &target.draws else {
                return Err(WorkerError::Protocol("nothing draws".to_owned()));
            };
            let verdict = draws.decide(|throw| match draws.first.strategy {
                Some(Strategy::Cold) => {
                    let cut = Cut { tests: Some(throw.tests.to_vec()), seed: throw.seed, ..Cut::default() };
                    slot.cold_twice(throw.mutated.then_some(target), &cut)
                }
                _ => slot.throw(target, &throw),
            })?;
            Ok(verdict_of(target, verdict, Vec::new()))
        })?;
        Ok(Reply::Finished(Some(judged)))
    }

    /// The tests in a fork, the mutant swapped in.
    fn throw(&mut self, target: &Target, throw: &Throw<'_>) -> Result<SingleResult, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        twice(|factor| {
            let worker = self.suite(false)?;
            let asked = Single { tests: Some(numbers(throw.tests)), factor, ..Single::default() };
            if !throw.mutated {
                return worker.single(None, &[], Single { seed: throw.seed, ..asked });
            }
            let file = &context.files()[target.at.file];
            let single = in_place(context.files(), target.at, |path| worker.sandbox.path(path));
            let single = Single { tests: asked.tests, factor, seed: throw.seed, ..single };
            worker.single(Some(file), &[&file.mutants[target.at.mutant]], single)
        })
    }
}
