//! What the tests of a survivor leave behind, held against what they leave without it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    slot::{Slot, numbers, unexpected},
    worker::Worker,
};
use crate::{
    model::{Ran, TestId},
    plan::Budget,
    worker::{Answer, Left, Order, WorkerError},
};

/// What tests leave without a mutant, as far as this worker has seen it.
#[derive(Default)]
pub(super) struct Usual {
    /// What any of them were seen to leave.
    normal: BTreeSet<(String, i64)>,
    /// By tests: each time that they were asked.
    asked: BTreeMap<Vec<TestId>, Vec<Asked>>,
    /// Names whose values differ from run to run.
    unsteady: BTreeSet<String>,
}

/// Tests that ran without a mutant.
struct Asked {
    /// None: they did not pass.
    left: Option<Left>,
    ran: Option<Ran>,
    /// A hook of the project failed the session.
    complains: bool,
}

impl Usual {
    fn is_normal(&self, left: &Left) -> bool {
        let known = |name: &String, digest| self.normal.contains(&(name.clone(), digest));
        left.iter().all(|(name, digest)| self.unsteady.contains(name) || known(name, *digest))
    }

    fn learn(&mut self, tests: &[TestId], asked: Asked) {
        let before = self.asked.entry(tests.to_vec()).or_default();
        if let Some(left) = &asked.left {
            self.normal.extend(left.iter().map(|(name, digest)| (name.clone(), *digest)));
            let first = before.first().and_then(|asked| asked.left.as_ref());
            self.unsteady.extend(first.into_iter().flat_map(|first| differing(first, left)));
        }
        before.push(asked);
    }

    /// Whether `left` is more than the tests leave without a mutant; None where they must be asked (again).
    fn exceeded(&self, tests: &[TestId], left: &Left) -> Option<bool> {
        let asked = self.asked.get(tests).map_or(&[][..], Vec::as_slice);
        if self.is_normal(left) || asked.iter().any(|asked| asked.left.is_none()) {
            return Some(false);
        }
        let first = asked.first()?.left.as_ref()?;
        match differing(left, first).any(|name| !self.unsteady.contains(&name)) {
            true if asked.len() < 2 => None,
            unusual => Some(unusual),
        }
    }
}

/// The names of what is not the same in both.
fn differing<'a>(some: &'a Left, others: &'a Left) -> impl Iterator<Item = String> + 'a {
    let names: BTreeSet<&String> = some.keys().chain(others.keys()).collect();
    names.into_iter().filter(|name| some.get(*name) != others.get(*name)).cloned()
}

impl Worker {
    /// What the run that has just ended left: in memory and in the temporary folder (`told`), and in the tree.
    fn all_left(&self, told: Left) -> Left {
        let in_tree = self.left.iter().map(|(path, digest)| (format!("tree: {path}"), *digest));
        told.into_iter().chain(in_tree).collect()
    }

    /// With time enough: who does not come to an end tells nothing, and that must not be a matter of how busy the machine is.
    fn unmutated(&mut self, tests: &[TestId]) -> Result<Asked, WorkerError> {
        match self.ask(&Order::Usual { tests: numbers(tests), factor: Budget::CONFIRM })? {
            Answer::Usual { left, ran, complains } => Ok(Asked {
                left: left.map(|told| self.all_left(told)),
                ran: ran.and_then(|ran| self.sandbox.inside(ran)),
                complains,
            }),
            other => Err(unexpected(&other)),
        }
    }
}

impl Slot {
    /// Whether the run that has just ended, of `tests` with a mutant, left something else than they do without:
    /// tests that do not run the mutant may then notice what it did.  The tree is as it was before, and so is
    /// all else, when they are asked without it.
    pub(super) fn leaves(&mut self, tests: &[TestId], told: Left) -> Result<bool, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        let Some(worker) = &mut self.worker else { return Ok(false) };
        if let Ok(littered) = context.littered.lock() {
            let in_tree = littered.iter().map(|(path, digest)| (format!("tree: {path}"), *digest));
            worker.usual.normal.extend(in_tree);
        }
        let left = worker.all_left(told);
        let ran = worker.ran.take();
        let unusual = loop {
            if let Some(unusual) = worker.usual.exceeded(tests, &left) {
                break unusual;
            }
            let asked = worker.unmutated(tests)?;
            worker.usual.learn(tests, asked);
        };
        let others = worker.usual.asked.get(tests).map_or(&[][..], Vec::as_slice);
        worker.ran = others.iter().fold(ran, |ran, asked| joined(ran?, asked.ran.as_ref()?));
        Ok(unusual)
    }

    /// Whether the session of all `tests` passes to its end without a mutant; where it does not, its hooks prove nothing.
    pub(super) fn ends_quietly(&mut self, tests: &[TestId]) -> Result<bool, WorkerError> {
        if self.context.complains() {
            return Ok(false);
        }
        let asked = self.suite(false)?.unmutated(tests)?;
        self.context.complains.store(asked.complains, std::sync::atomic::Ordering::Relaxed);
        Ok(asked.left.is_some() && !asked.complains)
    }
}

/// What ran in either of two processes.
fn joined(mut ran: Ran, more: &Ran) -> Option<Ran> {
    for (known, more) in [(&mut ran.sure, &more.sure), (&mut ran.perhaps, &more.perhaps)] {
        for (path, lines) in more {
            let known = known.entry(path.clone()).or_default();
            let all: BTreeSet<u32> = known.iter().chain(lines).copied().collect();
            *known = all.into_iter().collect();
        }
    }
    ran.forked |= more.forked;
    Some(ran)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: [TestId; 2] = [TestId(1), TestId(2)];

    fn left<const N: usize>(what: [(&str, i64); N]) -> Left {
        what.map(|(name, digest)| (name.to_owned(), digest)).into()
    }

    /// Whether `mine` is more than tests leave that left `without` when they were asked, and how often they were.
    fn unusual<const N: usize>(mine: &Left, without: [Option<Left>; N]) -> (bool, usize) {
        let (mut usual, mut answers) = (Usual::default(), without.into_iter());
        loop {
            if let Some(unusual) = usual.exceeded(&TESTS, mine) {
                return (unusual, N - answers.len());
            }
            let left = answers.next().expect("no more answers");
            usual.learn(&TESTS, Asked { left, ran: None, complains: false });
        }
    }

    #[test]
    fn it_counts_where_the_tests_leave_something_else_without_the_mutant() {
        let one = left([("a", 1)]);
        assert_eq!(unusual(&left([]), []), (false, 0));
        assert_eq!(unusual(&one, [Some(one.clone())]), (false, 1));
        assert_eq!(unusual(&one, [Some(left([])), Some(left([]))]), (true, 2));
        let two = left([("a", 2), ("b", 2)]);
        assert_eq!(unusual(&one, [Some(two.clone()), Some(two)]), (true, 2));
    }

    #[test]
    fn what_differs_from_run_to_run_says_nothing() {
        let (first, again) = (left([("time", 1)]), left([("time", 2)]));
        let time = left([("time", 3)]);
        assert_eq!(unusual(&time, [Some(first.clone()), Some(again.clone())]), (false, 2));
        assert_eq!(unusual(&left([("time", 3), ("a", 1)]), [Some(first), Some(again)]), (true, 2));
    }

    #[test]
    fn tests_that_do_not_pass_without_it_say_nothing() {
        assert_eq!(unusual(&left([("a", 1)]), [None]), (false, 1));
    }

    /// So most survivors need no run without themselves; a value that nobody has seen does.
    #[test]
    fn what_other_tests_leave_without_a_mutant_is_nothing_new() {
        let mut usual = Usual::default();
        usual.learn(&TESTS, Asked { left: Some(left([("a", 1), ("b", 2)])), ran: None, complains: false });
        assert_eq!(usual.exceeded(&[TestId(3)], &left([("b", 2)])), Some(false));
        assert_eq!(usual.exceeded(&[TestId(3)], &left([("b", 3)])), None);
    }
}
