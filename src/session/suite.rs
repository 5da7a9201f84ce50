//! What the slots are told of the suite: order, limits, likely killers.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    config::Config,
    dispatch::{Primary, Suite},
    model::{Baseline, SourceFile, TestId, TestInfo},
    plan::{Budget, Functions, Ordering, Words},
    worker::protocol::Limits,
};

/// The suite as the slots need it, once the baseline is known.
pub(super) fn suite(config: &Config, files: &[SourceFile], baseline: &Baseline) -> Suite {
    let budget = Budget { multiplier: config.timeout_multiplier };
    let limits = Limits {
        floor: Budget::CPU_FLOOR,
        collect: budget.cpu(baseline.collect_cpu),
        cpu: baseline.tests.iter().map(|t| budget.cpu(t.cpu)).collect(),
        doze: baseline.tests.iter().map(|t| budget.doze(t.wall, t.spawns)).collect(),
        idle: baseline.tests.iter().map(|t| budget.idle(t.wall)).collect(),
        spoken: numbered(baseline, |t| t.spoken),
        skipped: numbered(baseline, |t| t.skipped),
        warm: baseline.warm.clone().into(),
        bounds: baseline.bounds.map(Into::into),
    };
    Suite {
        ids: baseline.tests.iter().map(|t| t.nodeid.clone()).collect(),
        tests: baseline.tests.clone(),
        limits,
        ordering: Ordering::new(baseline),
        words: Words::new(baseline),
        functions: Functions::new(files, baseline),
        read: baseline
            .files
            .iter()
            .filter(|(_, file)| !file.readers.is_empty())
            .map(|(path, _)| path.clone())
            .collect(),
        primary: files.iter().enumerate().filter_map(|(i, f)| Some((i, primary(f, baseline)?))).collect(),
    }
}

/// The numbers of the tests that are `such`.
fn numbered(baseline: &Baseline, such: impl Fn(&TestInfo) -> bool) -> Vec<u32> {
    (0..).zip(&baseline.tests).filter(|(_, test)| such(test)).map(|(n, _)| n).collect()
}

/// The test file of which most tests run code of `file`.
fn primary(file: &SourceFile, baseline: &Baseline) -> Option<Primary> {
    let test_file = |t: &TestId| baseline.tests[t.0 as usize].file();
    let running: BTreeSet<TestId> =
        baseline.files.get(&file.path)?.by_line.values().flatten().copied().collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    running.iter().for_each(|t| *counts.entry(test_file(t)).or_default() += 1);
    let (name, _) = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)))?;
    let all = (0..baseline.tests.len() as u32).map(TestId);
    Some(Primary { file: name.to_owned(), tests: all.filter(|t| test_file(t) == name).collect() })
}
