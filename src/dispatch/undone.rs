//! What survivors leave undone, and other mutants would do for them.
//!
//! In the row of the aftermath the mutants of other functions, and of the same one, do what a mutant forgets, and where
//! nothing undoes it (a name that is registered for good in a library), its own turn comes too late to be noticed.
//! So survivors of different functions are in place together in a child in which nobody was before, and some of their
//! tests, and of those of the same files, run there in the suite's order.  Whoever is noticed is judged by all tests.

use std::collections::BTreeSet;

use super::{aftermath::Survivor, beforehand::Party, slot::Slot};
use crate::{model::TestId, plan::MutantRef, worker::WorkerError};

impl Slot {
    pub(super) fn leave_undone(&mut self, survivors: &[Survivor<'_>]) -> Result<Vec<MutantRef>, WorkerError> {
        let mut found = Vec::new();
        for party in self.parted(survivors) {
            let noticing = self.noticing(&party)?;
            if noticing.is_empty() {
                continue;
            }
            let mut each = Vec::new();
            for target in party.mutants.iter().copied().filter(|_| party.mutants.len() > 1) {
                let alone = Party { mutants: vec![target], tests: party.tests.clone() };
                if self.fails_first(&alone, true)?.is_none_or(|failed| !failed.is_disjoint(&noticing)) {
                    each.push(target.at);
                }
            }
            found.extend(party.blamed(each));
        }
        Ok(found)
    }

    /// Survivors of different functions, with tests that may notice them.
    fn parted<'a>(&self, survivors: &[Survivor<'a>]) -> Vec<Party<'a>> {
        let mut parties: Vec<Party<'a>> = Vec::new();
        for survivor in survivors.iter().filter(|survivor| !survivor.beside.is_empty()) {
            let party = self.joined(&mut parties, survivor.target);
            party.tests.extend(&survivor.beside);
        }
        parties
    }

    /// The party's tests that fail with its mutants in place, and pass without.
    fn noticing(&mut self, party: &Party<'_>) -> Result<BTreeSet<TestId>, WorkerError> {
        let with = self.fails_first(party, true)?;
        if with.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(BTreeSet::new());
        }
        let without = self.fails_first(party, false)?;
        Ok(party.noticing(with, without))
    }

    /// As `fail`, where no test has run before.
    fn fails_first(
        &mut self,
        party: &Party<'_>,
        mutated: bool,
    ) -> Result<Option<BTreeSet<TestId>>, WorkerError> {
        Ok(self.fail(&[], std::slice::from_ref(party), mutated)?.pop().flatten())
    }
}
