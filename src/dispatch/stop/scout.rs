//! Asking a scout which test notices which mutant, where the likely tests often fail to.

use std::{collections::BTreeMap, sync::Arc};

use super::{Stop, Target};
use crate::{
    dispatch::slot::{Slot, numbers, unexpected},
    model::TestId,
    worker::{Answer, Order, WorkerError},
};

/// With fewer mutants it does not pay: it collects the whole suite.
const FEW: usize = 4;
/// So many scouts may die of a mutant.
const DEATHS: usize = 3;

impl Slot {
    /// Shows each of `open` to the test that a scout says notices it; whom that kills is a claim.
    pub(super) fn scout(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        if !stop.scouting || !stop.scouts.pays(2) || open.len() < FEW {
            return Ok(());
        }
        let mut found: BTreeMap<usize, TestId> = BTreeMap::new();
        let (mut from, mut deaths) = (0, 0);
        while from < open.len() {
            let answer = self.scouted(file, stop, &open[from..])?;
            found.extend(answer.found.into_iter().map(|(n, test)| (from + n, TestId(test))));
            stop.silent.extend(answer.silent.into_iter().filter_map(|n| Some(open.get(from + n)?.at)));
            deaths += 1;
            match usize::try_from(answer.died) {
                Ok(n) if deaths < DEATHS => from += n + 1,
                _ => break,
            }
        }
        let targets = std::mem::take(open);
        for (n, target) in targets.into_iter().enumerate() {
            let claim = match found.get(&n) {
                Some(test) if stop.scouts.pays(2) => {
                    let alone = self.just(vec![*test], stop.suite);
                    let screened = self.screen(&target, &alone, stop);
                    stop.scouts.note(matches!(screened, Ok(Some(_))));
                    screened
                }
                Some(_) => Ok(None),
                None => {
                    if !stop.silent.contains(&target.at) {
                        stop.scouts.note(false);
                    }
                    Ok(None)
                }
            };
            match claim {
                Ok(Some((test, verdict))) => stop.claim(target, test, verdict),
                Ok(None) => open.push(target),
                Err(error) => {
                    open.push(target);
                    return Err(error);
                }
            }
        }
        Ok(())
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
        match self.root()?.ask(&order)? {
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
