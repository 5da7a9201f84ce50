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
    model::{Status, Strategy, TestId, Verdict},
    plan::Budget,
    worker::{Answer, Order, SingleResult, WorkerError},
};

/// What a child at a stop runs: everything, or the tests of one file.
struct Selection {
    only: Vec<String>,
    tests: Option<Vec<u32>>,
    ids: Vec<TestId>,
    /// The unmutated run of the same selection passed in this walk.
    sound: bool,
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
                            let why = format!("threads are running before it is imported: {}", threads.join(", "));
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
            let _ = answer.send(Reply::Judged(vec![Judged { at: target.at, finding, unreliable: Vec::new() }]));
        }
    }

    /// Judges the file's mutants at its stop.
    fn serve(&mut self, file: usize, suite: &Suite, answer: &Sender<Reply>) -> Result<(), WorkerError> {
        let mut selections = self.selections(suite.primary.get(&file), suite);
        while let Some(target) = self.take(file) {
            match self.judge_at_stop(&target, suite, &mut selections) {
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

    /// The likeliest test file first, alone; then the whole suite.
    fn selections(&mut self, primary: Option<&Primary>, suite: &Suite) -> Vec<Selection> {
        let all = Selection {
            only: Vec::new(),
            tests: None,
            ids: (0..suite.ids.len() as u32).map(TestId).collect(),
            sound: false,
        };
        let tree = self.worker.as_ref().map(|w| w.sandbox.tree().to_owned()).unwrap_or_default();
        match primary {
            Some(primary) if primary.tests.len() < suite.ids.len() => {
                let only = vec![tree.join(&primary.file).to_string_lossy().into_owned()];
                let tests = Some(numbers(&primary.tests));
                vec![Selection { only, tests, ids: primary.tests.clone(), sound: false }, all]
            }
            _ => vec![all],
        }
    }

    fn judge_at_stop(
        &mut self,
        target: &Target,
        suite: &Suite,
        selections: &mut [Selection],
    ) -> Result<Judged, WorkerError> {
        let begun = Instant::now();
        let last = selections.len() - 1;
        for (i, selection) in selections.iter_mut().enumerate() {
            let result = self.stop_twice(Some(target), selection)?;
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            if matches!(result, SingleResult::Passed { .. }) && i < last {
                continue;
            }
            let mut verdict = simple(&result, ms, Strategy::Reimport);
            let crashed = matches!(result, SingleResult::Crashed { .. });
            if crashed || matches!(verdict.status, Status::Killed | Status::Timeout) {
                if let Some(why) = self.unsound(selection)? {
                    if i < last {
                        continue;
                    }
                    let finding = Finding::Refused { next: Strategy::Cold, why };
                    return Ok(Judged { at: target.at, finding, unreliable: Vec::new() });
                }
                verdict = blame(verdict, &result, selection, suite);
            }
            return Ok(verdict_of(target, verdict, Vec::new()));
        }
        Ok(verdict_of(target, Verdict::unrun(Status::RuntimeError, None), Vec::new()))
    }

    /// Why the selection proves nothing here: it fails without a mutant too.
    fn unsound(&mut self, selection: &mut Selection) -> Result<Option<String>, WorkerError> {
        if selection.sound {
            return Ok(None);
        }
        match self.stop_twice(None, selection)? {
            SingleResult::Passed { .. } => {
                selection.sound = true;
                Ok(None)
            }
            other => Ok(Some(format!("the unmutated suite does not pass in this process: {other:?}"))),
        }
    }

    /// One child; what ran out of time or crashed is tried once more.
    fn stop_twice(&mut self, target: Option<&Target>, selection: &Selection) -> Result<SingleResult, WorkerError> {
        match self.stop_child(target, selection, 1.0)? {
            SingleResult::Timeout { .. } => self.stop_child(target, selection, Budget::CONFIRM),
            SingleResult::Crashed { .. } | SingleResult::Broken { .. } => self.stop_child(target, selection, 1.0),
            other => Ok(other),
        }
    }

    fn stop_child(
        &mut self,
        target: Option<&Target>,
        selection: &Selection,
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
        let tests = selection.tests.clone().or_else(|| Some(numbers(&selection.ids)));
        let order =
            Order::Single { path, before: None, after: None, tests, only: selection.only.clone(), factor };
        let answer = worker.process.ask(&order);
        worker.sandbox.restore()?;
        match answer? {
            Answer::Single { result } => Ok(result),
            other => Err(unexpected(&other)),
        }
    }
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
