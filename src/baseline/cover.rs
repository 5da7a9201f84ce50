//! The clean run as `pytest --cov` would measure it: the user's own coverage configuration, and
//! the reports of coverage.py itself.

use std::collections::BTreeSet;
use std::{fs, path::PathBuf};

use super::{
    BaselineError, collected, fork_safety, next,
    parts::{largest_first, shares},
};
use crate::{
    dispatch::{Collected, Job, Manner, Pool, Reply, Wanted},
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
    let parts = shares(collected, pool.slots());
    let all = parts.concat();
    let manner = if fork_safety(collected).is_some() { Manner::Together } else { Manner::Shared };
    let failures = covered(pool, parts, manner, emit)?;
    if failures.is_empty() {
        return Ok(());
    }
    let again = covered(pool, vec![all], Manner::Afresh, emit)?;
    match again.is_empty() {
        true => Ok(()),
        false => Err(BaselineError::Red(again)),
    }
}

/// (node, message) of what failed.
fn covered(
    pool: &Pool,
    parts: Vec<Vec<TestId>>,
    manner: Manner,
    emit: &mut dyn FnMut(Event),
) -> Result<Vec<(String, String)>, BaselineError> {
    let total = parts.iter().map(Vec::len).sum();
    let submit = |tests: &[TestId]| pool.submit(Job::Cover { tests: tests.to_vec(), manner });
    largest_first(&parts).for_each(|tests| submit(tests));
    let (mut jobs, mut done, mut failures) = (parts.len(), 0, BTreeSet::new());
    while jobs > 0 {
        call_for_tests(pool, jobs < pool.slots());
        let Reply::Covered { tests, covered } = next(pool)? else { continue };
        let covered =
            covered.map_err(|why| BaselineError::Unusable(format!("the suite's process died: {why}")))?;
        let (ran, left) = tests.split_at(covered.ran.min(tests.len()));
        jobs -= 1;
        if !left.is_empty() {
            call_for_tests(pool, false);
            let hands = pool.slots().saturating_sub(jobs).clamp(1, left.len());
            let shares = left.chunks(left.len().div_ceil(hands));
            jobs += shares.len();
            shares.for_each(submit);
        }
        done += ran.len();
        emit(Event::BaselineProgress { done, total });
        failures.extend(covered.messages.into_iter().map(|(node, _, message)| (node, message)));
    }
    Ok(failures.into_iter().collect())
}

/// Says whether there are slots without work, to those who have some: they end early, and what they leave is
/// shared.  Where it cannot be said they go on.
fn call_for_tests(pool: &Pool, idle: bool) {
    let sign = pool.context.shelter.idle();
    let _ = if idle { fs::write(sign, "") } else { fs::remove_file(sign) };
}
