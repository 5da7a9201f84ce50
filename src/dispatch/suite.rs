//! The suite as the slots know it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::{TestId, TestInfo, file_of, function_of},
    plan::{Functions, Ordering, Words},
    worker::protocol,
};

/// The suite once its baseline is known.
pub struct Suite {
    pub ids: Vec<String>,
    pub tests: Vec<TestInfo>,
    pub limits: protocol::Limits,
    pub ordering: Ordering,
    pub words: Words,
    pub functions: Functions,
    /// Files, relative, whose source or compiled code tests look at.
    pub read: BTreeSet<String>,
    /// By file index: the test file that most likely kills its mutants.
    pub primary: BTreeMap<usize, Primary>,
}

impl Suite {
    /// Every test, in collection order.
    pub(super) fn all(&self) -> impl Iterator<Item = TestId> {
        (0..self.ids.len() as u32).map(TestId)
    }

    /// Of those of `tests` that are one function with other parameters, the first in the suite's order.
    pub(super) fn one_of_each_function(&self, tests: &mut Vec<TestId>) {
        tests.sort();
        let mut functions = BTreeSet::new();
        tests.retain(|test| functions.insert(function_of(&self.ids[test.0 as usize])));
    }

    /// The test's file, relative to the project.
    pub fn file(&self, test: TestId) -> &str {
        file_of(&self.ids[test.0 as usize])
    }
}

/// A test file and its tests, in collection order.
#[derive(Clone, Debug)]
pub struct Primary {
    pub file: String,
    pub tests: Vec<TestId>,
}
