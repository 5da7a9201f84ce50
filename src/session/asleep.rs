//! Mutants whose tests sleep: they need no CPU, so they wait side by side.

use super::judge::Board;
use crate::{dispatch::Job, plan::side_by_side};

/// What Python and pytest alone take to start, in CPU seconds.
const BARE: f64 = 0.5;

impl Board<'_> {
    /// Asks the rest about those that were found asleep, in workers that all stand ready before the
    /// first question: their start would keep the others' tests waiting, and that is no sleep.
    pub(super) fn await_asleep(&mut self) {
        let asleep = std::mem::take(&mut self.asleep);
        if asleep.is_empty() || self.pool.context.cancelled() {
            return;
        }
        let start = self.baseline.collect_cpu + BARE;
        let wanted = side_by_side(asleep.len(), self.pool.slots(), start);
        let slots: Vec<usize> = self.pool.patient().take(wanted).collect();
        slots.iter().for_each(|slot| self.pool.submit_to(*slot, Job::Ready));
        self.receive(&mut std::collections::BTreeSet::new(), slots.len());
        let mut open = asleep.keys().copied().collect();
        for ((at, lapse), slot) in asleep.iter().zip(slots.iter().cycle()) {
            self.pool.submit_to(*slot, Job::Single { target: self.target(*at), lapse: Some(lapse.clone()) });
        }
        self.receive(&mut open, asleep.len());
    }
}
