//! Tells each verdict once it is settled.

use super::judge::Board;
use crate::{
    event::{Event, Found},
    model::Verdict,
    plan::MutantRef,
};

impl Board<'_> {
    /// Tells the mutant's verdict, unless somebody must still be asked.
    pub(super) fn announce_settled(&mut self, at: MutantRef) {
        if self.verdicts.get(&at).is_some_and(|verdict| !self.preliminary(at, verdict)) {
            self.announce(at);
        }
    }

    /// Tells the verdict of a mutant that has one.
    fn announce(&mut self, at: MutantRef) {
        let Some(verdict) = self.verdicts.get(&at) else { return };
        let covered_by = self.covered_by.get(&at).cloned().unwrap_or_default();
        let found = self.reuse.and_then(|reuse| {
            let widened = self.seen_by_more.contains(&at);
            let place = reuse.place(at, verdict, widened, &self.baseline, self.trails.get(&at))?;
            Some((place, reuse.project))
        });
        let killer = verdict.killed_by.map(|test| self.baseline.tests[test.0 as usize].nodeid.clone());
        let verdict = Box::new(Verdict { covered_by, ..verdict.clone() });
        let file = &self.files[at.file];
        let mutant = &file.mutants[at.mutant];
        (self.emit)(Event::Judged {
            path: file.path.clone(),
            line: mutant.start.line,
            column: mutant.start.column,
            description: mutant.description.clone(),
            file: at.file,
            mutant: at.mutant,
            verdict,
            key: found.map(|(place, project)| {
                Box::new(Found { key: place.key, mutant: place.mutant, trail: place.trail, project, killer })
            }),
        });
    }
}
