//! What is asked when a test ran out of time at a stop, in the order of `dispatch/suspect.rs`.

use std::{ops::ControlFlow, sync::Arc};

use super::{Found, Selection, Stop};
use crate::{
    dispatch::{
        Target,
        slot::Slot,
        worker::{Lapse, steadily},
    },
    model::TestId,
    plan::Budget,
    worker::{Single, SingleResult, WorkerError},
};

impl Slot {
    /// What the selection says of the target; `Break`: by a test that needed no more time to say it.
    pub(super) fn stop_asked(
        &mut self,
        target: &Target,
        selection: &Selection,
        stop: &Stop<'_>,
    ) -> Result<ControlFlow<Found, SingleResult>, WorkerError> {
        let first = steadily(|| self.stop_hasty(target, selection))?;
        let Some(lapse) = Lapse::of(&first) else { return Ok(ControlFlow::Continue(first)) };
        if let Some(found) = self.stop_others(target, selection, &lapse, stop)? {
            return Ok(ControlFlow::Break(found));
        }
        if lapse.endless.is_some() {
            return Ok(ControlFlow::Continue(first));
        }
        if let Some(test) = lapse.looping()
            && let Some(endless) = self.stop_endless(target, test, stop)?
            && (matches!(endless, SingleResult::Endless { shown: true, .. })
                || self.stop_lasts(target, test, stop)?)
        {
            return Ok(ControlFlow::Continue(endless));
        }
        let last = steadily(|| self.stop_child(&[target], selection, false, Budget::CONFIRM))?;
        if let Some(again) = Lapse::of(&last).filter(|again| again.test != lapse.test)
            && let Some(found) = self.stop_others(target, selection, &again, stop)?
        {
            return Ok(ControlFlow::Break(found));
        }
        Ok(ControlFlow::Continue(last))
    }

    /// Another test than the one that ran out of time notices: which comes first shall not decide.
    fn stop_others(
        &mut self,
        target: &Target,
        selection: &Selection,
        lapse: &Lapse,
        stop: &Stop<'_>,
    ) -> Result<Option<Found>, WorkerError> {
        let Ok(test) = u32::try_from(lapse.test) else { return Ok(None) };
        let skip = [selection.skip.clone(), vec![TestId(test)]].concat();
        let others = Selection { skip, ..selection.clone() };
        let result = self.stop_hasty(target, &others)?;
        self.killer_alone(target, &result, stop)
    }

    /// As `swap_lasts`.
    fn stop_lasts(&mut self, target: &Target, test: TestId, stop: &Stop<'_>) -> Result<bool, WorkerError> {
        let alone = self.just(vec![test], stop.suite);
        let result = self.stop_child(&[target], &alone, false, Budget::LAST)?;
        Ok(Lapse::of(&result).is_some())
    }

    fn stop_endless(
        &mut self,
        target: &Target,
        test: TestId,
        stop: &Stop<'_>,
    ) -> Result<Option<SingleResult>, WorkerError> {
        let context = Arc::clone(&self.context);
        let file = &context.files()[target.at.file];
        let single = Single { only: self.just(vec![test], stop.suite).only, ..Single::default() };
        self.asked = vec![target.at];
        let result = self.standing()?.endless(file, &file.mutants[target.at.mutant], test, single)?;
        self.asked.clear();
        Ok(result)
    }
}
