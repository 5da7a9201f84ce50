//! Judging by `reimport`: each slot walks through the suite's imports once, and
//! at each file's turn takes mutants from the common queue.

use std::{collections::BTreeSet, sync::Arc};

use crossbeam_channel::Sender;

use super::{
    Finding, Judged, Reply, Target,
    slot::{Slot, unexpected},
    worker::Mode,
};
use crate::{
    model::Strategy,
    worker::{Answer, Order, WorkerError},
};

impl Slot {
    pub(super) fn walk(&mut self, answer: &Sender<Reply>) -> Result<Reply, WorkerError> {
        // for as long as one start the others have only been on their way to the first stop
        if !self.joins(2, |slot| slot.stops().is_some()) {
            return Ok(Reply::Finished(None));
        }
        while let Some(stops) = self.stops() {
            let before = self.waiting();
            if let Err(error) = self.walk_once(stops, answer) {
                self.worker = None;
                // what it died of is in the queue no more; where nothing is missing, it would only die again
                if self.context.cancelled() || self.waiting() >= before {
                    return Err(error);
                }
            }
        }
        Ok(Reply::Finished(None))
    }

    /// How many mutants wait, those that may not go into a group counting less:
    /// falls with everything that is found out.
    fn waiting(&self) -> usize {
        let Ok(queue) = self.context.queue.lock() else { return 0 };
        queue.values().flatten().map(|target| if target.alone { 1 } else { 2 }).sum()
    }

    /// Files that have mutants in the queue; None when there are none.
    fn stops(&self) -> Option<BTreeSet<usize>> {
        let queue = self.context.queue.lock().ok()?;
        let files: BTreeSet<usize> = queue.iter().filter(|(_, q)| !q.is_empty()).map(|(f, _)| *f).collect();
        (!files.is_empty() && !self.context.cancelled()).then_some(files)
    }

    pub(super) fn take(&self, file: usize) -> Option<Target> {
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
        worker.mode = Mode::Measured; // a zygote that no other job may use yet
        let order = Order::Walk { stops: paths, ids: suite.ids.clone(), limits: suite.limits.clone() };
        let mut step = worker.process.ask(&order)?;
        let passed_by = loop {
            match step {
                Answer::Stop { path, threads } => {
                    let file = left.iter().find(|(_, p)| *p == path).map(|(f, _)| *f);
                    left.retain(|(_, p)| *p != path);
                    if let Some(file) = file {
                        if threads.is_empty() {
                            self.serve(file, suite, true, answer)?;
                        } else {
                            let why =
                                format!("threads are running before it is imported: {}", threads.join(", "));
                            self.refuse(file, &why, answer);
                        }
                    }
                    step = self.standing()?.process.ask(&Order::Go)?;
                }
                Answer::Ready { missed, .. } => break missed,
                other => return Err(unexpected(&other)),
            }
        };
        for (file, _) in left.extract_if(.., |(_, path)| passed_by.contains(path)) {
            self.refuse(file, "it was imported by a way that nobody saw", answer);
        }
        // what nobody imported yet is imported by the tests themselves
        for (file, _) in left {
            self.serve(file, suite, false, answer)?;
        }
        // all is collected, unmutated, and the limits came with the order: any other job may use it now
        let worker = self.standing()?;
        (worker.mode, worker.limited) = (Mode::Plain, true);
        worker.counted.clear();
        Ok(())
    }

    /// Hands all of a file's mutants on to `cold`.
    pub(super) fn refuse(&self, file: usize, why: &str, answer: &Sender<Reply>) {
        while let Some(target) = self.take(file) {
            let finding = Finding::Refused { next: Strategy::Cold, why: why.to_owned() };
            let _ = answer.send(Reply::Judged(Judged { at: target.at, finding, unreliable: Vec::new() }));
        }
    }
}
