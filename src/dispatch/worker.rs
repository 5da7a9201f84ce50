//! A slot's worker, and what it is asked.

use std::collections::BTreeSet;

use super::slot::{numbers, unexpected};
use crate::{
    generate::combined_bytes,
    model::{Mutant, SourceFile, TestId},
    plan::Budget,
    worker::{Answer, Order, Process, Sandbox, SingleResult, WorkerError},
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
}

pub(super) struct Worker {
    pub process: Process,
    pub sandbox: Sandbox,
    pub mode: Mode,
    /// What the last run of tests had changed in the tree, relative to the project.
    pub left: BTreeSet<String>,
    /// Its folder is gone; the next order needs another worker.
    pub spoilt: bool,
    /// The collected suite knows the canonical list of tests, and their limits.
    pub briefed: bool,
    pub limited: bool,
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
        if self.spoilt {
            return Err(WorkerError::Gone { detail: ": its folder was removed".to_owned() });
        }
        self.sandbox.settle();
        let answer = self.process.ask(order)?;
        self.process.sweep();
        self.left = self.sandbox.mend();
        self.spoilt = self.sandbox.beyond_repair();
        Ok(answer)
    }

    /// One child, with these mutants of a file on disk meanwhile (none: unmutated).
    /// `order` is given the file's path.
    pub fn single(
        &mut self,
        file: Option<&SourceFile>,
        mutants: &[&Mutant],
        order: impl FnOnce(Option<String>) -> Order,
    ) -> Result<SingleResult, WorkerError> {
        if let Some(file) = file {
            self.sandbox.place(&file.path, &combined_bytes(file, mutants))?;
        }
        let order = order(file.map(|f| self.sandbox.path(&f.path)));
        let answer = self.ask(&order);
        if !self.sandbox.beyond_repair() {
            self.sandbox.restore()?;
        }
        match answer? {
            Answer::Single { result: SingleResult::Crashed { test, why } } => {
                Ok(SingleResult::Crashed { test, why: self.process.crowded().unwrap_or(why) })
            }
            Answer::Single { result } => Ok(result),
            other => Err(unexpected(&other)),
        }
    }

    /// Which of `tests` fail unmutated, each in a fresh child after `before`.
    pub fn alone(&mut self, tests: &[TestId], before: &[TestId]) -> Result<Vec<(u32, String)>, WorkerError> {
        let order = Order::Alone { tests: numbers(tests), before: numbers(before), factor: 20.0 };
        match self.ask(&order)? {
            Answer::Alone { failed } => Ok(failed),
            other => Err(unexpected(&other)),
        }
    }
}

/// Asks `child` (given the factor of its time limits) again where its first word is
/// not enough: what ran out of time gets the time that decides, what crashed one more try.
pub(super) fn twice(
    first: f64,
    mut child: impl FnMut(f64) -> Result<SingleResult, WorkerError>,
) -> Result<SingleResult, WorkerError> {
    match child(first)? {
        SingleResult::Timeout { .. } if first < Budget::CONFIRM => child(Budget::CONFIRM),
        SingleResult::Crashed { .. } | SingleResult::Broken { .. } => child(first),
        other => Ok(other),
    }
}
