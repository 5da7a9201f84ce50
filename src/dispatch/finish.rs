//! Sessions whose tests have all passed, and which a hook of the project fails at their end.

use std::sync::atomic::Ordering::Relaxed;

use super::slot::Slot;
use crate::{
    model::{Status, TestId, Verdict},
    worker::{SingleResult, WorkerError},
};

impl Slot {
    /// Whether a hook complains, as far as is known not without a mutant, too.
    pub(super) fn complains(&self, result: &SingleResult) -> bool {
        matches!(result, SingleResult::Passed { complains: true, .. }) && !self.context.complains()
    }

    /// Whether the hook's complaint in `result`, of all tests, is the mutant's doing: it keeps quiet in the `unmutated`
    /// run.  Where it does not, hooks prove nothing from then on.
    pub(super) fn fails_at_end(
        &mut self,
        result: &SingleResult,
        unmutated: impl FnOnce(&mut Self) -> Result<SingleResult, WorkerError>,
    ) -> Result<bool, WorkerError> {
        if !self.complains(result) {
            return Ok(false);
        }
        match unmutated(self)? {
            SingleResult::Passed { complains, .. } => {
                self.context.complains.store(complains, Relaxed);
                Ok(!complains)
            }
            _ => Ok(false),
        }
    }
}

/// The verdict of such a session, `last` being the last of its tests.
pub(super) fn failed_at_end(last: Option<TestId>, passed: Verdict) -> Verdict {
    let reason = Some("the session fails at its end".to_owned());
    Verdict { status: Status::Killed, killed_by: last, reason, ..passed }
}
