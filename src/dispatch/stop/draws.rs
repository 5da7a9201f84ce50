//! At a stop: a verdict that random numbers have a part in.

use super::{Selection, Stop};
use crate::{
    dispatch::{Draws, Judged, Target, slot::Slot, swap::verdict_of, worker::twice},
    worker::WorkerError,
};

impl Slot {
    /// Decides the target's verdict.
    pub(super) fn drawn_at_stop(
        &mut self,
        target: &Target,
        draws: &Draws,
        stop: &Stop<'_>,
    ) -> Result<Judged, WorkerError> {
        let mutated = [target];
        let verdict = draws.decide(|throw| {
            let selection = Selection { seed: throw.seed, ..self.just(throw.tests.to_vec(), stop.suite) };
            let targets: &[&Target] = if throw.mutated { &mutated } else { &[] };
            twice(|factor| self.stop_child(targets, &selection, false, factor))
        })?;
        Ok(verdict_of(target, verdict, Vec::new()))
    }
}
