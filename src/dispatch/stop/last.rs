//! At a stop: the last word on a mutant that quarantined tests may notice.

use std::{collections::BTreeSet, time::Instant};

use super::{Selection, Stop, child::refused};
use crate::{
    dispatch::{
        Judged, Target,
        slot::Slot,
        swap::{simple, verdict_of},
    },
    model::Strategy,
    worker::{SingleResult, WorkerError},
};

impl Slot {
    /// All tests in the suite's own order, but for those that fail by chance: where each passes, the target
    /// survives.  What it means that one does not is found out in a fresh interpreter.
    pub(super) fn last_at_stop(&mut self, target: &Target, stop: &Stop<'_>) -> Result<Judged, WorkerError> {
        let begun = Instant::now();
        let anywhere = Target { files: BTreeSet::new(), ..target.clone() };
        let all = Selection { quarantined: true, ..self.rest(&anywhere, stop.suite, Vec::new()) };
        let result = self.stop_twice(&[target], &all)?;
        let quiet = !self.complains(&result);
        let (SingleResult::Passed { leaves: false, .. }, true) = (&result, quiet) else {
            return Ok(refused(target, "a quarantined test may notice it"));
        };
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        Ok(verdict_of(target, simple(&result, ms, Strategy::Reimport), Vec::new()))
    }
}
