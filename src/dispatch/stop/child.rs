//! One child of the stop, and what its end says.

use std::sync::Arc;

use super::Selection;
use crate::{
    dispatch::{
        Finding, Judged, Suite, Target,
        slot::{Slot, numbers},
        swap::kill,
        worker::twice,
    },
    model::{Mutant, Strategy, TestId, Verdict},
    worker::{Single, SingleResult, WorkerError},
};

impl Slot {
    /// One child; what ran out of time or crashed is tried once more.
    pub(super) fn stop_twice(
        &mut self,
        targets: &[&Target],
        selection: &Selection,
    ) -> Result<SingleResult, WorkerError> {
        twice(|factor| self.stop_child(targets, selection, false, factor))
    }

    pub(super) fn stop_child(
        &mut self,
        targets: &[&Target],
        selection: &Selection,
        all: bool,
        factor: f64,
    ) -> Result<SingleResult, WorkerError> {
        self.stop_run(targets, selection, Single { all, factor, ..Single::default() })
    }

    /// As `stop_child`; what takes longer than usual may turn out to be `Endless`.
    pub(super) fn stop_hasty(
        &mut self,
        target: &Target,
        selection: &Selection,
    ) -> Result<SingleResult, WorkerError> {
        self.stop_run(&[target], selection, Single { factor: 1.0, ask: true, ..Single::default() })
    }

    fn stop_run(
        &mut self,
        targets: &[&Target],
        selection: &Selection,
        how: Single,
    ) -> Result<SingleResult, WorkerError> {
        let context = Arc::clone(&self.context);
        let file = targets.first().map(|target| &context.files()[target.at.file]);
        let mutants: Vec<&Mutant> =
            targets.iter().map(|t| &context.files()[t.at.file].mutants[t.at.mutant]).collect();
        let left_out = if selection.quarantined { context.flaky() } else { context.quarantined() };
        self.asked = targets.iter().map(|target| target.at).collect();
        let single = Single {
            tests: selection.tests.as_deref().map(numbers),
            skip: numbers(&[left_out, selection.skip.clone()].concat()),
            only: selection.only.clone(),
            seed: selection.seed,
            ..how
        };
        let result = self.standing()?.single(file, &mutants, single)?;
        self.standing()?;
        self.asked.clear();
        Ok(result)
    }
}

/// `cold` has to judge it.
pub(super) fn refused(target: &Target, why: &str) -> Judged {
    let finding = Finding::Refused { next: Strategy::Cold, why: why.to_owned() };
    Judged { at: target.at, finding, unreliable: Vec::new() }
}

/// Whether a run under the mutant went wrong, by failure, crash or want of time.
pub(super) fn detected(result: &SingleResult) -> bool {
    use SingleResult::{Collection, Crashed, Endless, Failed, Timeout};
    matches!(result, Failed { .. } | Collection { .. } | Crashed { .. } | Timeout { .. } | Endless { .. })
}

/// Names the test that noticed, where pytest could not: when a file can no
/// longer be collected that is the first of its tests.
pub(super) fn blame(
    verdict: Verdict,
    result: &SingleResult,
    selection: &Selection,
    suite: &Suite,
) -> Verdict {
    let ms = verdict.duration_ms;
    match result {
        SingleResult::Collection { node, why } => {
            let test = selection.ids.iter().find(|t| suite.ids[t.0 as usize].starts_with(node.as_str()));
            let reason = Some(format!("the tests can no longer be collected: {why}"));
            Verdict { killed_by: test.copied(), reason, ..verdict }
        }
        SingleResult::Crashed { test, why } => {
            let test = u32::try_from(*test).map_or(selection.ids[0], TestId);
            Verdict { reason: Some(why.clone()), ..kill(test, 0, ms, Strategy::Reimport) }
        }
        _ => verdict,
    }
}
