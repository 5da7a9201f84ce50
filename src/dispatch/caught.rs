//! A mistake of this program's own in a slot: the job fails, the run goes on.
//!
//! A thread that is gone would leave everybody waiting for its answer.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::worker::WorkerError;

/// What `work` comes to; a panic is an error, and its message is on standard error by then.
pub(super) fn caught<T>(work: impl FnOnce() -> Result<T, WorkerError>) -> Result<T, WorkerError> {
    // whoever calls it throws the worker away, and asks for nothing else that was half done
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|why| Err(WorkerError::Panicked(message(&*why))))
}

fn message(why: &(dyn Any + Send)) -> String {
    let text = why.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| why.downcast_ref::<String>().cloned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_so() {
        let file: Vec<i32> = std::iter::once(0).collect();
        let found: Result<i32, _> = caught(|| Ok(file[1]));
        let why = found.unwrap_err().to_string();
        assert!(why.starts_with("mutate itself failed here: index out of bounds"), "{why}");
        assert_eq!(caught(|| Ok(file[0])).unwrap(), 0);
    }
}
