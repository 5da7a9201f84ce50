//! The unmutated suite under every condition that mutants' tests may meet.

use std::collections::{BTreeMap, BTreeSet};

use super::{BaselineError, Merge, collect, covered, fork_safety, next};
use crate::{
    dispatch::{Doubt, Job, Pool, Reply},
    event::Event,
    model::{Baseline, TestId},
};

/// What was found.
pub struct Examined {
    pub baseline: Baseline,
    /// Modules that were imported with the tests, from wherever.
    pub imported: BTreeSet<String>,
    /// The kind of deed, what was done, and by which tests; None: while collecting.
    pub deeds: Vec<(String, String, BTreeSet<Option<TestId>>)>,
    pub forked: Vec<Doubt>,
    pub alone: Vec<Doubt>,
    pub shuffled: Vec<Doubt>,
    /// What each test, alone, left changed in the tree, whatever process it was.
    pub left: BTreeMap<TestId, BTreeSet<String>>,
}

/// Runs the suite under coverage, then forked, alone, and in the order that `shuffle` makes of
/// its node ids.
pub fn examine(
    pool: &Pool,
    shuffle: &dyn Fn(&[String]) -> Vec<TestId>,
    emit: &mut dyn FnMut(Event),
) -> Result<Examined, BaselineError> {
    let collected = collect(pool)?;
    let mut merge = Merge::new(&collected);
    let all: Vec<TestId> = (0..collected.tests.len() as u32).map(TestId).collect();
    covered(pool, std::slice::from_ref(&all), &collected.options, &mut merge, emit)?;
    let deeds = std::mem::take(&mut merge.deeds);
    let mut baseline = super::start(pool, &collected);
    baseline.fork_unsafe = fork_safety(&collected);
    merge.into_baseline(&mut baseline);
    let imported = collected.imported.iter().cloned().collect();
    let mut found = Examined {
        baseline,
        imported,
        deeds,
        forked: Vec::new(),
        alone: Vec::new(),
        shuffled: Vec::new(),
        left: BTreeMap::new(),
    };
    if found.baseline.fork_unsafe.is_none() {
        found.forked = in_order(pool, &all, "it fails in a forked process, in the suite's own order")?;
        one_by_one(pool, &all, &mut found)?;
        let drawn = shuffle(&collected.tests);
        found.shuffled = in_order(pool, &drawn, "it fails in this order")?;
    }
    Ok(found)
}

/// Which of `tests` fail in one process in this order; the order is tried again if any does.
fn in_order(pool: &Pool, tests: &[TestId], why: &str) -> Result<Vec<Doubt>, BaselineError> {
    let first = failures(pool, tests)?;
    let again = if first.is_empty() { first.clone() } else { failures(pool, tests)? };
    let doubt = |(test, how): (&TestId, &String)| {
        let failures = 1 + u32::from(again.contains_key(test));
        let why = if how.is_empty() { why.to_owned() } else { format!("{why}: {how}") };
        Doubt { test: *test, runs: 2, failures, why }
    };
    Ok(first.iter().map(doubt).collect())
}

fn failures(pool: &Pool, tests: &[TestId]) -> Result<BTreeMap<TestId, String>, BaselineError> {
    pool.submit(Job::Null { tests: tests.to_vec(), bounds: None });
    let Reply::Null { failed, crashed, .. } = next(pool)? else { return Ok(BTreeMap::new()) };
    let failed = failed.into_iter().map(|(test, _)| (TestId(test), String::new()));
    Ok(failed.chain(crashed).collect())
}

/// Each test in a fork of its own; one that fails is asked again.
fn one_by_one(pool: &Pool, all: &[TestId], found: &mut Examined) -> Result<(), BaselineError> {
    let mut doubtful: BTreeMap<TestId, Doubt> = BTreeMap::new();
    for test in all {
        // one order each, so that what it leaves behind is known to be its own
        pool.submit(Job::Alone { tests: vec![*test] });
    }
    for _ in all {
        let Reply::Alone { tests, failed, left } = next(pool)? else { continue };
        for test in tests.into_iter().filter(|_| !left.is_empty()) {
            found.left.insert(test, left.clone());
        }
        for (test, why) in failed {
            let doubt = Doubt { test: TestId(test), runs: 1, failures: 1, why };
            doubtful.insert(TestId(test), doubt);
        }
    }
    let again: Vec<TestId> = doubtful.keys().copied().collect();
    let still = super::alone(pool, &again)?;
    for doubt in doubtful.values_mut() {
        doubt.runs += 1;
        doubt.failures += still.iter().filter(|(test, _)| *test == doubt.test).count() as u32;
    }
    found.alone = doubtful.into_values().collect();
    Ok(())
}
