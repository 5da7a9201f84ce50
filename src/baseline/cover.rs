//! The clean run as `pytest --cov` would measure it: the user's own coverage configuration, and
//! the reports of coverage.py itself.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::{
    BaselineError, collected, next,
    parts::{finer_parts, largest_first},
};
use crate::{
    dispatch::{Collected, Job, Pool, Reply, Wanted},
    event::Event,
    model::TestId,
    worker::covering::Reported,
};

/// What coverage.py says of the suite.
#[derive(Debug)]
pub struct Covered {
    pub reported: Reported,
    /// Where its files are, as long as the pool lives.
    pub folder: PathBuf,
    pub tests: usize,
}

/// Runs the suite on all slots of `pool`, and has reports made of it as `wanted`.  Where
/// measurements are given they are reported on, and nothing is run.
pub fn cover(pool: &Pool, mut wanted: Wanted, emit: &mut dyn FnMut(Event)) -> Result<Covered, BaselineError> {
    let mut tests = 0;
    if wanted.given.is_empty() {
        let collected = collected(pool, |_| Job::CollectCovered, |_| true, "no worker collected the suite")?;
        tests = collected.tests.len();
        run(pool, &collected, emit)?;
        (wanted.slots, wanted.asked) = (pool.slots(), collected.asked);
    }
    pool.submit_to(0, Job::Report { wanted });
    match next(pool)? {
        Reply::Reported { reported, folder } => Ok(Covered { reported, folder, tests }),
        other => Err(BaselineError::Unusable(format!("an answer out of turn: {other:?}"))),
    }
}

/// What was measured along with the clean run before mutants, rendered as `formats`; None where nothing was.
/// `files`: the project's source files.
pub fn shared(pool: &Pool, formats: &[String], files: &[String]) -> Option<Covered> {
    let asked = pool.context.sharing.asked()?;
    let (formats, files) = (formats.to_vec(), files.to_vec());
    let wanted = Wanted { slots: pool.slots(), asked, formats, files, ..Wanted::default() };
    pool.submit_to(0, Job::Report { wanted });
    match next(pool).ok()? {
        Reply::Reported { reported, folder } if reported.problem.is_none() => {
            Some(Covered { reported, folder, tests: 0 })
        }
        _ => None,
    }
}

/// Tests that fail in their part of the suite may depend on those of another: all are run once
/// more in one process, which decides.
fn run(pool: &Pool, collected: &Collected, emit: &mut dyn FnMut(Event)) -> Result<(), BaselineError> {
    let parts = finer_parts(collected);
    let all = parts.concat();
    let failures = covered(pool, parts, all.len(), false, emit)?;
    if failures.is_empty() {
        return Ok(());
    }
    let total = all.len();
    let again = covered(pool, vec![all], total, true, emit)?;
    match again.is_empty() {
        true => Ok(()),
        false => Err(BaselineError::Red(again)),
    }
}

/// (node, message) of what failed.
fn covered(
    pool: &Pool,
    parts: Vec<Vec<TestId>>,
    total: usize,
    fresh: bool,
    emit: &mut dyn FnMut(Event),
) -> Result<Vec<(String, String)>, BaselineError> {
    let jobs = parts.len();
    largest_first(&parts).for_each(|tests| pool.submit(Job::Cover { tests: tests.clone(), fresh }));
    let (mut done, mut failures) = (0, BTreeSet::new());
    for _ in 0..jobs {
        let Reply::Covered { tests, covered } = next(pool)? else { continue };
        done += tests.len();
        emit(Event::BaselineProgress { done, total });
        let covered =
            covered.map_err(|why| BaselineError::Unusable(format!("the suite's process died: {why}")))?;
        failures.extend(covered.messages.into_iter().map(|(node, _, message)| (node, message)));
    }
    Ok(failures.into_iter().collect())
}
