//! Judging by `reimport`: each slot walks through the suite's imports once, and
//! at each file's turn takes mutants from the common queue.

use std::{collections::BTreeSet, sync::Arc, time::Instant};

use crossbeam_channel::Sender;

use super::{
    Finding, Judged, Primary, Reply, Suite, Target,
    slot::{Mode, Slot, numbers, unexpected},
    swap::{kill, simple, verdict_of},
};
use crate::{
    generate::mutated_bytes,
    model::{Strategy, TestId, Verdict, file_of},
    plan::Budget,
    worker::{Answer, Order, SingleResult, WorkerError},
};

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

/// What a slot knows at one file's stop.
struct Stop {
    primary: Option<Selection>,
    /// Selections that pass unmutated at this stop.
    sound: BTreeSet<Key>,
}

impl Slot {
    pub(super) fn walk(&mut self, answer: &Sender<Reply>) -> Result<Reply, WorkerError> {
        while let Some(stops) = self.stops() {
            self.walk_once(stops, answer)?;
        }
        Ok(Reply::Walked)
    }

    /// Files that have mutants in the queue; None when there are none.
    fn stops(&self) -> Option<BTreeSet<usize>> {
        let queue = self.context.queue.lock().ok()?;
        let files: BTreeSet<usize> = queue.iter().filter(|(_, q)| !q.is_empty()).map(|(f, _)| *f).collect();
        (!files.is_empty() && !self.context.cancelled()).then_some(files)
    }

    fn take(&self, file: usize) -> Option<Target> {
        if self.context.cancelled() {
            return None;
        }
        self.context.queue.lock().ok()?.get_mut(&file)?.pop_front()
    }

    fn walk_once(&mut self, stops: BTreeSet<usize>, answer: &Sender<Reply>) -> Result<(), WorkerError> {
        let context = Arc::clone(&self.context);
        let Some(suite) = context.suite.get() else { return Ok(()) };
        let worker = self.leave()?;
        let mut left: Vec<(usize, String)> =
            stops.into_iter().map(|file| (file, worker.sandbox.path(&context.files()[file].path))).collect();
        let early = worker.process.versions.early.clone();
        for (file, _) in left.extract_if(.., |(_, path)| early.contains(path)) {
            self.refuse(file, "it is imported before pytest starts", answer);
        }
        let paths = left.iter().map(|(_, path)| path.clone()).collect();
        if left.is_empty() {
            return Ok(());
        }
        let worker = self.leave()?;
        worker.mode = Mode::Measured; // a zygote that no other job may use
        let order = Order::Walk { stops: paths, ids: suite.ids.clone(), limits: suite.limits.clone() };
        let mut step = worker.process.ask(&order)?;
        loop {
            match step {
                Answer::Stop { path, threads } => {
                    let file = left.iter().find(|(_, p)| *p == path).map(|(f, _)| *f);
                    left.retain(|(_, p)| *p != path);
                    if let Some(file) = file {
                        if threads.is_empty() {
                            self.serve(file, suite, answer)?;
                        } else {
                            let why =
                                format!("threads are running before it is imported: {}", threads.join(", "));
                            self.refuse(file, &why, answer);
                        }
                    }
                    step = self.root()?.process.ask(&Order::Go)?;
                }
                Answer::Ready { .. } => break,
                other => return Err(unexpected(&other)),
            }
        }
        // what nobody imported yet is imported by the tests themselves
        for (file, _) in left {
            self.serve(file, suite, answer)?;
        }
        self.leave()?;
        Ok(())
    }

    /// Hands all of a file's mutants on to `cold`.
    fn refuse(&self, file: usize, why: &str, answer: &Sender<Reply>) {
        while let Some(target) = self.take(file) {
            let finding = Finding::Refused { next: Strategy::Cold, why: why.to_owned() };
            let _ =
                answer.send(Reply::Judged(vec![Judged { at: target.at, finding, unreliable: Vec::new() }]));
        }
    }

    /// Judges the file's mutants at its stop.
    fn serve(&mut self, file: usize, suite: &Suite, answer: &Sender<Reply>) -> Result<(), WorkerError> {
        let mut stop = self.stop(suite.primary.get(&file), suite);
        while let Some(target) = self.take(file) {
            match self.judge_at_stop(&target, suite, &mut stop) {
                Ok(judged) => {
                    let _ = answer.send(Reply::Judged(vec![judged]));
                }
                Err(error) => {
                    self.put_back(target, &error, answer);
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// A mutant whose worker died is judged once more, by `cold`.
    fn put_back(&self, target: Target, error: &WorkerError, answer: &Sender<Reply>) {
        let finding = Finding::Refused { next: Strategy::Cold, why: error.to_string() };
        let _ = answer.send(Reply::Judged(vec![Judged { at: target.at, finding, unreliable: Vec::new() }]));
    }

    fn stop(&self, primary: Option<&Primary>, suite: &Suite) -> Stop {
        let primary = primary.filter(|p| p.tests.len() < suite.ids.len()).map(|p| Selection {
            only: vec![self.tree_path(&p.file)],
            tests: None,
            skip: Vec::new(),
            ids: p.tests.clone(),
        });
        Stop { primary, sound: BTreeSet::new() }
    }

    /// All tests that can notice the target, less those that were run already.
    fn rest(&self, target: &Target, suite: &Suite, skip: Vec<TestId>) -> Selection {
        let reaches =
            |t: &TestId| target.files.is_empty() || target.files.contains(file_of(&suite.ids[t.0 as usize]));
        let ids =
            (0..suite.ids.len() as u32).map(TestId).filter(|t| reaches(t) && !skip.contains(t)).collect();
        let only = target.files.iter().map(|f| self.tree_path(f)).collect();
        Selection { only, tests: None, skip, ids }
    }

    fn tree_path(&self, file: &str) -> String {
        self.worker.as_ref().map(|w| w.sandbox.path(file)).unwrap_or_default()
    }

    /// The likeliest tests of one file, nothing else collected.
    fn screen(&self, first: &[TestId], suite: &Suite) -> Option<Selection> {
        let file = |t: &TestId| file_of(&suite.ids[t.0 as usize]);
        let name = file(first.first()?);
        let ids: Vec<TestId> = first.iter().copied().filter(|t| file(t) == name).collect();
        Some(Selection { only: vec![self.tree_path(name)], tests: Some(ids.clone()), skip: Vec::new(), ids })
    }

    /// A few likely tests, then the likeliest test file, then the whole suite:
    /// only the last may say that a mutant survives.
    fn judge_at_stop(
        &mut self,
        target: &Target,
        suite: &Suite,
        stop: &mut Stop,
    ) -> Result<Judged, WorkerError> {
        let begun = Instant::now();
        let first = self.likely(target, suite);
        let mut passed = Vec::new();
        let primary = stop.primary.clone().filter(|_| target.files.is_empty());
        for selection in self.screen(&first, suite).into_iter().chain(primary) {
            let result = self.stop_twice(Some(target), &selection, &first)?;
            let proof = match &result {
                SingleResult::Passed { .. } => {
                    if selection.tests.is_none() {
                        passed = selection.ids;
                    }
                    continue;
                }
                SingleResult::Failed { test, .. } if selection.tests.is_some() => {
                    Selection { tests: Some(vec![TestId(*test)]), ..selection.clone() }
                }
                _ => selection.clone(),
            };
            if let Some(verdict) = self.noticed(&result, &proof, suite, stop, begun)? {
                return Ok(verdict_of(target, verdict, Vec::new()));
            }
        }
        let all = self.rest(target, suite, passed);
        if all.ids.is_empty() {
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let result = SingleResult::Passed { completed: suite.ids.len() as u32 };
            return Ok(verdict_of(target, simple(&result, ms, Strategy::Reimport), Vec::new()));
        }
        let result = self.stop_twice(Some(target), &all, &first)?;
        if !detected(&result) {
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            return Ok(verdict_of(target, simple(&result, ms, Strategy::Reimport), Vec::new()));
        }
        Ok(match self.noticed(&result, &all, suite, stop, begun)? {
            Some(verdict) => verdict_of(target, verdict, Vec::new()),
            None => {
                let why =
                    "the unmutated suite does not pass in a process that stopped at this import".to_owned();
                Judged {
                    at: target.at,
                    finding: Finding::Refused { next: Strategy::Cold, why },
                    unreliable: Vec::new(),
                }
            }
        })
    }

    /// The verdict when `result` is a kill and `proof` passes without the mutant.
    fn noticed(
        &mut self,
        result: &SingleResult,
        proof: &Selection,
        suite: &Suite,
        stop: &mut Stop,
        begun: Instant,
    ) -> Result<Option<Verdict>, WorkerError> {
        let ms = begun.elapsed().as_secs_f64() * 1000.0;
        if !detected(result) {
            return Ok(Some(simple(result, ms, Strategy::Reimport)));
        }
        let key = (proof.only.clone(), proof.tests.clone(), proof.skip.clone());
        if !stop.sound.contains(&key) {
            if !matches!(self.stop_twice(None, proof, &[])?, SingleResult::Passed { .. }) {
                return Ok(None);
            }
            stop.sound.insert(key);
        }
        Ok(Some(blame(simple(result, ms, Strategy::Reimport), result, proof, suite)))
    }

    /// Tests to run first: those that run the statement, else those whose names speak of it.
    fn likely(&self, target: &Target, suite: &Suite) -> Vec<TestId> {
        let file = &self.context.files()[target.at.file];
        let screen = suite.ordering.screen(&target.tests);
        if !screen.is_empty() {
            return screen;
        }
        let mutant = &file.mutants[target.at.mutant];
        suite.words.like(&[&mutant.original, &mutant.edit.replacement, &mutant.qualname])
    }

    /// One child; what ran out of time or crashed is tried once more.
    fn stop_twice(
        &mut self,
        target: Option<&Target>,
        selection: &Selection,
        first: &[TestId],
    ) -> Result<SingleResult, WorkerError> {
        match self.stop_child(target, selection, first, 1.0)? {
            SingleResult::Timeout { .. } => self.stop_child(target, selection, first, Budget::CONFIRM),
            SingleResult::Crashed { .. } | SingleResult::Broken { .. } => {
                self.stop_child(target, selection, first, 1.0)
            }
            other => Ok(other),
        }
    }

    fn stop_child(
        &mut self,
        target: Option<&Target>,
        selection: &Selection,
        first: &[TestId],
        factor: f64,
    ) -> Result<SingleResult, WorkerError> {
        let context = Arc::clone(&self.context);
        let worker = self.root()?;
        let mut path = None;
        if let Some(target) = target {
            let file = &context.files()[target.at.file];
            worker.sandbox.place(&file.path, &mutated_bytes(file, &file.mutants[target.at.mutant]))?;
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
