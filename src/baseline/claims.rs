//! Parts of the suite that were in each other's way.

use super::{BaselineError, Merge, next};
use crate::{
    dispatch::{How, Job, Pool, Reply},
    model::{CoverageOptions, TestId},
    worker::protocol::Measured,
};

/// Runs the parts in which tests failed once more, with nothing beside them.  What passes now failed for what another
/// part was doing: it found a port taken, or a file changed.
pub(super) fn apart(
    pool: &Pool,
    results: &mut [(Vec<TestId>, Measured)],
    options: &CoverageOptions,
    merge: &mut Merge,
) -> Result<(), BaselineError> {
    for (tests, measured) in results.iter_mut().filter(|(_, measured)| !measured.failed.is_empty()) {
        // what the first run has covered besides is not to be told of
        pool.context.sharing.set(None);
        let job = Job::Baseline { tests: tests.clone(), options: options.clone(), how: How::Once };
        pool.submit(job);
        let Reply::Baseline { measured: Ok(again), .. } = next(pool)? else { continue };
        if again.failed.is_empty() {
            merge.claiming.extend(measured.failed.iter().map(|(test, _)| TestId(*test)));
            *measured = again;
        }
    }
    Ok(())
}
