//! Tests in forks, as a mutant's would be run, without any.

use std::sync::Arc;

use super::{
    Reply,
    slot::{Slot, numbers, unexpected},
};
use crate::{
    model::{Bounds, TestId},
    worker::{Answer, Order, WorkerError},
};

impl Slot {
    pub(super) fn null(&mut self, tests: &[TestId], bounds: Option<Bounds>) -> Result<Reply, WorkerError> {
        let context = Arc::clone(&self.context);
        let worker = self.listed(false)?;
        let order = Order::Null { tests: numbers(tests), bounds: bounds.map(Into::into) };
        let answer = worker.ask(&order)?;
        if let Ok(mut littered) = context.littered.lock() {
            littered.extend(std::mem::take(&mut worker.left));
        }
        match answer {
            Answer::Null { crashed, times, failed, spoken, drawn, skipped, kept, warm, at } => {
                let warm = warm.unwrap_or_default().into();
                let blamed = u32::try_from(at).map_or_else(|_| tests[0], TestId);
                let crashed = crashed.map(|why| (blamed, why));
                Ok(Reply::Null { times, failed, spoken, drawn, skipped, kept, crashed, warm })
            }
            other => Err(unexpected(&other)),
        }
    }

    pub(super) fn alone(&mut self, tests: &[TestId]) -> Result<Reply, WorkerError> {
        let context = Arc::clone(&self.context);
        let worker = self.listed(false)?;
        let found = worker.seen_alone(tests, &[])?;
        if let (Some(suite), Ok(mut astray)) = (context.suite.get(), context.astray.lock()) {
            let strays = found.ran.iter().filter(|(test, ran)| suite.functions.strays_to_kept(ran, &[*test]));
            astray.extend(strays.map(|(test, _)| *test));
        }
        Ok(Reply::Alone {
            tests: tests.to_vec(),
            failed: found.failed,
            left: std::mem::take(&mut worker.left).into_keys().collect(),
        })
    }
}
