//! The clean run as `pytest --cov` would measure it: the user's own coverage configuration, and
//! the reports of coverage.py itself.

use std::{fs, path::PathBuf};

use super::{
    BaselineError, collected, fork_safety, next,
    parts::{largest_first, shares},
    pieces::{Piece, Pieces},
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
        wanted.void = run(pool, &collected, emit)?;
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
/// more in one process, which decides.  Returns what of the measurements does not count, as `Wanted::void`.
fn run(
    pool: &Pool,
    collected: &Collected,
    emit: &mut dyn FnMut(Event),
) -> Result<Vec<TestId>, BaselineError> {
    let parts = shares(collected, pool.slots());
    let all = parts.concat();
    let alone = pool.slots() == 1 || fork_safety(collected).is_some();
    let manner = if alone { Manner::Together } else { Manner::Shared };
    let pieces = covered(pool, &parts, manner, emit)?;
    if pieces.failures().is_empty() {
        return Ok(pieces.void());
    }
    let again = covered(pool, &[all], Manner::Afresh, emit)?.failures();
    match again.is_empty() {
        true => Ok(Vec::new()),
        false => Err(BaselineError::Red(again)),
    }
}

/// Runs `parts` at the same time.
fn covered(
    pool: &Pool,
    parts: &[Vec<TestId>],
    manner: Manner,
    emit: &mut dyn FnMut(Event),
) -> Result<Pieces, BaselineError> {
    let total = parts.iter().map(Vec::len).sum();
    let submit = |Piece { tests, own }| pool.submit(Job::Cover { tests, own, manner });
    largest_first(parts).for_each(|tests| submit(Piece { tests: tests.clone(), own: tests.len() }));
    let (mut jobs, mut pieces) = (parts.len(), Pieces::default());
    while jobs > 0 {
        call_for_tests(pool, jobs < pool.slots());
        let (tests, own, covered) = match next(pool)? {
            Reply::Covered { tests, own, covered } => (tests, own, covered),
            Reply::Given { tests, own } => {
                jobs += 1;
                submit(Piece { tests, own });
                continue;
            }
            _ => continue,
        };
        let covered =
            covered.map_err(|why| BaselineError::Unusable(format!("the suite's process died: {why}")))?;
        jobs -= 1;
        let hands = pool.slots().saturating_sub(jobs).max(1);
        let more = pieces.add(Piece { tests, own }, covered, hands);
        if !more.is_empty() {
            call_for_tests(pool, false);
        }
        jobs += more.len();
        more.into_iter().for_each(submit);
        emit(Event::BaselineProgress { done: pieces.done(), total });
    }
    Ok(pieces)
}

/// Says whether there are slots without work, to those who have some: they end early, if what they have run leaves
/// nothing, and the rest is shared.  Where it cannot be said they go on.
fn call_for_tests(pool: &Pool, idle: bool) {
    let sign = pool.context.shelter.idle();
    let _ = if idle { fs::write(sign, "") } else { fs::remove_file(sign) };
}
