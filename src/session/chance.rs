//! Verdicts that chance has a part in: tests that draw random numbers, or fail now and then.

use std::collections::BTreeSet;

use super::judge::Board;
use crate::{
    dispatch::{Draws, Job, Target},
    model::{Status, Strategy, TestId, Verdict},
    plan::MutantRef,
};

impl Board<'_> {
    /// Whether the verdict may be another one with other random numbers.
    pub(super) fn may_redraw(&self, at: MutantRef, verdict: &Verdict) -> bool {
        !self.redrawn.contains(&at) && self.draws(at, verdict).is_some()
    }

    /// What has to be asked with other random numbers before the verdict stands.
    fn draws(&self, at: MutantRef, verdict: &Verdict) -> Option<Draws> {
        let draws = |test: &TestId| self.baseline.tests[test.0 as usize].draws;
        let decided = match verdict.status {
            Status::Survived => verdict.strategy.is_some() && !verdict.cached,
            Status::Killed => !verdict.cached && verdict.killed_by.as_ref().is_some_and(draws),
            _ => false,
        };
        if !decided || !self.baseline.tests.iter().any(|test| test.draws) {
            return None;
        }
        let (drawing, steady): (Vec<TestId>, Vec<TestId>) =
            self.noticing(at, verdict).into_iter().partition(draws);
        let first = Verdict { ran: None, ..verdict.clone() };
        (!drawing.is_empty()).then_some(Draws { first, drawing, steady })
    }

    /// The tests that had a say in the verdict, in collection order.
    fn noticing(&self, at: MutantRef, verdict: &Verdict) -> Vec<TestId> {
        let target = self.target(at);
        let by_swap = verdict.strategy == Some(Strategy::Swap) && !verdict.whole;
        let asked: BTreeSet<TestId> = if by_swap {
            target.tests.iter().chain(&target.wider).copied().collect()
        } else {
            let all = (0..self.baseline.tests.len() as u32).map(TestId);
            let in_files = |test: &TestId| {
                target.files.is_empty() || target.files.contains(self.baseline.tests[test.0 as usize].file())
            };
            all.filter(|test| !self.quarantined(*test) && in_files(test)).collect()
        };
        asked.into_iter().collect()
    }

    /// Asks for such verdicts with other random numbers.
    pub(super) fn redraw(&mut self) {
        let unsure: Vec<(MutantRef, Draws)> = self
            .verdicts
            .iter()
            .filter(|(at, _)| !self.redrawn.contains(at))
            .filter_map(|(at, verdict)| Some((*at, self.draws(*at, verdict)?)))
            .collect();
        if unsure.is_empty() || self.pool.context.cancelled() {
            return;
        }
        let all: BTreeSet<MutantRef> = unsure.iter().map(|(at, _)| *at).collect();
        self.redrawn.extend(&all);
        let (mut open, mut jobs, mut walks) = (BTreeSet::new(), 0, Vec::new());
        for (at, draws) in unsure {
            let reimport = draws.first.strategy == Some(Strategy::Reimport);
            let target = Target { draws: Some(draws), ..self.target(at) };
            open.insert(at);
            if !reimport {
                self.pool.submit(Job::Draw { target });
                jobs += 1;
            } else {
                walks.push(target);
            }
        }
        // what random numbers say is no news to who waits, so that a kill need not happen twice again
        self.repeated.extend(&all);
        jobs += self.walk(walks);
        self.receive(&mut open, jobs);
    }

    /// What only quarantined tests run is not tested at all: they prove nothing.
    pub(super) fn proved(&self, verdict: Verdict) -> Verdict {
        let known = &self.baseline.tests;
        let covering = &verdict.covered_by;
        let tested = covering.is_empty() || covering.iter().any(|t| !self.quarantined(*t));
        if verdict.status != Status::Survived || tested {
            return verdict;
        }
        let names: Vec<&str> = covering.iter().map(|t| known[t.0 as usize].nodeid.as_str()).collect();
        let reason = format!("only quarantined tests run it: {}", names.join(", "));
        Verdict { covered_by: verdict.covered_by, ..Verdict::unrun(Status::NoCoverage, Some(reason)) }
    }
}
