//! The null mutant: every test in a fork, exactly as a mutant's tests run.  What passes
//! once and fails once, asked the same, fails by chance.

use std::collections::{BTreeMap, BTreeSet};

use super::{BaselineError, alone, next};
use crate::{
    dispatch::{Doubt, Job, Pool, Reply},
    event::Event,
    model::{AGAIN, Baseline, Part, Steadiness, TestId},
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
    if trust.runs == 1 {
        round(pool, &holding(parts, |test| sometimes(&tally, test)), baseline, &mut tally, emit)?;
    }
    if baseline.bounds.is_some() {
        bear(pool, parts, baseline, &mut tally, emit)?;
    }
    let mut failing = Vec::new();
    for (test, (runs, failures)) in tally {
        if failures == runs {
            failing.push(test);
        } else {
            baseline.tests[test.0 as usize].steadiness.add(runs, failures);
        }
    }
    if !failing.is_empty() {
        for (test, why) in alone(pool, &failing)? {
            baseline.tests[test.0 as usize].quarantined = Some(why);
        }
    }
    for test in baseline.tests.iter_mut().filter(|test| test.steadiness.by_chance()) {
        test.quarantined = Some(test.steadiness.reason());
    }
    Ok(())
}

/// Whether the test failed at all, and whether it never passed.
fn sometimes(tally: &Tally, test: &TestId) -> bool {
    tally.get(test).is_some_and(|(_, failures)| *failures > 0)
}

fn always(tally: &Tally, test: &TestId) -> bool {
    tally.get(test).is_some_and(|(runs, failures)| *failures > 0 && failures == runs)
}

/// The parts that hold such a test.
fn holding(parts: &[Vec<TestId>], such: impl Fn(&TestId) -> bool) -> Vec<Vec<TestId>> {
    parts.iter().filter(|part| part.iter().any(&such)).cloned().collect()
}

/// What always fails with limited memory and disk is tried without.  If it passes so, nothing
/// is limited, and those failures are forgotten.
fn bear(
    pool: &Pool,
    parts: &[Vec<TestId>],
    baseline: &mut Baseline,
    tally: &mut Tally,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let failing = holding(parts, |test| always(tally, test));
    if failing.is_empty() {
        return Ok(());
    }
    let bounds = baseline.bounds.take();
    let mut free = Tally::new();
    round(pool, &failing, baseline, &mut free, emit)?;
    let cured: Vec<TestId> =
        tally.keys().filter(|test| always(tally, test) && !sometimes(&free, test)).copied().collect();
    let Some(first) = cured.first() else {
        baseline.bounds = bounds;
        return Ok(());
    };
    emit(Event::Warning(format!(
        "memory and the size of files are not limited: {} passes only so",
        baseline.tests[first.0 as usize].nodeid
    )));
    tally.extend(cured.iter().filter_map(|test| Some((*test, *free.get(test)?))));
    Ok(())
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
        let Reply::Null { times, failed, spoken, drawn, skipped, kept, crashed, warm } = next(pool)? else {
            continue;
        };
        baseline.warm.extend(warm);
        let here =
            |part: &&mut Part| times.first().is_some_and(|(test, ..)| part.tests.contains(&TestId(*test)));
        if let Some(part) = baseline.parts.iter_mut().find(here) {
            part.kept.extend(kept.iter().cloned());
        }
        baseline.kept.extend(kept);
        spoken.into_iter().for_each(|test| baseline.tests[test as usize].spoken = true);
        for test in skipped {
            // one that follows others was here without them
            let info = &mut baseline.tests[test as usize];
            info.skipped = !info.follows;
        }
        drawn.into_iter().for_each(|test| baseline.tests[test as usize].draws = true);
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
