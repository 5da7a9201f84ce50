//! A slot's worker, and what it is asked.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::slot::{numbers, unexpected};
use super::{remains::Usual, turns::Turns};
use crate::{
    generate::combined_bytes,
    model::{Mutant, Ran, SourceFile, TestId},
    plan::Budget,
    worker::{Answer, Order, Process, Sandbox, Single, SingleResult, WorkerError, protocol},
};

/// What the slot's worker is ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// A root process, no suite.
    Root,
    /// A collected suite, import-time lines measured.
    Measured,
    /// A collected suite, nothing measured.
    Plain,
    /// A collected suite, under coverage as the user has configured it.
    Covered,
}

pub(super) struct Worker {
    pub process: Process,
    pub sandbox: Sandbox,
    pub mode: Mode,
    /// What the last run of tests had changed in the tree, relative to the project, each with a digest.
    pub left: BTreeMap<String, i64>,
    /// Its folder is gone; the next order needs another worker.
    pub spoilt: bool,
    /// The collected suite knows the canonical list of tests, and their limits.
    pub briefed: bool,
    pub limited: bool,
    /// Whether the loops of a test can be counted: it passed unmutated, counted, in the
    /// process that there is now.
    pub counted: BTreeMap<TestId, bool>,
    /// What its tests leave without a mutant: digests hold for one process.
    pub usual: Usual,
    /// Shared with the other slots.
    pub turns: Arc<Turns>,
    /// What ran in the last child that judged a mutant, where that is known.
    pub ran: Option<Ran>,
}

impl Worker {
    /// Tells the collected suite how its tests are numbered.
    pub fn brief(&mut self, ids: &[String]) -> Result<(), WorkerError> {
        if self.briefed {
            return Ok(());
        }
        match self.process.ask(&Order::Tests { ids: ids.to_vec() })? {
            Answer::Tests { missing } => match missing.first() {
                Some(test) => Err(WorkerError::Vanished { test: ids[*test as usize].clone() }),
                None => {
                    self.briefed = true;
                    Ok(())
                }
            },
            other => Err(unexpected(&other)),
        }
    }

    /// Asks for something that runs tests; what they do to the tree is undone.
    pub fn ask(&mut self, order: &Order) -> Result<Answer, WorkerError> {
        self.ask_giving(order, &mut |_| ())
    }

    /// The same; `given` hears meanwhile from which place on tests are to be run elsewhere.
    pub fn ask_giving(&mut self, order: &Order, given: &mut dyn FnMut(usize)) -> Result<Answer, WorkerError> {
        if self.spoilt {
            return Err(WorkerError::Gone { detail: ": its folder was removed".to_owned() });
        }
        let turns = Arc::clone(&self.turns);
        let _turn = turns.wait(order);
        self.sandbox.settle();
        let mut answer = self.process.ask(order)?;
        while let Answer::Given { at } = answer {
            given(at);
            answer = self.process.receive()?;
        }
        self.process.sweep();
        self.left = self.sandbox.mend();
        self.spoilt = self.sandbox.beyond_repair();
        Ok(answer)
    }

    /// One child, with these mutants of a file on disk meanwhile (none: unmutated); where its tests were
    /// watched for nothing another one, unasked, in a tree that is as it was.
    pub fn single(
        &mut self,
        file: Option<&SourceFile>,
        mutants: &[&Mutant],
        single: Single,
    ) -> Result<SingleResult, WorkerError> {
        let unasked = Single { ask: false, ..single.clone() };
        let (mut result, doubtful) = self.single_once(file, mutants, single)?;
        if doubtful {
            (result, _) = self.single_once(file, mutants, unasked)?;
        }
        Ok(result)
    }

    /// What came of one child, and whether that is doubtful.
    fn single_once(
        &mut self,
        file: Option<&SourceFile>,
        mutants: &[&Mutant],
        single: Single,
    ) -> Result<(SingleResult, bool), WorkerError> {
        if let Some(file) = file {
            self.sandbox.place(&file.path, &combined_bytes(file, mutants))?;
        }
        self.ran = None;
        let path = file.map(|f| self.sandbox.path(&f.path));
        let answer = self.ask(&Order::Single(Single { path, ..single }));
        if !self.sandbox.beyond_repair() {
            self.sandbox.restore()?;
        }
        match answer? {
            Answer::Single { result: SingleResult::Crashed { test, why }, doubtful, .. } => {
                let why = self.process.crowded().unwrap_or(why);
                Ok((SingleResult::Crashed { test, why }, doubtful))
            }
            Answer::Single { result, ran, doubtful } => {
                self.ran = ran.and_then(|ran| self.sandbox.inside(ran));
                Ok((result, doubtful))
            }
            other => Err(unexpected(&other)),
        }
    }

    /// Runs `test` alone under the mutant: first to ask whether one of its loops has no end, with more time
    /// than when it was suspected, then to see how often they go round, and where what is usual is not known
    /// yet, once more to count that; not where none went round often before: it would not come to a number
    /// that says something.  Only `Endless` says anything; other ends were influenced by the counting.
    pub fn endless(
        &mut self,
        file: &SourceFile,
        mutant: &Mutant,
        test: TestId,
        single: Single,
    ) -> Result<Option<SingleResult>, WorkerError> {
        let single = Single { tests: Some(numbers(&[test])), ..single };
        let asked = Single { ask: true, factor: Budget::SHOW, ..single.clone() };
        let result = self.single(Some(file), &[mutant], asked)?;
        if matches!(result, SingleResult::Endless { shown: true, .. }) {
            return Ok(Some(result));
        }
        let single = Single { count: true, factor: Budget::COUNT, ..single };
        let plain = Single { before: None, after: None, default: false, ..single.clone() };
        let usual = self.counted.get(&test).copied();
        let factor = if usual.is_some() { Budget::COUNT } else { Budget::SHOW };
        let result = self.single(Some(file), &[mutant], Single { factor, ..single.clone() })?;
        match result {
            SingleResult::Endless { shown: true, .. } => return Ok(Some(result)),
            SingleResult::Endless { .. } if usual == Some(true) => return Ok(Some(result)),
            SingleResult::Timeout { .. } => return Ok(None),
            _ if usual.is_some() => return Ok(None),
            _ => {}
        }
        let passes = matches!(self.single(None, &[], plain)?, SingleResult::Passed { .. });
        self.counted.insert(test, passes);
        if !passes {
            return Ok(None);
        }
        let result = self.single(Some(file), &[mutant], single)?;
        Ok(Some(result).filter(|result| matches!(result, SingleResult::Endless { .. })))
    }

    /// Which of `tests` fail unmutated, each in a fresh child after `before`.
    pub fn alone(&mut self, tests: &[TestId], before: &[TestId]) -> Result<Vec<(u32, String)>, WorkerError> {
        Ok(self.seen_alone(tests, before)?.failed)
    }

    /// Likewise, and what each ran.
    pub fn seen_alone(&mut self, tests: &[TestId], before: &[TestId]) -> Result<Alone, WorkerError> {
        let order = Order::Alone { tests: numbers(tests), before: numbers(before), factor: 20.0 };
        match self.ask(&order)? {
            Answer::Alone { failed, ran } => {
                let known = |(test, ran): (u32, Option<protocol::Ran>)| {
                    Some((TestId(test), self.sandbox.inside(ran?)?))
                };
                Ok(Alone { failed, ran: ran.into_iter().filter_map(known).collect() })
            }
            other => Err(unexpected(&other)),
        }
    }
}

/// What became of tests that ran each alone, unmutated.
pub(super) struct Alone {
    /// Those that failed, and why.
    pub failed: Vec<(u32, String)>,
    pub ran: Vec<(TestId, Ran)>,
}

/// A test that ran out of time under a mutant, -1: what comes before tests.
#[derive(Clone, Debug)]
pub struct Lapse {
    pub test: i64,
    /// It was asleep.
    pub idle: bool,
    /// Why it has no end, where that was shown.
    pub endless: Option<String>,
}

impl Lapse {
    /// The one that `result` tells of.
    pub fn of(result: &SingleResult) -> Option<Lapse> {
        match result {
            SingleResult::Timeout { test, idle } => Some(Lapse { test: *test, idle: *idle, endless: None }),
            SingleResult::Endless { test, why, shown: true } => {
                Some(Lapse { test: *test, idle: false, endless: Some(why.clone()) })
            }
            _ => None,
        }
    }

    /// The test, if it may be that a loop of it has no end.
    pub fn looping(&self) -> Option<TestId> {
        u32::try_from(self.test).ok().filter(|_| !self.idle).map(TestId)
    }
}

/// Asks `child`, given the factor of its time limits: what ran out of time is asked again
/// with the time that decides.
pub(super) fn twice(
    mut child: impl FnMut(f64) -> Result<SingleResult, WorkerError>,
) -> Result<SingleResult, WorkerError> {
    match steadily(|| child(1.0))? {
        SingleResult::Timeout { .. } => child(Budget::CONFIRM),
        other => Ok(other),
    }
}

/// Asks `child` once more where it crashed.
pub(super) fn steadily(
    mut child: impl FnMut() -> Result<SingleResult, WorkerError>,
) -> Result<SingleResult, WorkerError> {
    match child()? {
        SingleResult::Crashed { .. } | SingleResult::Broken { .. } => child(),
        other => Ok(other),
    }
}
