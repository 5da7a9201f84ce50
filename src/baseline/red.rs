//! Tests fail in the clean run, in the suite's own order: is the suite red?

use std::collections::BTreeSet;

use super::{BaselineError, Merge, next};
use crate::{
    dispatch::{How, Job, Pool, Reply},
    event::Event,
    model::{CoverageOptions, TestId},
    worker::protocol::Measured,
};

/// Takes what the whole suite has `measured`, or the same from where its tests pass.
pub(super) fn decide(
    pool: &Pool,
    measured: Measured,
    all: &[TestId],
    options: &CoverageOptions,
    merge: &mut Merge,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let failing: Vec<TestId> = measured.failed.iter().map(|(test, _)| TestId(*test)).collect();
    let messages = match unmeasured(pool, measured, all, merge, emit) {
        Err(BaselineError::Red(messages)) => messages,
        other => return other,
    };
    // a red suite need not run once more as a whole
    let green = passes_here(pool, &failing, options)?.is_some();
    let here = if green { passes_here(pool, all, options)? } else { None };
    merge.add(here.ok_or(BaselineError::Red(messages))?);
    merge.fork_unsafe = failing.first().copied();
    Ok(())
}

/// What `tests` measure in the very process that collected them, if they pass there: one may compare what it was told
/// at its import (its process id) with what it is told when it runs.
fn passes_here(
    pool: &Pool,
    tests: &[TestId],
    options: &CoverageOptions,
) -> Result<Option<Measured>, BaselineError> {
    pool.submit(Job::Baseline { tests: tests.to_vec(), options: options.clone(), how: How::Here });
    match next(pool) {
        Ok(Reply::Baseline { measured: Ok(measured), .. }) if measured.failed.is_empty() => {
            Ok(Some(measured))
        }
        Err(BaselineError::Interrupted) => Err(BaselineError::Interrupted),
        // it may have ended the process
        _ => Ok(None),
    }
}

/// Tests failed while they were measured, in the suite's own order.  Where they pass in it otherwise the suite is
/// not red: threads that race, say, take other turns under a tracer.
fn unmeasured(
    pool: &Pool,
    mut measured: Measured,
    all: &[TestId],
    merge: &mut Merge,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let messages = std::mem::take(&mut measured.messages);
    let messages: Vec<(String, String)> = messages.into_iter().map(|(node, _, text)| (node, text)).collect();
    let in_doubt: BTreeSet<TestId> = merge.add(measured).into_iter().collect();
    pool.submit(Job::Null { tests: all.to_vec(), bounds: None });
    // that it passes alone says nothing: one before it may be what it cannot stand
    let passes = match next(pool)? {
        Reply::Null { failed, skipped, crashed: None, .. } => {
            failed.is_empty() && !skipped.iter().any(|test| in_doubt.contains(&TestId(*test)))
        }
        _ => false,
    };
    if !passes {
        return Err(BaselineError::Red(messages));
    }
    for (node, _) in messages {
        emit(Event::Warning(format!(
            "{node} fails while its coverage is measured, and passes otherwise: of what it runs some may be missed"
        )));
    }
    Ok(())
}
