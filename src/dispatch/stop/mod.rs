//! Judging at a stop of the walk: the mutants of the file that comes next.
//!
//! First each mutant alone, against the few tests that most likely notice it.
//! What is left goes in groups through the whole suite: if it passes, all of
//! them survive; if not, each is shown to the tests that failed.  What fits into
//! no group runs the likeliest test file, then the rest.

mod child;
mod claims;
mod draws;
mod groups;
mod last;
mod scout;
mod suspect;
mod thorough;

use std::{collections::BTreeSet, time::Instant};

use crossbeam_channel::Sender;

use self::child::{blame, detected, refused};
use super::{
    Judged, Luck, Primary, Reply, Suite, Target,
    slot::Slot,
    swap::{simple, verdict_of},
    worker::Lapse,
};
use crate::{
    model::{Strategy, TestId, Verdict},
    plan::{self, MutantRef},
    worker::WorkerError,
};

/// At most this many killers of other mutants of the file are tried.
const KILLERS: usize = 8;

/// At most this many mutants are shown to one scout.
const SCOUTED: usize = 64;

/// What a child at a stop runs.
#[derive(Clone)]
struct Selection {
    /// Test files to collect; empty: all.
    only: Vec<String>,
    /// The tests to run; None: all that are collected.
    tests: Option<Vec<TestId>>,
    /// Tests to leave out, for they have passed already.
    skip: Vec<TestId>,
    /// The tests that it is about, for blame.
    ids: Vec<TestId>,
    /// With which start of the random numbers.
    seed: u32,
    /// Quarantined tests run, too.
    quarantined: bool,
}

impl Selection {
    /// Whether it leaves tests out.
    fn is_a_part(&self) -> bool {
        self.tests.is_some() || !self.only.is_empty() || !self.skip.is_empty()
    }
}

/// What makes two selections the same run.
type Key = (Vec<String>, Option<Vec<TestId>>, Vec<TestId>);

/// A kill that counts once its tests are seen to pass here without a mutant.
struct Claim {
    target: Target,
    verdict: Verdict,
    test: TestId,
}

/// What became of a mutant that was judged by itself.
enum Found {
    Claim(TestId, Verdict),
    Judged(Judged),
}

/// What a slot knows at one file's stop.
struct Stop<'a> {
    suite: &'a Suite,
    answer: &'a Sender<Reply>,
    primary: Option<Selection>,
    /// Selections that pass unmutated at this stop.
    sound: BTreeSet<Key>,
    claims: Vec<Claim>,
    /// Tests that killed here, the latest first.
    killers: Vec<TestId>,
    /// Of likely tests (without a scout: for mutants that could go into a group at once), of what
    /// scouts find, and of the primary file.
    likely: Luck,
    scouts: Luck,
    file_first: Luck,
    /// Whether a scout may be asked: not where the suite is collected already.
    scouting: bool,
    /// Whom no test notices, a scout says.
    silent: BTreeSet<MutantRef>,
    /// Whom no likely test was shown to, for a scout was to be asked first.
    untried: BTreeSet<MutantRef>,
}

impl Stop<'_> {
    fn send(&self, judged: Judged) {
        let _ = self.answer.send(Reply::Judged(judged));
    }

    fn send_verdict(&self, target: &Target, verdict: Verdict) {
        self.send(verdict_of(target, verdict, Vec::new()));
    }

    fn claim(&mut self, target: Target, test: TestId, verdict: Verdict) {
        self.killers.retain(|t| *t != test);
        self.killers.insert(0, test);
        self.claims.push(Claim { target, verdict, test });
    }

    /// Claims the target, or leaves it `open`.
    fn sort(
        &mut self,
        target: Target,
        found: Result<Option<(TestId, Verdict)>, WorkerError>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        match found {
            Ok(Some((test, verdict))) => self.claim(target, test, verdict),
            Ok(None) => open.push(target),
            Err(error) => {
                open.push(target);
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Slot {
    /// Judges the file's mutants at its stop.
    pub(super) fn serve(
        &mut self,
        file: usize,
        suite: &Suite,
        scouting: bool,
        answer: &Sender<Reply>,
    ) -> Result<(), WorkerError> {
        self.standing()?.counted.clear();
        let mut stop = Stop {
            suite,
            answer,
            primary: self.primary(suite.primary.get(&file), suite),
            sound: BTreeSet::new(),
            claims: Vec::new(),
            killers: Vec::new(),
            likely: Luck::default(),
            scouts: Luck::default(),
            file_first: Luck::default(),
            scouting,
            silent: BTreeSet::new(),
            untried: BTreeSet::new(),
        };
        let mut open = Vec::new();
        let outcome = self.look(file, &mut stop, &mut open).and_then(|()| {
            self.settle(&mut stop, &mut open)?;
            self.groups(file, &mut stop, &mut open)?;
            while let Some(target) = open.pop() {
                match self.thorough(&target, &mut stop) {
                    Ok(Found::Claim(test, verdict)) => stop.claim(target, test, verdict),
                    Ok(Found::Judged(judged)) => stop.send(judged),
                    Err(error) => {
                        open.push(target);
                        return Err(error);
                    }
                }
            }
            self.settle(&mut stop, &mut open)?;
            for target in std::mem::take(&mut open) {
                stop.send(refused(
                    &target,
                    "its killers do not pass in a process that stopped at this import",
                ));
            }
            Ok(())
        });
        if let Err(error) = outcome {
            open.extend(stop.claims.drain(..).map(|claim| claim.target));
            self.bereaved(open, &error, &stop);
            return Err(error);
        }
        Ok(())
    }

    /// Its worker is gone: the mutant that it died of is judged by `cold`, those
    /// that were in a group with it by themselves, the others as if nothing had been.
    fn bereaved(&mut self, in_hand: Vec<Target>, error: &WorkerError, stop: &Stop<'_>) {
        let asked = std::mem::take(&mut self.asked);
        let Ok(mut queue) = self.context.queue.lock() else { return };
        for mut target in in_hand {
            let suspect = asked.contains(&target.at);
            if asked.is_empty() || (suspect && asked.len() == 1) {
                stop.send(refused(&target, &error.to_string()));
                continue;
            }
            target.alone |= suspect;
            queue.entry(target.at.file).or_default().push_back(target);
        }
    }

    fn primary(&self, primary: Option<&Primary>, suite: &Suite) -> Option<Selection> {
        primary.filter(|p| p.tests.len() < suite.ids.len()).map(|p| Selection {
            only: vec![self.tree_path(&p.file)],
            tests: None,
            skip: Vec::new(),
            ids: p.tests.clone(),
            seed: 0,
            quarantined: false,
        })
    }

    fn tree_path(&self, file: &str) -> String {
        self.worker.as_ref().map(|w| w.sandbox.path(file)).unwrap_or_default()
    }

    // -- a few likely tests -----------------------------------------------------

    /// Every mutant of the queue against its likeliest tests, then against those that a scout
    /// names; those that nobody notices become `open`.
    fn look(&mut self, file: usize, stop: &mut Stop<'_>, open: &mut Vec<Target>) -> Result<(), WorkerError> {
        loop {
            let mut some = Vec::new();
            let outcome = self
                .screen_some(file, stop, &mut some)
                .and_then(|more| self.scout(file, stop, &mut some).map(|()| more));
            open.append(&mut some);
            if !outcome? {
                return Ok(());
            }
        }
    }

    /// As many mutants as a scout takes, other slots being at the same stop; whether there may be more.
    fn screen_some(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<bool, WorkerError> {
        while open.len() < SCOUTED {
            let Some(target) = self.take(file) else { return Ok(false) };
            if target.draws.is_some() || target.last {
                match self.asked_again(&target, stop) {
                    Ok(judged) => stop.send(judged),
                    Err(error) => {
                        open.push(target);
                        return Err(error);
                    }
                }
                continue;
            }
            if target.in_order {
                open.push(target);
                continue;
            }
            // what goes into no group, and to no scout, has only this before the whole suite
            let scouting = stop.scouting && stop.scouts.pays(2);
            let groupable = plan::groupable(&self.context.files()[file].mutants[target.at.mutant]);
            let other_way = scouting || groupable;
            if other_way && !stop.likely.pays(if scouting { 2 } else { 4 }) {
                if !groupable {
                    stop.untried.insert(target.at);
                }
                open.push(target);
                continue;
            }
            let screened = self.screen_likely(&target, stop);
            if other_way {
                stop.likely.note(matches!(screened, Ok(Some(_))));
            }
            stop.sort(target, screened, open)?;
        }
        Ok(true)
    }

    /// What is found of a target that has a verdict already.
    fn asked_again(&mut self, target: &Target, stop: &Stop<'_>) -> Result<Judged, WorkerError> {
        match &target.draws {
            Some(draws) => self.drawn_at_stop(target, draws, stop),
            None => self.last_at_stop(target, stop),
        }
    }

    /// The likely test that kills the target.
    fn screen_likely(
        &mut self,
        target: &Target,
        stop: &Stop<'_>,
    ) -> Result<Option<(TestId, Verdict)>, WorkerError> {
        let tests = self.likely(target, stop);
        let Some(selection) = self.some(&tests, stop.suite) else { return Ok(None) };
        self.screen(target, &selection, stop)
    }

    /// The test that kills the target, of a selection that names tests.
    fn screen(
        &mut self,
        target: &Target,
        selection: &Selection,
        stop: &Stop<'_>,
    ) -> Result<Option<(TestId, Verdict)>, WorkerError> {
        let begun = Instant::now();
        let result = self.stop_hasty(target, selection)?;
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        // a time-out is left to the tests in their own order: a guess shall not decide how it is killed
        if !detected(&result) || Lapse::of(&result).is_some() {
            return Ok(None);
        }
        let verdict = blame(simple(&result, ms, Strategy::Reimport), &result, selection, stop.suite);
        Ok(verdict.killed_by.or(selection.ids.first().copied()).map(|test| (test, verdict)))
    }

    /// Tests to try: those that run the statement, else those whose names
    /// speak of it; and those that killed other mutants of the file.
    fn likely(&self, target: &Target, stop: &Stop<'_>) -> Vec<TestId> {
        let file = &self.context.files()[target.at.file];
        let mut tests = stop.suite.ordering.screen(&target.tests);
        if tests.is_empty() {
            let mutant = &file.mutants[target.at.mutant];
            let line = file.text.lines().nth(mutant.start.line as usize - 1).unwrap_or_default();
            let own = [mutant.original.as_str(), &mutant.edit.replacement, &mutant.qualname];
            tests = stop.suite.words.like(&own, line);
        }
        let reaching = stop.killers.iter().copied().filter(|t| target.noticeable_by(*t, stop.suite));
        let more: Vec<TestId> = reaching.take(KILLERS).filter(|t| !tests.contains(t)).collect();
        tests.extend(more);
        let quarantined = self.context.quarantined();
        tests.retain(|test| !quarantined.contains(test));
        tests
    }

    /// Those of `tests` that are in the first one's file, nothing else collected.
    fn some(&self, tests: &[TestId], suite: &Suite) -> Option<Selection> {
        let name = suite.file(*tests.first()?);
        let ids: Vec<TestId> = tests.iter().copied().filter(|t| suite.file(*t) == name).collect();
        Some(self.just(ids, suite))
    }

    /// `ids` and nothing else, in the suite's order: which of them noticed shall not depend on ours.
    fn just(&self, mut ids: Vec<TestId>, suite: &Suite) -> Selection {
        ids.sort();
        let files: BTreeSet<&str> = ids.iter().map(|t| suite.file(*t)).collect();
        let only = files.into_iter().map(|f| self.tree_path(f)).collect();
        Selection { only, tests: Some(ids.clone()), skip: Vec::new(), ids, seed: 0, quarantined: false }
    }
}
