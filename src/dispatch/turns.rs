//! Tests that claim something which the machine has one of run one at a time.
//!
//! A port of a fixed number, a server that others talk to, too, a file outside of the workers' folders: in two workers
//! at once one of them finds it taken, or changed, and fails for that.  Who claims something is seen in the clean run.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use crate::model::TestId;
use crate::worker::Order;

#[derive(Default)]
pub struct Turns {
    claiming: RwLock<BTreeSet<u32>>,
    turn: Mutex<()>,
}

impl Turns {
    /// From now on no two of these tests, and of those that were named before, run at a time.
    pub fn claim(&self, tests: impl IntoIterator<Item = TestId>) {
        let mut claiming = self.claiming.write().unwrap_or_else(PoisonError::into_inner);
        claiming.extend(tests.into_iter().map(|test| test.0));
    }

    /// Waits until the order may run; it has its turn as long as the guard is there.
    pub fn wait(&self, order: &Order) -> Option<MutexGuard<'_, ()>> {
        let claims = {
            let claiming = self.claiming.read().unwrap_or_else(PoisonError::into_inner);
            !claiming.is_empty() && runs(order, &|tests| tests.iter().any(|test| claiming.contains(test)))
        };
        claims.then(|| self.turn.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether the order runs tests of which `some` holds; where all of the suite may run, it does.
fn runs(order: &Order, some: &dyn Fn(&[u32]) -> bool) -> bool {
    let of_all = |tests: &Option<Vec<u32>>| tests.as_deref().is_none_or(some);
    match order {
        Order::Baseline(measuring) | Order::Twice(measuring) => some(&measuring.tests),
        Order::Cover { tests, .. } | Order::Null { tests, .. } | Order::Usual { tests, .. } => some(tests),
        Order::Alone { tests, before, .. } => some(tests) || some(before),
        Order::Aftermath { mutants, tests, .. } => {
            some(tests) || mutants.iter().any(|task| some(&task.tests))
        }
        Order::Beforehand { first, rounds, .. } => {
            some(first) || rounds.iter().any(|round| some(&round.tests))
        }
        Order::Batch { mutants, .. } => mutants.iter().any(|task| some(&task.tests)),
        Order::Scout { mutants, .. } => mutants.iter().any(|(.., tests)| some(tests)),
        Order::Single(single) => of_all(&single.tests),
        Order::Whole { tests, .. } => of_all(tests),
        Order::Start { .. }
        | Order::Walk { .. }
        | Order::Tests { .. }
        | Order::Limits { .. }
        | Order::Report(_)
        | Order::Go
        | Order::Quit => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_a_test_that_claims_something_waits() {
        let turns = Turns::default();
        let alone = |tests: &[u32]| Order::Alone { tests: tests.to_vec(), before: Vec::new(), factor: 1.0 };
        assert!(turns.wait(&alone(&[1])).is_none());
        turns.claim([TestId(1)]);
        assert!(turns.wait(&alone(&[0, 2])).is_none());
        assert!(turns.wait(&alone(&[0, 1])).is_some());
        let whole = Order::Single(crate::worker::Single::default());
        assert!(turns.wait(&whole).is_some());
        assert!(turns.wait(&Order::Go).is_none());
    }

    #[test]
    fn one_at_a_time() {
        let turns = Turns::default();
        turns.claim([TestId(0)]);
        let order = Order::Null { tests: vec![0], bounds: None };
        let (inside, most) = (Mutex::new(0), Mutex::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let _turn = turns.wait(&order);
                    *inside.lock().unwrap() += 1;
                    let now = *inside.lock().unwrap();
                    let mut most = most.lock().unwrap();
                    *most = now.max(*most);
                    drop(most);
                    std::thread::yield_now();
                    *inside.lock().unwrap() -= 1;
                });
            }
        });
        assert_eq!(*most.lock().unwrap(), 1);
    }
}
