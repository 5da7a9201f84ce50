//! What survivors leave to tests that do not run them, wherever it is.
//!
//! `remains` looks at what can be read; a thread, a loop's tasks, what other modules and libraries keep, cannot. So survivors'
//! tests run in a row in one child, each mutant in place in its turn, with tests that run other code of its file
//! (the next mutant's may put right what it has left), and then all others without any. If all
//! pass, none has left anything that matters. Else whose doing it is, is found by halves; the suite in its
//! own order judges who is found, for what was left here in another order proves nothing.

use std::{collections::BTreeSet, sync::atomic::Ordering::Relaxed};

use super::{
    Reply, Target,
    slot::{Slot, numbers, unexpected},
    swap::task_of,
};
use crate::{
    model::TestId,
    plan::{Budget, MutantRef},
    worker::{Answer, Order, WorkerError},
};

/// So many of a mutant's tests, of as many functions, are enough to leave what it leaves, and so many others of its file
/// to notice it.
const TESTS: usize = 12;

/// So many of its tests have done what others are to notice.
const DOING: usize = 2;

/// Seconds of a test that is not among them, if there are others.
const LONG: f64 = 0.02;

/// So many seconds of other tests are run after them: for each mutant of the group, and at least.
pub(super) const EACH: f64 = 0.5;
pub(super) const LEAST: f64 = 5.0;

/// So many that are noticed only together are asked about one by one.
pub(super) const FEW: usize = 4;

/// So many of the tests that notice something are asked whose doing it is.
pub(super) const WITNESSES: usize = 8;

/// A survivor, and the tests to run with it in place.
pub(super) struct Survivor<'a> {
    pub target: &'a Target,
    pub own: Vec<TestId>,
    /// How many of them come before the second that runs it: that one may put right what a test between them would notice.
    begin: usize,
    /// Some that do not run it, after some that do: those have passed where no other was before.
    pub beside: Vec<TestId>,
}

impl Slot {
    pub(super) fn aftermath(&mut self, targets: &[Target]) -> Result<Reply, WorkerError> {
        if self.context.no_aftermath.load(Relaxed) {
            return Ok(Reply::Aftermath { asked: at(targets), noticed: Vec::new() });
        }
        let mut survivors: Vec<Survivor<'_>> = targets.iter().map(|target| self.survivor(target)).collect();
        let mut noticed = self.noticed_after(&survivors)?;
        survivors.retain(|survivor| !noticed.contains(&survivor.target.at));
        noticed.extend(self.leave_undone(&survivors)?);
        Ok(Reply::Aftermath { asked: at(targets), noticed })
    }

    fn noticed_after(&mut self, survivors: &[Survivor<'_>]) -> Result<Vec<MutantRef>, WorkerError> {
        let own: BTreeSet<TestId> = survivors.iter().flat_map(|survivor| &survivor.own).copied().collect();
        let others = self.others(&own, survivors.len());
        let failed = self.fail_after(survivors, &others, true)?;
        if failed.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(Vec::new());
        }
        // some fail when they run twice, or in this order
        let Some(unmutated) = self.fail_after(survivors, &others, false)? else {
            self.context.no_aftermath.store(true, Relaxed);
            return Ok(Vec::new());
        };
        let tried = || own.iter().chain(&others).copied().collect();
        let noticing: BTreeSet<TestId> =
            failed.unwrap_or_else(tried).difference(&unmutated).copied().collect();
        if noticing.is_empty() {
            return Ok(Vec::new());
        }
        let few: Vec<TestId> = noticing.iter().copied().take(WITNESSES).collect();
        let enough = self.notice(survivors, &few, &noticing)?;
        self.halved(survivors, if enough { &few } else { &others }, &noticing)
    }

    /// Those of `survivors` after which, without the others, some of the `noticing` fail, `tests` run last; a few that
    /// are noticed only together, too.
    fn halved(
        &mut self,
        survivors: &[Survivor<'_>],
        tests: &[TestId],
        noticing: &BTreeSet<TestId>,
    ) -> Result<Vec<MutantRef>, WorkerError> {
        let (mut sets, mut found) = (vec![survivors], Vec::new());
        while let Some(set) = sets.pop() {
            let known = sets.len() + found.len();
            if let [_, _, ..] = set {
                for half in <[_; 2]>::from(set.split_at(set.len() / 2)) {
                    if self.notice(half, tests, noticing)? {
                        sets.push(half);
                    }
                }
            }
            if sets.len() + found.len() == known && set.len() <= FEW {
                found.extend(set.iter().map(|survivor| survivor.target.at));
            }
        }
        Ok(found)
    }

    fn notice(
        &mut self,
        survivors: &[Survivor<'_>],
        tests: &[TestId],
        noticing: &BTreeSet<TestId>,
    ) -> Result<bool, WorkerError> {
        let failed = self.fail_after(survivors, tests, true)?;
        Ok(failed.is_none_or(|failed| !failed.is_disjoint(noticing)))
    }

    /// The tests that come after `own`, as many as may be run for so many survivors; last those that are among them:
    /// they may put things right.
    fn others(&self, own: &BTreeSet<TestId>, survivors: usize) -> Vec<TestId> {
        let mut tests = self.everybody();
        let mut left = (EACH * survivors as f64).max(LEAST);
        tests.retain(|test| own.first().is_some_and(|first| test > first));
        tests.retain(|test| {
            left -= self.took(*test);
            left > 0.0
        });
        tests.sort_by_key(|test| (own.contains(test), *test));
        tests
    }

    /// Which tests fail, of those of `survivors` and of `tests`, which run after them, but for throws of the dice; None
    /// where that has no end.  `mutated`: with each in place.
    fn fail_after(
        &mut self,
        survivors: &[Survivor<'_>],
        tests: &[TestId],
        mutated: bool,
    ) -> Result<Option<BTreeSet<TestId>>, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        let worker = self.suite(false)?;
        let task = |(at, tests): (MutantRef, &[TestId])| {
            let mut task = task_of(context.files(), at, |path| worker.sandbox.path(path), tests)?;
            if !mutated {
                task.after.clone_from(&task.before);
            }
            Some(task)
        };
        let mutants = row(survivors).into_iter().filter_map(task).collect();
        match worker.ask(&Order::Aftermath { mutants, tests: numbers(tests), factor: Budget::CONFIRM })? {
            Answer::Aftermath { failed } => Ok(failed.map(|failed| {
                let draws = |test: &TestId| {
                    context.suite.get().is_some_and(|suite| suite.tests[test.0 as usize].draws)
                };
                failed.into_iter().map(TestId).filter(|test| !draws(test)).collect()
            })),
            other => Err(unexpected(&other)),
        }
    }

    /// Tests to run with the target in place: some of its own, and some that may notice what those leave, in the suite's
    /// order: a later one of its own may put it right.
    fn survivor<'a>(&self, target: &'a Target) -> Survivor<'a> {
        let mut tests = self.few(&target.tests);
        let first = tests.first().copied();
        let second = tests.get(1).copied();
        let later: Vec<TestId> =
            target.wider.iter().copied().filter(|test| first.is_some_and(|first| *test > first)).collect();
        let later = self.few(&later);
        let mut beside = if later.is_empty() { Vec::new() } else { tests[..tests.len().min(DOING)].to_vec() };
        beside.extend(&later);
        tests.extend(later);
        tests.sort();
        let begin = second.map_or(0, |second| tests.partition_point(|test| *test < second));
        Survivor { target, own: tests, begin, beside }
    }

    /// The first of `tests` in the suite's order, each of another function, but for those that take long.
    fn few(&self, tests: &[TestId]) -> Vec<TestId> {
        let Some(suite) = self.context.suite.get() else { return Vec::new() };
        let cost = |test: &TestId| self.took(*test);
        let short: Vec<TestId> = tests.iter().copied().filter(|test| cost(test) < LONG).collect();
        let mut tests = if short.is_empty() {
            tests.iter().copied().min_by(|a, b| cost(a).total_cmp(&cost(b))).into_iter().collect()
        } else {
            short
        };
        suite.one_of_each_function(&mut tests);
        tests.truncate(TESTS);
        tests
    }

    pub(super) fn took(&self, test: TestId) -> f64 {
        self.context.suite.get().map_or(0.0, |suite| suite.tests[test.0 as usize].took())
    }
}

fn at(targets: &[Target]) -> Vec<MutantRef> {
    targets.iter().map(|target| target.at).collect()
}

/// Each with its tests in its turn; then each with those at their beginning, the earliest at last: most tests come after it.
fn row<'a>(survivors: &'a [Survivor<'_>]) -> Vec<(MutantRef, &'a [TestId])> {
    let all = survivors.iter().map(|survivor| (survivor.target.at, survivor.own.as_slice()));
    let mut begin: Vec<(MutantRef, &[TestId])> =
        survivors.iter().map(|survivor| (survivor.target.at, &survivor.own[..survivor.begin])).collect();
    begin.retain(|(_, tests)| !tests.is_empty());
    begin.sort_by_key(|(_, tests)| std::cmp::Reverse(tests.first().copied()));
    all.chain(begin).collect()
}
