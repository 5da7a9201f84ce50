//! Judging at a stop of the walk: the mutants of the file that comes next.
//!
//! First each mutant alone, against the few tests that most likely notice it.
//! What is left goes in groups through the whole suite: if it passes, all of
//! them survive; if not, each is shown to the tests that failed.  What fits into
//! no group runs the likeliest test file, then the rest.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use crossbeam_channel::Sender;

use super::{
    Finding, Judged, Primary, Reply, Suite, Target,
    slot::{Slot, numbers, unexpected},
    swap::{kill, simple, verdict_of},
};
use crate::{
    generate::combined_bytes,
    model::{Mutant, Strategy, TestId, Verdict},
    plan::{self, Budget},
    worker::{Answer, Order, SingleResult, WorkerError},
};

/// At most this many killers of other mutants of the file are tried.
const KILLERS: usize = 8;
/// At most this many of the tests that failed under a group are shown to each of it.
const WITNESSES: usize = 12;

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
}

/// What makes two selections the same run.
type Key = (Vec<String>, Option<Vec<TestId>>, Vec<TestId>);

/// How often a guess was right at this stop.
#[derive(Default)]
struct Luck {
    tries: u32,
    hits: u32,
}

impl Luck {
    /// After a few tries, a guess must be right one time in four to be worth its child.
    fn pays(&self) -> bool {
        self.tries < 8 || self.hits * 4 >= self.tries
    }

    fn note(&mut self, hit: bool) {
        self.tries += 1;
        self.hits += u32::from(hit);
    }
}

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
    /// Of likely tests for mutants that could go into a group at once, and of the primary file.
    likely: Luck,
    file_first: Luck,
}

impl Stop<'_> {
    fn send(&self, judged: Judged) {
        let _ = self.answer.send(Reply::Judged(vec![judged]));
    }

    fn send_verdict(&self, target: &Target, verdict: Verdict) {
        self.send(verdict_of(target, verdict, Vec::new()));
    }

    fn claim(&mut self, target: Target, test: TestId, verdict: Verdict) {
        self.killers.retain(|t| *t != test);
        self.killers.insert(0, test);
        self.claims.push(Claim { target, verdict, test });
    }
}

impl Slot {
    /// Judges the file's mutants at its stop.
    pub(super) fn serve(
        &mut self,
        file: usize,
        suite: &Suite,
        answer: &Sender<Reply>,
    ) -> Result<(), WorkerError> {
        let mut stop = Stop {
            suite,
            answer,
            primary: self.primary(suite.primary.get(&file), suite),
            sound: BTreeSet::new(),
            claims: Vec::new(),
            killers: Vec::new(),
            likely: Luck::default(),
            file_first: Luck::default(),
        };
        let mut open = Vec::new();
        let outcome = self.screen_all(file, &mut stop, &mut open).and_then(|()| {
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
                stop.send(refused(&target, "its killers do not pass in a process that stopped at this import"));
            }
            Ok(())
        });
        if let Err(error) = outcome {
            // what was in hand is judged by `cold`: its worker died of it, or with it
            open.extend(stop.claims.drain(..).map(|claim| claim.target));
            open.iter().for_each(|target| stop.send(refused(target, &error.to_string())));
            return Err(error);
        }
        Ok(())
    }

    fn primary(&self, primary: Option<&Primary>, suite: &Suite) -> Option<Selection> {
        primary.filter(|p| p.tests.len() < suite.ids.len()).map(|p| Selection {
            only: vec![self.tree_path(&p.file)],
            tests: None,
            skip: Vec::new(),
            ids: p.tests.clone(),
        })
    }

    fn tree_path(&self, file: &str) -> String {
        self.worker.as_ref().map(|w| w.sandbox.path(file)).unwrap_or_default()
    }

    // -- a few likely tests -----------------------------------------------------

    /// Every mutant of the queue against its likeliest tests; those that nobody notices become `open`.
    fn screen_all(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        while let Some(target) = self.take(file) {
            let groupable = plan::groupable(&self.context.files()[file].mutants[target.at.mutant]);
            if groupable && !stop.likely.pays() {
                open.push(target);
                continue;
            }
            let tests = self.likely(&target, stop);
            let screened = match self.some(&tests, stop.suite) {
                Some(selection) => self.screen(&target, &selection, stop),
                None => Ok(None),
            };
            if groupable {
                stop.likely.note(matches!(screened, Ok(Some(_))));
            }
            match screened {
                Ok(Some((test, verdict))) => stop.claim(target, test, verdict),
                Ok(None) => open.push(target),
                Err(error) => {
                    open.push(target);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// The test that kills the target, of a selection that names tests.
    fn screen(
        &mut self,
        target: &Target,
        selection: &Selection,
        stop: &Stop<'_>,
    ) -> Result<Option<(TestId, Verdict)>, WorkerError> {
        let begun = Instant::now();
        let result = self.stop_child(&[target], selection, &selection.ids, false, 1.0)?;
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        // a time-out is left to the tests in their own order: a guess shall not decide how it is killed
        if !detected(&result) || matches!(result, SingleResult::Timeout { .. }) {
            return Ok(None);
        }
        let verdict = blame(simple(&result, ms, Strategy::Reimport), &result, selection, stop.suite);
        Ok(verdict.killed_by.or(selection.ids.first().copied()).map(|test| (test, verdict)))
    }

    /// Tests to run first: those that run the statement, else those whose names
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
        let reaches =
            |t: &&TestId| target.files.is_empty() || target.files.contains(stop.suite.file(**t));
        let more: Vec<TestId> = stop.killers.iter().filter(reaches).copied().take(KILLERS).collect();
        tests.extend(more.into_iter().filter(|t| !tests.contains(t)).collect::<Vec<_>>());
        tests
    }

    /// Those of `tests` that are in the first one's file, nothing else collected.
    fn some(&self, tests: &[TestId], suite: &Suite) -> Option<Selection> {
        let name = suite.file(*tests.first()?);
        let ids: Vec<TestId> = tests.iter().copied().filter(|t| suite.file(*t) == name).collect();
        Some(self.just(ids, suite))
    }

    fn just(&self, ids: Vec<TestId>, suite: &Suite) -> Selection {
        let files: BTreeSet<&str> = ids.iter().map(|t| suite.file(*t)).collect();
        let only = files.into_iter().map(|f| self.tree_path(f)).collect();
        Selection { only, tests: Some(ids.clone()), skip: Vec::new(), ids }
    }

    // -- claims -----------------------------------------------------------------

    /// Runs the tests of all claims unmutated, at this very stop: those of one
    /// file together; where that fails, each alone.  What no longer counts is `open`.
    fn settle(&mut self, stop: &mut Stop<'_>, open: &mut Vec<Target>) -> Result<(), WorkerError> {
        let mut by_file: BTreeMap<String, BTreeSet<TestId>> = BTreeMap::new();
        for claim in &stop.claims {
            by_file.entry(stop.suite.file(claim.test).to_owned()).or_default().insert(claim.test);
        }
        let mut unsound: BTreeSet<TestId> = BTreeSet::new();
        for tests in by_file.into_values() {
            let tests: Vec<TestId> = tests.into_iter().collect();
            let together = self.just(tests.clone(), stop.suite);
            if self.sound(&together, stop)? {
                continue;
            }
            for test in tests {
                let alone = self.just(vec![test], stop.suite);
                if !self.sound(&alone, stop)? {
                    unsound.insert(test);
                }
            }
        }
        for claim in std::mem::take(&mut stop.claims) {
            if unsound.contains(&claim.test) {
                open.push(claim.target);
            } else {
                stop.send_verdict(&claim.target, claim.verdict);
            }
        }
        stop.killers.retain(|t| !unsound.contains(t));
        Ok(())
    }

    /// Whether a selection passes at this stop without a mutant.
    fn sound(&mut self, selection: &Selection, stop: &mut Stop<'_>) -> Result<bool, WorkerError> {
        let key = (selection.only.clone(), selection.tests.clone(), selection.skip.clone());
        if !stop.sound.contains(&key) {
            if !matches!(self.stop_twice(&[], selection, &[], false)?, SingleResult::Passed { .. }) {
                return Ok(false);
            }
            stop.sound.insert(key);
        }
        Ok(true)
    }

    // -- groups -----------------------------------------------------------------

    /// Judges what can be judged in groups; the rest stays in `open`.
    fn groups(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        let context = Arc::clone(&self.context);
        let source = &context.files()[file];
        let mut by_files: BTreeMap<BTreeSet<String>, Vec<usize>> = BTreeMap::new();
        let mut by_mutant: BTreeMap<usize, Target> = BTreeMap::new();
        for target in open.drain(..) {
            by_files.entry(target.files.clone()).or_default().push(target.at.mutant);
            by_mutant.insert(target.at.mutant, target);
        }
        for group in by_files.values().flat_map(|mutants| plan::grouped(source, mutants)) {
            let mut members: Vec<Target> = group.iter().filter_map(|m| by_mutant.remove(m)).collect();
            let outcome = if members.len() > 1 { self.group(&mut members, stop) } else { Ok(()) };
            open.append(&mut members);
            if let Err(error) = outcome {
                open.extend(std::mem::take(&mut by_mutant).into_values());
                return Err(error);
            }
        }
        Ok(())
    }

    /// Takes out of `members` what is judged together.
    fn group(&mut self, members: &mut Vec<Target>, stop: &mut Stop<'_>) -> Result<(), WorkerError> {
        while members.len() > 1 {
            let begun = Instant::now();
            let all = self.rest(&members[0], stop.suite, Vec::new());
            let together: Vec<&Target> = members.iter().collect();
            let result = self.stop_child(&together, &all, &[], true, 1.0)?;
            let (test, others) = match &result {
                SingleResult::Passed { .. } => {
                    let ms = begun.elapsed().as_secs_f64() * 1000.0 / members.len() as f64;
                    for target in members.drain(..) {
                        stop.send_verdict(&target, simple(&result, ms, Strategy::Reimport));
                    }
                    return Ok(());
                }
                SingleResult::Failed { test, others, .. } => (*test, others),
                _ => return Ok(()),
            };
            let failed = std::iter::once(test).chain(others.iter().copied()).map(TestId);
            let witnesses = self.just(witnesses(failed, stop.suite), stop.suite);
            let before = members.len();
            self.culprits(members, &witnesses, stop)?;
            if members.len() == before {
                return Ok(()); // only together do they fail, or by other tests
            }
        }
        Ok(())
    }

    /// Claims those of `members` that `witnesses` kill, halving until each is found.
    fn culprits(
        &mut self,
        members: &mut Vec<Target>,
        witnesses: &Selection,
        stop: &mut Stop<'_>,
    ) -> Result<(), WorkerError> {
        let mut sets = vec![members.clone()];
        while let Some(mut set) = sets.pop() {
            if let [target] = set.as_slice() {
                if let Some((test, verdict)) = self.screen(target, witnesses, stop)? {
                    stop.claim(target.clone(), test, verdict);
                    members.retain(|m| m.at != target.at);
                }
                continue;
            }
            // the group as a whole has just failed
            if set.len() < members.len() {
                let together: Vec<&Target> = set.iter().collect();
                let result = self.stop_child(&together, witnesses, &witnesses.ids, false, 1.0)?;
                if matches!(result, SingleResult::Passed { .. }) {
                    continue;
                }
            }
            let half = set.split_off(set.len() / 2);
            sets.extend([set, half]);
        }
        Ok(())
    }

    // -- one mutant, thoroughly -------------------------------------------------

    /// All tests that can notice the target, less those that were run already.
    fn rest(&self, target: &Target, suite: &Suite, skip: Vec<TestId>) -> Selection {
        let reaches = |t: &TestId| target.files.is_empty() || target.files.contains(suite.file(*t));
        let ids =
            (0..suite.ids.len() as u32).map(TestId).filter(|t| reaches(t) && !skip.contains(t)).collect();
        let only = target.files.iter().map(|f| self.tree_path(f)).collect();
        Selection { only, tests: None, skip, ids }
    }

    /// The killers of other mutants, the likeliest test file, then the whole suite:
    /// only that may say that a mutant survives.
    fn thorough(&mut self, target: &Target, stop: &mut Stop<'_>) -> Result<Found, WorkerError> {
        let begun = Instant::now();
        let first = self.likely(target, stop);
        let known = self.some(&stop.killers[..stop.killers.len().min(KILLERS)], stop.suite);
        if let Some(selection) = known.filter(|_| target.files.is_empty())
            && let Some((test, verdict)) = self.screen(target, &selection, stop)?
        {
            return Ok(Found::Claim(test, verdict));
        }
        let mut passed = Vec::new();
        let primary = stop.primary.clone().filter(|_| target.files.is_empty() && stop.file_first.pays());
        if let Some(selection) = primary {
            let result = self.stop_twice(&[target], &selection, &first, false)?;
            stop.file_first.note(detected(&result));
            if let SingleResult::Passed { .. } = result {
                passed = selection.ids;
            } else if let Some(found) = self.noticed(target, &result, &selection, stop, begun)? {
                return Ok(found);
            }
        }
        let all = self.rest(target, stop.suite, passed);
        if all.ids.is_empty() {
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let result = SingleResult::Passed { completed: stop.suite.ids.len() as u32 };
            let verdict = simple(&result, ms, Strategy::Reimport);
            return Ok(Found::Judged(verdict_of(target, verdict, Vec::new())));
        }
        let result = self.stop_twice(&[target], &all, &first, false)?;
        let why = "the unmutated suite does not pass in a process that stopped at this import";
        let found = self.noticed(target, &result, &all, stop, begun)?;
        Ok(found.unwrap_or_else(|| Found::Judged(refused(target, why))))
    }

    /// What `result` says of the target; None when it is a kill that does not
    /// count: `selection` fails here without the mutant, too.
    fn noticed(
        &mut self,
        target: &Target,
        result: &SingleResult,
        selection: &Selection,
        stop: &mut Stop<'_>,
        begun: Instant,
    ) -> Result<Option<Found>, WorkerError> {
        if let SingleResult::Timeout { test } = result
            && let Ok(test) = u32::try_from(*test)
        {
            // which test comes first shall not decide: does another one fail?
            let others = Selection { skip: [selection.skip.clone(), vec![TestId(test)]].concat(), ..selection.clone() };
            let result = self.stop_child(&[target], &others, &[], false, 1.0)?;
            if let SingleResult::Failed { test, .. } = result {
                let alone = self.just(vec![TestId(test)], stop.suite);
                if let Some((test, verdict)) = self.screen(target, &alone, stop)? {
                    return Ok(Some(Found::Claim(test, verdict)));
                }
            }
        }
        // the killer alone, nothing else collected, is proved at less cost
        if let SingleResult::Failed { test, .. } = result {
            let alone = self.just(vec![TestId(*test)], stop.suite);
            if let Some((test, verdict)) = self.screen(target, &alone, stop)? {
                return Ok(Some(Found::Claim(test, verdict)));
            }
        }
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        let mut verdict = simple(result, ms, Strategy::Reimport);
        if detected(result) {
            if !self.sound(selection, stop)? {
                return Ok(None);
            }
            verdict = blame(verdict, result, selection, stop.suite);
        }
        Ok(Some(Found::Judged(verdict_of(target, verdict, Vec::new()))))
    }

    // -- children ---------------------------------------------------------------

    /// One child; what ran out of time or crashed is tried once more.
    fn stop_twice(
        &mut self,
        targets: &[&Target],
        selection: &Selection,
        first: &[TestId],
        all: bool,
    ) -> Result<SingleResult, WorkerError> {
        match self.stop_child(targets, selection, first, all, 1.0)? {
            SingleResult::Timeout { .. } => self.stop_child(targets, selection, first, all, Budget::CONFIRM),
            SingleResult::Crashed { .. } | SingleResult::Broken { .. } => {
                self.stop_child(targets, selection, first, all, 1.0)
            }
            other => Ok(other),
        }
    }

    fn stop_child(
        &mut self,
        targets: &[&Target],
        selection: &Selection,
        first: &[TestId],
        all: bool,
        factor: f64,
    ) -> Result<SingleResult, WorkerError> {
        let context = Arc::clone(&self.context);
        let worker = self.root()?;
        let mut path = None;
        if let Some(target) = targets.first() {
            let file = &context.files()[target.at.file];
            let mutants: Vec<&Mutant> = targets.iter().map(|t| &file.mutants[t.at.mutant]).collect();
            worker.sandbox.place(&file.path, &combined_bytes(file, &mutants))?;
            path = Some(worker.sandbox.path(&file.path));
        }
        let order = Order::Single {
            path,
            before: None,
            after: None,
            default: false,
            tests: selection.tests.as_deref().map(numbers),
            first: numbers(first),
            skip: numbers(&[context.quarantined(), selection.skip.clone()].concat()),
            only: selection.only.clone(),
            all,
            factor,
        };
        let answer = worker.process.ask(&order);
        worker.sandbox.restore()?;
        match answer? {
            Answer::Single { result } => Ok(result),
            other => Err(unexpected(&other)),
        }
    }
}

/// `cold` has to judge it.
fn refused(target: &Target, why: &str) -> Judged {
    let finding = Finding::Refused { next: Strategy::Cold, why: why.to_owned() };
    Judged { at: target.at, finding, unreliable: Vec::new() }
}

/// A few of the tests that failed, of as many functions as possible.
fn witnesses(failed: impl Iterator<Item = TestId>, suite: &Suite) -> Vec<TestId> {
    let mut functions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, TestId)> = Vec::new();
    for test in failed {
        let name = suite.ids[test.0 as usize].split('[').next().unwrap_or_default();
        let n = functions.entry(name).or_default();
        ranked.push((*n, test));
        *n += 1;
    }
    ranked.sort();
    ranked.into_iter().take(WITNESSES).map(|(_, test)| test).collect()
}

/// Whether a run under the mutant went wrong, by failure, crash or time-out.
fn detected(result: &SingleResult) -> bool {
    use SingleResult::{Collection, Crashed, Failed, Timeout};
    matches!(result, Failed { .. } | Collection { .. } | Crashed { .. } | Timeout { .. })
}

/// Names the test that noticed, where pytest could not: when a file can no
/// longer be collected that is the first of its tests.
fn blame(verdict: Verdict, result: &SingleResult, selection: &Selection, suite: &Suite) -> Verdict {
    let ms = verdict.duration_ms;
    match result {
        SingleResult::Collection { node, why } => {
            let test = selection.ids.iter().find(|t| suite.ids[t.0 as usize].starts_with(node.as_str()));
            let reason = Some(format!("the tests can no longer be collected: {why}"));
            Verdict { killed_by: test.copied(), reason, ..verdict }
        }
        SingleResult::Crashed { test, why } => {
            let test = u32::try_from(*test).map_or(selection.ids[0], TestId);
            Verdict { reason: Some(why.clone()), ..kill(test, 0, ms, Strategy::Reimport) }
        }
        _ => verdict,
    }
}
