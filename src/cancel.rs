//! A request to stop, set from a signal handler and read everywhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Zero while the run may go on, else the number of the signal that ends it.
/// Clones share the same flag.
#[derive(Clone, Debug, Default)]
pub struct Cancel(Arc<AtomicUsize>);

impl Cancel {
    /// The signal that asked for the end of the run.
    pub fn requested(&self) -> Option<i32> {
        i32::try_from(self.0.load(Ordering::Relaxed)).ok().filter(|signal| *signal != 0)
    }

    /// Asks for the end of the run, as if `signal` had arrived.
    pub fn request(&self, signal: i32) {
        self.0.store(signal.unsigned_abs() as usize, Ordering::Relaxed);
    }

    /// What a signal handler stores its signal's number in.
    pub fn flag(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.0)
    }
}
