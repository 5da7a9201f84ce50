//! Parts of the suite that were in each other's way.

use std::collections::BTreeSet;

use super::{BaselineError, Merge, next};
use crate::{
    dispatch::{How, Job, Pool, Reply},
    model::{CoverageOptions, TestId},
    worker::protocol::Measured,
};

/// Runs the parts in which tests failed once more, with nothing beside them.  What passes now and was seen to claim
/// something failed for what another part was doing: it found a port taken, or a file changed.  Others fail by chance.
/// Ends with the first part that fails still: the suite may be red, which is told sooner by running the whole of it.
pub(super) fn apart(
    pool: &Pool,
    results: &mut [(Vec<TestId>, Measured)],
    options: &CoverageOptions,
    merge: &mut Merge,
) -> Result<(), BaselineError> {
    for (tests, measured) in results.iter_mut().filter(|(_, measured)| !measured.failed.is_empty()) {
        let Some(again) = passing(pool, tests, options)? else { return Ok(()) };
        let claiming = Merge::claims(&again);
        let failed = measured.failed.iter().map(|(test, _)| TestId(*test));
        merge.by_chance.extend(failed.filter(|test| !claiming.contains(test)));
        *measured = again;
    }
    Ok(())
}

/// The tests of `failed`, of a suite that is not red, that pass in their part where nothing is beside it.
pub(super) fn after_all(
    pool: &Pool,
    parts: &[Vec<TestId>],
    failed: &BTreeSet<TestId>,
    options: &CoverageOptions,
) -> Result<BTreeSet<TestId>, BaselineError> {
    let mut passed = BTreeSet::new();
    for part in parts.iter().filter(|part| part.iter().any(|test| failed.contains(test))) {
        if passing(pool, part, options)?.is_some() {
            passed.extend(part.iter().filter(|test| failed.contains(test)));
        }
    }
    Ok(passed)
}

/// What `tests` do in one process by itself; None where one fails.
fn passing(
    pool: &Pool,
    tests: &[TestId],
    options: &CoverageOptions,
) -> Result<Option<Measured>, BaselineError> {
    // what earlier runs have covered besides is not to be told of
    pool.context.sharing.set(None);
    pool.submit(Job::Baseline { tests: tests.to_vec(), options: options.clone(), how: How::Once });
    match next(pool)? {
        Reply::Baseline { measured: Ok(again), .. } if again.failed.is_empty() => Ok(Some(again)),
        _ => Ok(None),
    }
}
