//! Which tests killed mutants of a file, so that they are tried first on its others.

use crate::model::TestId;

/// More of them than this are not remembered for a file.
const MOST: usize = 64;

/// The killers of one file's mutants, the latest first.
#[derive(Default)]
pub struct Killers {
    /// (qualified name of the killed mutant, test)
    latest: Vec<(String, TestId)>,
}

impl Killers {
    pub fn note(&mut self, qualname: &str, test: TestId) {
        self.latest.retain(|(name, t)| *t != test || name != qualname);
        self.latest.insert(0, (qualname.to_owned(), test));
        self.latest.truncate(MOST);
    }

    /// Those of mutants in `qualname` first, then those of the rest of the file.
    pub fn likely(&self, qualname: &str) -> Vec<TestId> {
        let (same, others): (Vec<_>, Vec<_>) = self.latest.iter().partition(|(name, _)| name == qualname);
        let mut tests: Vec<TestId> = Vec::new();
        for (_, test) in same.into_iter().chain(others) {
            if !tests.contains(test) {
                tests.push(*test);
            }
        }
        tests
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_functions_killers_come_first_and_each_once() {
        let mut killers = Killers::default();
        for (name, test) in [("a", 1), ("b", 2), ("a", 3), ("b", 3), ("a", 1)] {
            killers.note(name, TestId(test));
        }
        assert_eq!(killers.likely("a"), [TestId(1), TestId(3), TestId(2)]);
        assert_eq!(killers.likely("b"), [TestId(3), TestId(2), TestId(1)]);
    }

    #[test]
    fn a_file_keeps_no_more_than_some() {
        let mut killers = Killers::default();
        (0..1000).for_each(|test| killers.note("a", TestId(test)));
        assert_eq!(killers.likely("a").len(), MOST);
    }
}
