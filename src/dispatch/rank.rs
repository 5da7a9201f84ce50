//! What a slot is there for, and whether a worker of its own is worth its start.

use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, select};

use super::{Job, Slots, slot::Slot};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rank {
    /// It has a worker from the start, or had one.
    Ready,
    /// It has none until there has been work for as long as a start takes: then those that are at it will hardly
    /// be done sooner (the rule of who does not know whether to rent skis or to buy them; Karlin et al. 1988).
    Reserve,
    /// It waits for what sleeps; others name it.
    Patient,
}

/// So often a slot in reserve looks whether there is work.
const LOOK: Duration = Duration::from_millis(20);

impl Rank {
    pub fn of(index: usize, slots: Slots) -> Rank {
        match index {
            _ if index < slots.ready => Rank::Ready,
            _ if index < slots.all => Rank::Reserve,
            _ => Rank::Patient,
        }
    }

    /// It is given a worker.
    pub fn called(&mut self) {
        if *self == Rank::Reserve {
            *self = Rank::Ready;
        }
    }
}

impl Slot {
    /// The next job; None once there will be no more.
    pub(super) fn next(&mut self, own: &Receiver<Job>, common: &Receiver<Job>) -> Option<Job> {
        let mut waited = Duration::ZERO;
        while self.rank == Rank::Reserve {
            match own.recv_timeout(LOOK) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    waited = if common.is_empty() { Duration::ZERO } else { waited + LOOK };
                    self.enlist(waited);
                }
            }
        }
        select! {
            recv(own) -> job => job.ok(),
            recv(common) -> job => job.ok(),
        }
    }

    /// Whether this slot takes part in what `waits` for any: at once if it has a worker, else if it goes on waiting
    /// for so many `starts`.
    pub(super) fn joins(&mut self, starts: u32, waits: impl Fn(&Slot) -> bool) -> bool {
        let mut waited = Duration::ZERO;
        while self.rank == Rank::Reserve && waits(self) {
            std::thread::sleep(LOOK);
            waited += LOOK;
            self.enlist(waited / starts);
        }
        self.rank != Rank::Reserve
    }

    fn enlist(&mut self, waited: Duration) {
        if self.context.startup.get().is_some_and(|startup| waited >= *startup) {
            self.rank.called();
        }
    }
}
