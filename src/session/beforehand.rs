//! Mutants meet what other tests leave to theirs: it may hide them, or show them.

use super::judge::Board;
use crate::{
    dispatch::{Job, Reply, Target},
    model::{Status, Strategy, TestId, Verdict},
    plan::MutantRef,
};

/// How many mutants are asked about in one process, where the suite takes up to so many seconds: each costs a run of it.
const TOGETHER: [(f64, usize); 2] = [(2.0, 512), (f64::INFINITY, 1024)];

impl Board<'_> {
    /// Whether a survivor's tests may find it after others, of which nobody has asked.
    pub(super) fn may_show(&self, at: MutantRef, verdict: &Verdict) -> bool {
        verdict.status == Status::Survived && self.may_meet(at, verdict)
    }

    fn may_meet(&self, at: MutantRef, verdict: &Verdict) -> bool {
        matches!(verdict.status, Status::Survived | Status::Killed)
            && verdict.strategy == Some(Strategy::Swap)
            && !verdict.whole
            && !verdict.cached
            && verdict.killed_by != Some(TestId(0))
            // how that one ends after others is a throw of the dice (`chance.rs`)
            && !verdict.killed_by.is_some_and(|test| self.baseline.tests[test.0 as usize].draws)
            && !self.met.contains(&(at, verdict.killed_by))
            && self.covered_by.get(&at).is_some_and(|tests| tests.len() < self.baseline.tests.len())
    }

    /// Asks for them; those whose tests end otherwise are judged by all tests in the suite's order.
    pub(super) fn beforehand(&mut self) {
        let of = |status: Status| -> Vec<(MutantRef, Option<TestId>)> {
            let of = self
                .verdicts
                .iter()
                .filter(|(at, v)| v.status == status && self.may_meet(**at, v) && !self.may_widen(**at, v));
            of.map(|(at, v)| (*at, v.killed_by)).collect()
        };
        let (survivors, killed) = (of(Status::Survived), of(Status::Killed));
        if survivors.len() + killed.len() == 0 || self.pool.context.cancelled() {
            return;
        }
        let groups = (survivors.len() + killed.len()).div_ceil(self.together(&TOGETHER));
        for k in 0..groups {
            let part = |all: &[(MutantRef, Option<TestId>)]| -> Vec<Target> {
                let mine = &all[all.len() * k / groups..all.len() * (k + 1) / groups];
                let target = |(at, killer): &(MutantRef, Option<TestId>)| match killer {
                    Some(test) => Target { tests: vec![*test], ..self.target(*at) },
                    None => self.target(*at),
                };
                mine.iter().map(target).collect()
            };
            self.pool.submit(Job::Beforehand { mutants: part(&survivors), killed: part(&killed) });
        }
        let otherwise = self.otherwise(groups);
        self.ask_in_order(&otherwise);
        if self.pool.context.cancelled() {
            return;
        }
        self.met.extend(survivors.iter().chain(&killed));
        survivors.into_iter().for_each(|(at, _)| self.announce_settled(at));
        if !otherwise.is_empty() {
            self.swap();
        }
    }

    /// Kills of mutants that must be imported anew, by tests that run more of what others leave where those have not run
    /// before them: all tests in the suite's order judge them.  Returns whether there are some.
    pub(super) fn imported_beforehand(&mut self) -> bool {
        let astray = self.pool.context.astray.lock().map(|tests| tests.clone()).unwrap_or_default();
        let by_them = |verdict: &Verdict| {
            verdict.strategy == Some(Strategy::Reimport)
                && !verdict.whole
                && !verdict.cached
                && verdict.killed_by.is_some_and(|test| astray.contains(&test))
        };
        let all = self.verdicts.iter().filter(|(at, v)| !self.leaving.contains_key(at) && by_them(v));
        let again: Vec<MutantRef> = all.map(|(at, _)| *at).collect();
        if again.is_empty() || self.pool.context.cancelled() {
            return false;
        }
        self.leaving.extend(again.iter().map(|at| (*at, true)));
        self.judge_anew(&again);
        true
    }

    fn otherwise(&mut self, jobs: usize) -> Vec<MutantRef> {
        let mut found = Vec::new();
        for _ in 0..jobs {
            match self.pool.replies.recv() {
                Ok(Reply::Beforehand(otherwise)) => found.extend(otherwise),
                // what is known of them stands
                Ok(_) => {}
                Err(_) => break,
            }
        }
        found
    }
}
