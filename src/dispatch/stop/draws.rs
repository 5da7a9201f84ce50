//! At a stop: a verdict that random numbers have a part in.

use super::{Selection, Stop};
use crate::{
    dispatch::{Target, slot::Slot, swap::verdict_of, worker::twice},
    worker::WorkerError,
};

impl Slot {
    /// Decides the target's verdict; where the worker dies of it, it is `open`.
    pub(super) fn drawn_at_stop(
        &mut self,
        target: Target,
        stop: &Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        let Some(draws) = &target.draws else { return Ok(()) };
        let mutated = [&target];
        let verdict = draws.decide(|throw| {
            let selection = Selection { seed: throw.seed, ..self.just(throw.tests.to_vec(), stop.suite) };
            let targets: &[&Target] = if throw.mutated { &mutated } else { &[] };
            twice(|factor| self.stop_child(targets, &selection, false, factor))
        });
        match verdict {
            Ok(verdict) => {
                stop.send(verdict_of(&target, verdict, Vec::new()));
                Ok(())
            }
            Err(error) => {
                open.push(target);
                Err(error)
            }
        }
    }
}
