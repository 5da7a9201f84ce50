//! The null mutant: every test in a fork, exactly as a mutant's tests run.  What passes
//! once and fails once, asked the same, fails by chance.

use std::collections::{BTreeMap, BTreeSet};

use super::{BaselineError, alone, next};
use crate::{
    dispatch::{Doubt, Job, Pool, Reply},
    event::Event,
    model::{Baseline, Steadiness, TestId},
    plan,
};

/// What earlier runs know of each test, by node id.
pub type History = BTreeMap<String, Steadiness>;

/// How much of it there is to be.
#[derive(Clone, Copy)]
pub struct Trust<'a> {
    /// Runs of the whole suite.
    pub runs: u32,
    pub history: &'a History,
}

/// How often a test that failed alone is asked again, before it is said to fail always.
const AGAIN: usize = 3;

/// Runs and failures of the tests in forks.
type Tally = BTreeMap<TestId, (u32, u32)>;

/// Runs all `parts` as often as `trust` wants, and once more those in which a test failed.
/// `before`: tests that failed once already.
pub(super) fn check(
    pool: &Pool,
    parts: &[Vec<TestId>],
    baseline: &mut Baseline,
    before: &BTreeSet<TestId>,
    trust: Trust<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    for test in &mut baseline.tests {
        test.steadiness = trust.history.get(&test.nodeid).copied().unwrap_or_default();
    }
    if baseline.fork_unsafe.is_some() {
        return Ok(());
    }
    let confined = pool.context.environment.confinement.is_some();
    baseline.bounds = baseline.footprint.filter(|_| confined).map(plan::bounds);
    let mut tally: Tally = before.iter().map(|test| (*test, (1, 1))).collect();
    for _ in 0..trust.runs {
        round(pool, parts, baseline, &mut tally, emit)?;
    }
    let doubtful = with_failures(parts, &tally);
    if baseline.bounds.is_some() && !doubtful.is_empty() {
        bear(pool, &doubtful, baseline, &mut tally, emit)?;
    }
    if trust.runs == 1 {
        round(pool, &with_failures(parts, &tally), baseline, &mut tally, emit)?;
    }
    let mut always = Vec::new();
    for (test, (runs, failures)) in tally {
        if failures == runs {
            always.push(test);
        } else {
            baseline.tests[test.0 as usize].steadiness.add(runs, failures);
        }
    }
    if !always.is_empty() {
        for (test, why) in alone(pool, &always)? {
            baseline.tests[test.0 as usize].quarantined = Some(why);
        }
    }
    for test in baseline.tests.iter_mut().filter(|test| test.steadiness.by_chance()) {
        test.quarantined = Some(test.steadiness.reason());
    }
    Ok(())
}

fn with_failures(parts: &[Vec<TestId>], tally: &Tally) -> Vec<Vec<TestId>> {
    let failed = |test: &TestId| tally.get(test).is_some_and(|(_, failures)| *failures > 0);
    parts.iter().filter(|part| part.iter().any(failed)).cloned().collect()
}

/// Tests failed that were to do with limited memory and disk.  If that is why, nothing is
/// limited, and those failures are forgotten.
fn bear(
    pool: &Pool,
    parts: &[Vec<TestId>],
    baseline: &mut Baseline,
    tally: &mut Tally,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let bounds = baseline.bounds.take();
    let (mut free, mut again) = (Tally::new(), Tally::new());
    round(pool, parts, baseline, &mut free, emit)?;
    let failed = |tally: &Tally, test: &TestId| tally.get(test).is_some_and(|(_, failures)| *failures > 0);
    let cured: Vec<TestId> =
        tally.keys().filter(|t| failed(tally, t) && !failed(&free, t)).copied().collect();
    baseline.bounds = bounds;
    if cured.is_empty() {
        return Ok(());
    }
    round(pool, parts, baseline, &mut again, emit)?;
    let Some(bound) = cured.iter().find(|test| failed(&again, test)) else {
        merge(tally, free);
        merge(tally, again);
        return Ok(());
    };
    baseline.bounds = None;
    emit(Event::Warning(format!(
        "memory and the size of files are not limited: {} passes only so",
        baseline.tests[bound.0 as usize].nodeid
    )));
    tally.retain(|test, _| !cured.contains(test));
    merge(tally, free);
    Ok(())
}

fn merge(tally: &mut Tally, more: Tally) {
    for (test, (runs, failures)) in more {
        let known = tally.entry(test).or_default();
        *known = (known.0 + runs, known.1 + failures);
    }
}

/// One run of `parts`, each in a process of its own, limited as a mutant's are.
fn round(
    pool: &Pool,
    parts: &[Vec<TestId>],
    baseline: &mut Baseline,
    tally: &mut Tally,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let bounds = baseline.bounds;
    parts.iter().for_each(|tests| pool.submit(Job::Null { tests: tests.clone(), bounds }));
    for _ in parts {
        let Reply::Null { times, failed, crashed, warm } = next(pool)? else { continue };
        baseline.warm.extend(warm);
        for (test, cpu, wall) in times {
            let info = &mut baseline.tests[test as usize];
            (info.cpu, info.wall) = (cpu, wall);
            tally.entry(TestId(test)).or_default().0 += 1;
        }
        failed.iter().for_each(|(test, _)| tally.entry(TestId(*test)).or_default().1 += 1);
        if let Some((test, why)) = crashed {
            emit(Event::Warning(format!("a forked process of the unmutated suite died: {why}")));
            let (runs, failures) = tally.entry(test).or_default();
            (*runs, *failures) = (*runs + 1, *failures + 1);
        }
    }
    Ok(())
}

/// Which of `tests` fail unmutated when each is run alone; those that do are asked again.
pub fn doubts(pool: &Pool, tests: &[TestId]) -> Result<Vec<Doubt>, BaselineError> {
    let failed = alone(pool, tests)?;
    let again: Vec<TestId> = failed.iter().flat_map(|(test, _)| [*test; AGAIN]).collect();
    let still = if again.is_empty() { Vec::new() } else { alone(pool, &again)? };
    let times = |test: TestId| still.iter().filter(|(other, _)| *other == test).count();
    Ok(failed
        .into_iter()
        .map(|(test, why)| Doubt { test, runs: 1 + AGAIN as u32, failures: 1 + times(test) as u32, why })
        .collect())
}
