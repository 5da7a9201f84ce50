//! The null mutant: every test in a fork, exactly as a mutant's tests run.  What passes
//! once and fails once, asked the same, fails by chance.

use std::collections::{BTreeMap, BTreeSet};

use super::{BaselineError, alone, next};
use crate::{
    dispatch::{Doubt, Job, Pool, Reply},
    event::Event,
    model::{Baseline, Steadiness, TestId},
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
    let mut tally: Tally = before.iter().map(|test| (*test, (1, 1))).collect();
    for _ in 0..trust.runs {
        round(pool, parts.iter(), baseline, &mut tally, emit)?;
    }
    let failed = |tally: &Tally, test: &TestId| tally.get(test).is_some_and(|(_, failures)| *failures > 0);
    if trust.runs == 1 {
        let doubtful = parts.iter().filter(|part| part.iter().any(|test| failed(&tally, test)));
        let doubtful: Vec<&Vec<TestId>> = doubtful.collect();
        round(pool, doubtful.into_iter(), baseline, &mut tally, emit)?;
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

/// One run of `parts`, each in a process of its own.
fn round<'a>(
    pool: &Pool,
    parts: impl Iterator<Item = &'a Vec<TestId>>,
    baseline: &mut Baseline,
    tally: &mut Tally,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let submitted = parts.map(|tests| pool.submit(Job::Null { tests: tests.clone() })).count();
    for _ in 0..submitted {
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
