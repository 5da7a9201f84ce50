//! Survivors are shown to the tests that do not run them: those may notice what they leave.

use std::collections::BTreeSet;

use super::judge::Board;
use crate::{
    dispatch::{Job, Reply, Target},
    model::{Status, Strategy, TestId, TestInfo, Verdict},
    plan::MutantRef,
};

/// How many survivors are asked about together, where the suite takes up to so many seconds: a group costs a run of it.
/// Steps, since which are together must be no matter of how fast the machine is.
const TOGETHER: [(f64, usize); 3] = [(2.0, 16), (20.0, 64), (f64::INFINITY, 256)];

impl Board<'_> {
    /// Whether other tests may notice what a survivor leaves: those that do not run it, of which nobody has asked any.
    pub(super) fn may_leave(&self, at: MutantRef, verdict: &Verdict) -> bool {
        verdict.status == Status::Survived
            && verdict.strategy == Some(Strategy::Swap)
            && !verdict.whole
            && !verdict.cached
            && !self.leaving.contains_key(&at)
            && self.covered_by.get(&at).is_some_and(|tests| tests.len() < self.baseline.tests.len())
    }

    /// Asks for them; those that are noticed are judged by all tests in the suite's order.
    pub(super) fn aftermath(&mut self) {
        let all: Vec<MutantRef> = self
            .verdicts
            .iter()
            .filter(|(at, v)| self.may_leave(**at, v) && !self.may_widen(**at, v))
            .map(|(at, _)| *at)
            .collect();
        if all.is_empty() || self.pool.context.cancelled() {
            return;
        }
        let targets: Vec<Target> =
            all.iter().map(|at| Target { wider: self.beside(*at), ..self.target(*at) }).collect();
        let submit = |group: &[Target]| self.pool.submit(Job::Aftermath { mutants: group.to_vec() });
        let jobs = targets.chunks(self.together(&TOGETHER)).map(submit).count();
        let noticed = self.noticed_after(jobs);
        self.ask_in_order(&noticed);
        all.into_iter().for_each(|at| self.announce_settled(at));
        if !noticed.is_empty() {
            self.swap();
        }
    }

    fn noticed_after(&mut self, jobs: usize) -> Vec<MutantRef> {
        let mut found = Vec::new();
        for _ in 0..jobs {
            match self.pool.replies.recv() {
                Ok(Reply::Aftermath { asked, noticed }) => {
                    self.leaving.extend(asked.into_iter().map(|at| (at, false)));
                    found.extend(noticed);
                }
                // what is known of them stands
                Ok(Reply::Failed { job: Job::Aftermath { mutants }, .. })
                    if !self.pool.context.cancelled() =>
                {
                    self.leaving.extend(mutants.iter().map(|target| (target.at, false)));
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        found
    }

    /// Tests that run other code of the mutant's file: what it leaves is theirs, if anybody's.
    fn beside(&self, at: MutantRef) -> Vec<TestId> {
        let own = self.covered_by.get(&at).map_or(&[][..], Vec::as_slice);
        let file = self.baseline.files.get(&self.files[at.file].path);
        let tests: BTreeSet<TestId> =
            file.into_iter().flat_map(|file| file.by_line.values().flatten()).copied().collect();
        tests.into_iter().filter(|test| !own.contains(test) && !self.quarantined(*test)).collect()
    }

    /// Their verdicts are dropped: all tests in the suite's order are asked next.
    pub(super) fn ask_in_order(&mut self, mutants: &[MutantRef]) {
        for at in mutants {
            self.verdicts.remove(at);
            self.leaving.insert(*at, true);
            self.waiting.entry(Strategy::Swap).or_default().insert(*at);
        }
    }

    /// How many mutants make a group: `steps`, each for suites of up to so many seconds.
    pub(super) fn together(&self, steps: &[(f64, usize)]) -> usize {
        let suite: f64 = self.baseline.tests.iter().map(TestInfo::took).sum();
        steps.iter().find(|(most, _)| suite < *most).map_or(1, |(_, together)| *together)
    }
}
