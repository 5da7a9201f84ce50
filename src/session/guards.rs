//! Guards of truth: killers are confirmed alone; tests that depend on others are set
//! aside and named, and what they notice is found out in the suite's own order.

use std::collections::BTreeSet;

use super::judge::Board;
use crate::{
    baseline,
    dispatch::{Doubt, Job, Target},
    event::Event,
    model::{Status, Strategy, TestId, Verdict},
    plan::MutantRef,
};

/// So often mutants are judged again, in a row, because a test that killed one was quarantined.
const AGAIN: usize = 5;

impl Board<'_> {
    /// Sets a test aside that failed without any mutant.
    pub(super) fn doubt(&mut self, Doubt { test, runs, failures, why }: Doubt) {
        if failures == runs {
            return self.quarantine(test, why);
        }
        let steadiness = &mut self.baseline.tests[test.0 as usize].steadiness;
        steadiness.add(runs, failures);
        let why = steadiness.reason();
        if let Ok(mut tests) = self.pool.context.flaky.lock() {
            tests.insert(test);
        }
        self.quarantine(test, why);
    }

    fn quarantine(&mut self, test: TestId, why: String) {
        let info = &mut self.baseline.tests[test.0 as usize];
        if info.quarantined.is_none() {
            (self.emit)(Event::Quarantined { test: info.nodeid.clone(), reason: why.clone() });
            info.quarantined = Some(why);
        }
        if let Ok(mut tests) = self.pool.context.quarantine.lock() {
            tests.insert(test);
        }
    }

    /// Whether somebody must still be asked.
    pub(super) fn preliminary(&self, at: MutantRef, verdict: &Verdict) -> bool {
        self.may_widen(at, verdict)
            || self.may_repeat(at, verdict)
            || self.may_redraw(at, verdict)
            || self.may_recheck(at, verdict)
            || self.may_leave(at, verdict)
            || self.may_show(at, verdict)
    }

    /// What an interrupted run leaves: survivors that more tests were to see, kills that were to happen twice, or by others.
    pub(super) fn unsure(&self) -> BTreeSet<MutantRef> {
        let unsure = |at: &MutantRef, v: &Verdict| {
            self.preliminary(*at, v)
                || self.waiting.values().any(|waiting| waiting.contains(at))
                || v.killed_by.is_some_and(|test| self.quarantined(test))
        };
        self.verdicts.iter().filter(|(at, v)| unsure(at, v)).map(|(at, _)| *at).collect()
    }

    /// Every test that killed for the first time is run alone, unmutated; the
    /// kills of one that fails then are judged again without it.
    pub(super) fn confirm(&mut self) {
        let mut rounds = 0;
        while !self.pool.context.cancelled() {
            if self.verdicts.values().any(|v| v.killed_by.is_some_and(|t| self.quarantined(t))) {
                rounds += 1;
                if rounds <= AGAIN { self.judge_again() } else { self.acquit() }
            }
            let killers: BTreeSet<TestId> = self.verdicts.values().filter_map(|v| v.killed_by).collect();
            let fresh: Vec<TestId> = killers.into_iter().filter(|t| !self.confirmed.contains(t)).collect();
            if fresh.is_empty() {
                if self.imported_beforehand() {
                    continue;
                }
                return;
            }
            let Ok(failed) = baseline::doubts(self.pool, &fresh) else { return };
            self.confirmed.extend(fresh);
            for doubt in failed {
                self.confirmed.remove(&doubt.test);
                self.doubt(doubt);
            }
        }
    }

    /// Whether a kill must happen once more: by a test that waits, and may have been late this once.  No
    /// control run tells that apart, for without the mutant it is in time a moment later.
    pub(super) fn may_repeat(&self, at: MutantRef, verdict: &Verdict) -> bool {
        verdict.killed_by.is_some_and(|test| self.baseline.tests[test.0 as usize].waits())
            // it has, when it was judged
            && !verdict.cached
            // a fresh interpreter has been asked twice
            && verdict.strategy != Some(Strategy::Cold)
            && !self.repeated.contains(&at)
    }

    pub(super) fn repeat(&mut self) {
        while !self.pool.context.cancelled() {
            let again: Vec<MutantRef> =
                self.verdicts.iter().filter(|(at, v)| self.may_repeat(**at, v)).map(|(at, _)| *at).collect();
            if again.is_empty() {
                return;
            }
            self.repeated.extend(&again);
            self.judge_anew(&again);
            self.confirm(); // which may find others to judge again
        }
    }

    /// Mutants that a quarantined test killed.
    fn judge_again(&mut self) {
        let by_one = |v: &Verdict| v.killed_by.is_some_and(|t| self.quarantined(t));
        let again: Vec<MutantRef> =
            self.verdicts.iter().filter(|(_, v)| by_one(v)).map(|(at, _)| *at).collect();
        self.judge_anew(&again);
    }

    /// A quarantined test is not asked any more: where the mutant is killed all the same, as by tests that
    /// cannot be collected, it only stands for others.
    fn acquit(&mut self) {
        let quarantined = self.pool.context.quarantined();
        let blamed = |v: &&mut Verdict| v.killed_by.is_some_and(|test| quarantined.contains(&test));
        self.verdicts.values_mut().filter(blamed).for_each(|verdict| verdict.killed_by = None);
    }

    /// Judges by the strategies that have judged before.
    pub(super) fn judge_anew(&mut self, mutants: &[MutantRef]) {
        if self.pool.context.cancelled() {
            return; // what they have is better than nothing
        }
        for at in mutants {
            let strategy = self.verdicts.remove(at).and_then(|v| v.strategy).unwrap_or(Strategy::Swap);
            if self.widened.contains(at) {
                self.seen_by_more.insert(*at);
            }
            self.waiting.entry(strategy).or_default().insert(*at);
        }
        self.swap();
        self.widen();
        self.reimport();
    }

    /// The whole suite and `cold`, until no killer that only those have found turns out to need others.
    pub(super) fn last_word(&mut self) {
        loop {
            let known = self.pool.context.quarantined().len();
            self.recheck_quarantined();
            self.redraw();
            self.cold();
            self.redraw();
            if self.baseline.fork_unsafe.is_none() {
                self.confirm();
            }
            if self.pool.context.cancelled() || self.pool.context.quarantined().len() == known {
                return;
            }
        }
    }

    /// What survived, though a quarantined test may notice it, is run under the whole suite in its own
    /// order: in a fork, or, where the mutant must be there before the import, at its stop; what does not pass
    /// there has to in a fresh interpreter.
    fn recheck_quarantined(&mut self) {
        let unsure: Vec<(MutantRef, Option<Strategy>)> = self
            .verdicts
            .iter()
            .filter(|(at, v)| self.may_recheck(**at, v))
            .map(|(at, v)| (*at, v.strategy))
            .collect();
        if unsure.is_empty() || self.pool.context.cancelled() {
            return;
        }
        self.rechecked.extend(unsure.iter().map(|(at, _)| *at));
        let (mut open, mut jobs, mut walks) = (BTreeSet::new(), 0, Vec::new());
        for (at, strategy) in unsure {
            self.verdicts.remove(&at); // where no answer comes there is none
            open.insert(at);
            if strategy == Some(Strategy::Swap) {
                self.repeated.insert(at); // the whole suite must notice it twice anyway
                self.pool.submit(Job::Whole { target: self.target(at) });
                jobs += 1;
            } else {
                walks.push(Target { last: true, ..self.target(at) });
            }
        }
        jobs += self.walk(walks);
        self.receive(&mut open, jobs);
    }

    /// Whether the suite in its own order has the last word; what was judged by `cold`, or without a run, has had it.
    fn may_recheck(&self, at: MutantRef, verdict: &Verdict) -> bool {
        verdict.status == Status::Survived
            && matches!(verdict.strategy, Some(Strategy::Swap | Strategy::Reimport))
            && !self.rechecked.contains(&at)
            && self.misses_quarantined(at, verdict.strategy)
    }

    /// Whether a test that was not asked might notice the mutant.
    fn misses_quarantined(&self, at: MutantRef, strategy: Option<Strategy>) -> bool {
        let quarantined = self.pool.context.quarantined();
        let covering = self.covered_by.get(&at).is_some_and(|tests| !tests.is_empty());
        let reached = |test: &TestId| match strategy {
            // each test's process imports it anew
            Some(Strategy::Reimport) => {
                let files = self.only_for.get(&at);
                let suite = self.pool.context.suite.get();
                files.zip(suite).is_none_or(|(files, suite)| files.contains(suite.file(*test)))
            }
            _ => {
                let known = [&self.covered_by, &self.readers, &self.wider];
                known.iter().any(|tests| tests.get(&at).is_some_and(|tests| tests.contains(test)))
                    || (!covering && self.baseline.tests[test.0 as usize].spawns)
            }
        };
        quarantined.iter().any(reached)
    }
}
