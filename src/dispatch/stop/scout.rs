//! Asking a scout which test notices which mutant, where the likely tests often fail to.

use std::{collections::BTreeMap, sync::Arc};

use super::{MutantRef, Stop, Target};
use crate::{
    dispatch::slot::{Slot, numbers, unexpected},
    model::{TestId, Verdict},
    worker::{Answer, Order, WorkerError},
};

/// With fewer mutants it does not pay: it collects the whole suite.
const FEW: usize = 4;
/// So many scouts may die of a mutant.
const DEATHS: usize = 2;

impl Slot {
    /// Shows each of `open` to the test that a scout says notices it, or where it says nothing to
    /// the likely ones, if they have not been tried; whom that kills is a claim.
    pub(super) fn scout(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        let (in_order, targets): (Vec<_>, Vec<_>) =
            std::mem::take(open).into_iter().partition(|target| target.in_order);
        *open = in_order; // no test is asked about them ahead of the others
        let guesses = if stop.scouting && stop.scouts.pays(2) && targets.len() >= FEW {
            self.guesses(file, stop, &targets)
        } else {
            Ok(BTreeMap::new())
        };
        let mut left = targets.into_iter();
        let found = match guesses {
            Ok(found) => found,
            Err(error) => {
                open.extend(left);
                return Err(error);
            }
        };
        while let Some(target) = left.next() {
            let noticed = self.follow(&target, found.get(&target.at).copied(), stop);
            if let Err(error) = stop.sort(target, noticed, open) {
                open.extend(left);
                return Err(error);
            }
        }
        Ok(())
    }

    /// What comes of a guess, or of there being none.
    fn follow(
        &mut self,
        target: &Target,
        found: Option<TestId>,
        stop: &mut Stop<'_>,
    ) -> Result<Option<(TestId, Verdict)>, WorkerError> {
        if let Some(test) = found.filter(|_| stop.scouts.pays(2)) {
            let alone = self.just(vec![test], stop.suite);
            let screened = self.screen(target, &alone, stop)?;
            stop.scouts.note(screened.is_some());
            if screened.is_some() {
                return Ok(screened);
            }
        }
        if !stop.untried.remove(&target.at) || stop.silent.contains(&target.at) {
            return Ok(None);
        }
        self.screen_likely(target, stop)
    }

    /// The tests that scouts name.
    fn guesses(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        targets: &[Target],
    ) -> Result<BTreeMap<MutantRef, TestId>, WorkerError> {
        let (mut found, mut left) = (BTreeMap::new(), targets);
        for _ in 0..DEATHS {
            let said = self.scouted(file, stop, left)?;
            let at = |n: usize| left.get(n).map(|target| target.at);
            found.extend(said.found.into_iter().filter_map(|(n, test)| Some((at(n)?, TestId(test)))));
            stop.silent.extend(said.silent.into_iter().filter_map(at));
            match usize::try_from(said.died) {
                Ok(n) if n + 1 < left.len() => left = &left[n + 1..],
                _ => break,
            }
        }
        for target in targets {
            if !found.contains_key(&target.at) && !stop.silent.contains(&target.at) {
                stop.scouts.note(false);
            }
        }
        Ok(found)
    }

    fn scouted(&mut self, file: usize, stop: &Stop<'_>, targets: &[Target]) -> Result<Guesses, WorkerError> {
        let context = Arc::clone(&self.context);
        let source = &context.files()[file];
        let hints = targets.iter().map(|target| {
            let edit = &source.mutants[target.at.mutant].edit;
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            (start, end, edit.replacement.clone(), numbers(&self.likely(target, stop)))
        });
        let order = Order::Scout {
            path: self.tree_path(&source.path),
            source: source.text.clone(),
            mutants: hints.collect(),
            skip: numbers(&context.quarantined()),
            factor: 1.0,
        };
        match self.standing()?.ask(&order)? {
            Answer::Scouted { found, silent, died } => Ok(Guesses { found, silent, died }),
            other => Err(unexpected(&other)),
        }
    }
}

struct Guesses {
    found: Vec<(usize, u32)>,
    silent: Vec<usize>,
    died: i64,
}
