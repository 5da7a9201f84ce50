//! What earlier tests leave to those of a mutant, wherever it is.
//!
//! A mutant's tests run in a child in which no other has run.  In the suite others come before them: the table that
//! they have filled, what they have loaded, the level that they have set may hide a mutant that was killed without it,
//! or show one that survived.  So all tests run once without any mutant, and then those of each mutant with it in
//! place; survivors of different functions at the same time.  Where they end as they did, what comes before them does not matter.
//! Else the suite in its own order judges, for here later tests came before them, too.

use std::collections::BTreeSet;

use super::{
    Reply, Target,
    aftermath::{EACH, FEW, LEAST, WITNESSES},
    slot::{Slot, numbers, unexpected},
    swap::task_of,
};
use crate::{
    model::TestId,
    plan::{Budget, MutantRef},
    worker::{Answer, Order, Round, WorkerError},
};

/// So many survivors are in place at the same time, at most.
const TOGETHER: usize = 16;

/// Survivors of different functions, and tests to run with all of them in place.
#[derive(Default)]
pub(super) struct Party<'a> {
    pub mutants: Vec<&'a Target>,
    pub tests: BTreeSet<TestId>,
}

impl Party<'_> {
    /// The tests that fail `with` the mutants and pass `without`; None: all may fail, for it was not found out.
    pub(super) fn noticing(
        &self,
        with: Option<BTreeSet<TestId>>,
        without: Option<BTreeSet<TestId>>,
    ) -> BTreeSet<TestId> {
        let [failing, unsteady] = [with, without].map(|failed| failed.unwrap_or_else(|| self.tests.clone()));
        failing.difference(&unsteady).copied().collect()
    }

    /// Those of its mutants that are noticed by themselves; a few that are noticed only together, too.
    pub(super) fn blamed(&self, by_themselves: Vec<MutantRef>) -> Vec<MutantRef> {
        if by_themselves.is_empty() && self.mutants.len() <= FEW {
            self.mutants.iter().map(|target| target.at).collect()
        } else {
            by_themselves
        }
    }
}

impl Slot {
    pub(super) fn beforehand(
        &mut self,
        survivors: &[Target],
        killed: &[Target],
    ) -> Result<Reply, WorkerError> {
        let first = self.first(survivors.len() + killed.len());
        let mut parties = self.parties(survivors);
        let survive = parties.len();
        parties.extend(
            killed
                .iter()
                .map(|target| Party { mutants: vec![target], tests: target.tests.iter().copied().collect() }),
        );
        let failed = self.fail(&first, &parties, true)?;
        let passes = |failed: &Option<BTreeSet<TestId>>| failed.as_ref().is_some_and(BTreeSet::is_empty);
        let pass = killed.iter().zip(&failed[survive..]).filter(|(_, failed)| passes(failed));
        let mut otherwise: Vec<MutantRef> = pass.map(|(target, _)| target.at).collect();
        let doubtful = parties.drain(..survive).zip(failed).filter(|(_, failed)| !passes(failed)).unzip();
        otherwise.extend(self.noticed_by(&first, doubtful)?);
        Ok(Reply::Beforehand(otherwise))
    }

    /// The survivors in `parties` with which tests fail that pass there without them; `with`: those that failed.
    fn noticed_by(
        &mut self,
        first: &[TestId],
        (mut parties, with): (Vec<Party<'_>>, Vec<Option<BTreeSet<TestId>>>),
    ) -> Result<Vec<MutantRef>, WorkerError> {
        if parties.is_empty() {
            return Ok(Vec::new());
        }
        let without = self.fail(first, &parties, false)?;
        for ((party, with), without) in parties.iter_mut().zip(with).zip(without) {
            party.tests = party.noticing(with, without).into_iter().take(WITNESSES).collect();
        }
        parties.retain(|party| !party.tests.is_empty());
        let alone = |party: &Party<'_>, target| Party { mutants: vec![target], tests: party.tests.clone() };
        let mut found = Vec::new();
        for party in &parties {
            let each: Vec<Party<'_>> = party.mutants.iter().map(|target| alone(party, *target)).collect();
            let failed = self.fail(first, &each, true)?;
            let noticed = |failed: &Option<BTreeSet<TestId>>| failed.as_ref().is_none_or(|f| !f.is_empty());
            let some = party.mutants.iter().zip(&failed).filter(|(_, failed)| noticed(failed));
            found.extend(party.blamed(some.map(|(target, _)| target.at).collect()));
        }
        Ok(found)
    }

    /// Parties of survivors, each with as many of their tests as may be run for them.
    fn parties<'a>(&self, survivors: &'a [Target]) -> Vec<Party<'a>> {
        let mut parties: Vec<Party<'a>> = Vec::new();
        for target in survivors {
            let tests = self.functions(target.tests.clone());
            self.joined(&mut parties, target).tests.extend(tests);
        }
        parties
    }

    /// The party that `target` has joined: the first that is not full and in which none is of its function.
    pub(super) fn joined<'p, 'a>(
        &self,
        parties: &'p mut Vec<Party<'a>>,
        target: &'a Target,
    ) -> &'p mut Party<'a> {
        let unit = |target: &Target| {
            let mutant = &self.context.files()[target.at.file].mutants[target.at.mutant];
            (target.at.file, mutant.site.unit())
        };
        let fits = |party: &Party<'_>| {
            party.mutants.len() < TOGETHER && party.mutants.iter().all(|other| unit(other) != unit(target))
        };
        let place = parties.iter().position(fits).unwrap_or_else(|| {
            parties.push(Party::default());
            parties.len() - 1
        });
        parties[place].mutants.push(target);
        &mut parties[place]
    }

    /// One test of each function, as many as may be run for one mutant.
    fn functions(&self, mut tests: Vec<TestId>) -> Vec<TestId> {
        let Some(suite) = self.context.suite.get() else { return Vec::new() };
        suite.one_of_each_function(&mut tests);
        self.cheapest(tests, EACH)
    }

    /// All tests, or as many as may be run for so many mutants.
    fn first(&self, mutants: usize) -> Vec<TestId> {
        self.cheapest(self.everybody(), (EACH * mutants as f64).max(LEAST))
    }

    /// As many of `tests` as take so many seconds together, in the suite's order.
    fn cheapest(&self, mut tests: Vec<TestId>, mut seconds: f64) -> Vec<TestId> {
        tests.sort_by(|a, b| self.took(*a).total_cmp(&self.took(*b)).then(a.cmp(b)));
        tests.retain(|test| {
            seconds -= self.took(*test);
            seconds > 0.0
        });
        tests.sort();
        tests
    }

    /// For each party those of its tests that fail after `first`, but for throws of the dice; None where that was not
    /// found out.  `mutated`: with its mutants in place.
    pub(super) fn fail(
        &mut self,
        first: &[TestId],
        parties: &[Party<'_>],
        mutated: bool,
    ) -> Result<Vec<Option<BTreeSet<TestId>>>, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        let worker = self.suite(false)?;
        let task = |target: &&Target| {
            mutated
                .then(|| task_of(context.files(), target.at, |path| worker.sandbox.path(path), &[]))
                .flatten()
        };
        let draws =
            |test: &TestId| context.suite.get().is_some_and(|suite| suite.tests[test.0 as usize].draws);
        let rounds = parties
            .iter()
            .map(|party| {
                let tests: Vec<TestId> = party.tests.iter().copied().filter(|test| !draws(test)).collect();
                Round { mutants: party.mutants.iter().filter_map(task).collect(), tests: numbers(&tests) }
            })
            .collect();
        let order = Order::Beforehand { first: numbers(first), rounds, factor: Budget::CONFIRM };
        match worker.ask(&order)? {
            Answer::Beforehand { failed } => {
                let set = |tests: Vec<u32>| tests.into_iter().map(TestId).collect();
                Ok(failed.into_iter().map(|failed| failed.map(set)).collect())
            }
            other => Err(unexpected(&other)),
        }
    }
}
