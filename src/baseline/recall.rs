//! A clean run of those tests alone of which is not known already what they do.
//!
//! Whoever knows says of which tests the earlier run holds.  Where the others turn out to fail, or
//! to leave something to later tests in a suite that left nothing, all of it runs.

use std::collections::BTreeSet;

use super::{BaselineError, Merge, Trust, run};
use crate::{
    dispatch::{Collected, Pool},
    event::Event,
    model::{Baseline, Footprint, TestId},
    plan,
};

/// What is known of an earlier run.
pub struct Known {
    /// All that holds still, in the terms of this run.
    pub baseline: Baseline,
    /// The tests that must run.
    pub fresh: BTreeSet<TestId>,
}

/// Says what is known, given what the collection of the tests has shown; None: nothing of use.
pub type Recall<'a> = &'a dyn Fn(&Baseline) -> Option<Known>;

/// The clean run, if some of it need not be run; None where all of it must.
pub(super) fn partly(
    pool: &Pool,
    collected: &Collected,
    bare: &Baseline,
    recall: Recall<'_>,
    trust: Trust<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<Option<Baseline>, BaselineError> {
    if bare.fork_unsafe.is_some() {
        return Ok(None);
    }
    let mut seen = bare.clone();
    Merge::new(collected).into_baseline(&mut seen);
    let Some(Known { baseline: mut known, fresh }) = recall(&seen) else { return Ok(None) };
    if fresh.len() == bare.tests.len() {
        return Ok(None);
    }
    if !fresh.is_empty() {
        let of = |tests: &[TestId]| tests.iter().copied().filter(|test| fresh.contains(test)).collect();
        let parts: Vec<Vec<TestId>> = bare.parts.iter().map(|part| of(&part.tests)).collect();
        let parts: Vec<Vec<TestId>> = parts.into_iter().filter(|tests| !tests.is_empty()).collect();
        let again = match run(pool, collected, &parts, bare.clone(), trust, emit) {
            Err(BaselineError::Interrupted) => return Err(BaselineError::Interrupted),
            Err(_) => return Ok(None), // the whole suite says what is wrong, if something is
            Ok((again, suspects)) if suspects.is_empty() => again,
            Ok(_) => return Ok(None),
        };
        let unsteady = again.tests.iter().any(|test| test.quarantined.is_some());
        // apart from the others, which it may need to run at all, or which draw random numbers before it
        let alone =
            fresh.iter().map(|test| &again.tests[test.0 as usize]).any(|info| info.skipped || info.draws);
        if unsteady || alone || (known.kept.is_empty() && !again.kept.is_empty()) {
            return Ok(None);
        }
        join(&mut known, again, &fresh);
    }
    let confined = pool.context.environment.confinement.is_some();
    known.bounds = known.footprint.filter(|_| confined).map(plan::bounds);
    known.recalled = bare.tests.len() - fresh.len();
    Ok(Some(known))
}

/// Adds what the `fresh` tests did.
fn join(known: &mut Baseline, again: Baseline, fresh: &BTreeSet<TestId>) {
    for test in fresh {
        let place = test.0 as usize;
        known.tests[place] = again.tests[place].clone();
    }
    for (path, more) in again.files {
        known.files.entry(path).or_default().extend(more);
    }
    for (part, more) in known.parts.iter_mut().zip(again.parts) {
        part.kept.extend(more.kept);
    }
    known.kept.extend(again.kept);
    known.world.extend(again.world);
    known.warm.extend(again.warm);
    known.footprint = known.footprint.into_iter().chain(again.footprint).reduce(Footprint::or_more);
}
