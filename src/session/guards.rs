//! Guards of truth: killers are confirmed alone, unreliable tests are set aside
//! and named, and what only such a test notices is no verdict.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::Board;
use crate::{
    baseline,
    dispatch::{Job, Target},
    event::Event,
    model::{Status, Strategy, TestId, Verdict},
    plan::MutantRef,
};

impl Board<'_> {
    pub(super) fn quarantine(&mut self, test: TestId, why: String) {
        let info = &mut self.baseline.tests[test.0 as usize];
        if info.quarantined.is_none() {
            (self.emit)(Event::Quarantined { test: info.nodeid.clone(), reason: why.clone() });
            info.quarantined = Some(why);
        }
        if let Ok(mut tests) = self.pool.context.quarantine.lock() {
            tests.insert(test);
        }
    }

    /// Every test that killed for the first time is run alone, unmutated; the
    /// kills of one that fails then are judged again without it.
    pub(super) fn confirm(&mut self) {
        while !self.pool.context.cancelled() {
            if self.verdicts.values().any(|v| v.killed_by.is_some_and(|t| self.quarantined(t))) {
                self.judge_again();
            }
            let killers: BTreeSet<TestId> = self.verdicts.values().filter_map(|v| v.killed_by).collect();
            let fresh: Vec<TestId> = killers.into_iter().filter(|t| !self.confirmed.contains(t)).collect();
            if fresh.is_empty() {
                return;
            }
            let Ok(failed) = baseline::alone(self.pool, &fresh) else { return };
            self.confirmed.extend(fresh);
            for (test, why) in failed {
                self.confirmed.remove(&test);
                self.quarantine(test, why);
            }
        }
    }

    /// Mutants that a quarantined test killed.
    fn judge_again(&mut self) {
        let again: Vec<(MutantRef, Strategy)> = self
            .verdicts
            .iter()
            .filter(|(_, v)| v.killed_by.is_some_and(|t| self.quarantined(t)))
            .map(|(at, v)| (*at, v.strategy.unwrap_or(Strategy::Swap)))
            .collect();
        for (at, strategy) in again {
            self.verdicts.remove(&at);
            self.waiting.entry(strategy).or_default().insert(at);
        }
        self.swap();
        self.widen();
        self.reimport();
    }

    /// What survived, though a quarantined test reaches it, is run once under
    /// the whole suite: if only such a test notices, that is no verdict.
    pub(super) fn recheck_quarantined(&mut self) {
        let unsure: Vec<MutantRef> = self
            .verdicts
            .iter()
            .filter(|(_, v)| v.status == Status::Survived && v.strategy == Some(Strategy::Swap))
            .map(|(at, _)| *at)
            .filter(|at| {
                self.covered_by.get(at).is_some_and(|tests| tests.iter().any(|t| self.quarantined(*t)))
            })
            .collect();
        if unsure.is_empty() || self.pool.context.cancelled() {
            return;
        }
        let everything: Vec<TestId> = (0..self.baseline.tests.len() as u32).map(TestId).collect();
        let survived: BTreeMap<MutantRef, Verdict> =
            unsure.iter().filter_map(|at| Some((*at, self.verdicts.get(at)?.clone()))).collect();
        let mut open: BTreeSet<MutantRef> = unsure.into_iter().collect();
        for at in &open {
            self.pool.submit(Job::Whole {
                target: Target {
                    at: *at,
                    tests: everything.clone(),
                    wider: Vec::new(),
                    files: BTreeSet::new(),
                    alone: false,
                },
            });
        }
        self.receive(&mut open, 0);
        for (at, before) in survived {
            let Some(now) = self.verdicts.get_mut(&at) else { continue };
            match now.killed_by {
                Some(test) if self.baseline.tests[test.0 as usize].quarantined.is_some() => {
                    let name = &self.baseline.tests[test.0 as usize].nodeid;
                    let reason = format!("only the quarantined test {name} notices it");
                    *now = Verdict { reason: Some(reason), ..Verdict::unrun(Status::RuntimeError, None) };
                }
                Some(_) => {}
                None => *now = before,
            }
        }
    }
}
