//! Parts of the suite that were cut while they ran.
//!
//! A piece is run on the supposition that those before it leave nothing that it could find.  Whoever runs one of those
//! and finds that it has left something goes on to the end of the part; what others have measured there is void.

use std::collections::{BTreeMap, BTreeSet};

use crate::{model::TestId, worker::covering::Covered};

/// Tests of one part, up to its end, of which the first `own` are this piece's.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub tests: Vec<TestId>,
    pub own: usize,
}

/// Pieces that have run, by their first tests.
#[derive(Default)]
pub(super) struct Pieces {
    ran: BTreeMap<TestId, (usize, Vec<(String, String)>)>,
    void: BTreeSet<TestId>,
    /// Tests that only the process which ran those before them may run.
    held: BTreeSet<TestId>,
}

impl Pieces {
    /// Adds what came of a piece; returns what is to be run in its place, cut for so many `hands`.
    pub fn add(&mut self, piece: Piece, covered: Covered, hands: usize) -> Vec<Piece> {
        let Piece { tests, own } = piece;
        let Some(&first) = tests.first() else { return Vec::new() };
        if self.held.contains(&first) {
            self.void.insert(first);
            return Vec::new();
        }
        let ran = covered.ran.min(tests.len());
        if ran > own {
            self.held.extend(&tests[own..]);
            let late: Vec<TestId> =
                self.ran.keys().filter(|first| self.held.contains(first)).copied().collect();
            late.iter().for_each(|first| drop(self.ran.remove(first)));
            self.void.extend(late);
        }
        let messages = covered.messages.into_iter().map(|(node, _, message)| (node, message)).collect();
        self.ran.insert(first, (ran, messages));
        let left = own.saturating_sub(ran);
        let size = left.div_ceil(hands).max(1);
        let starts = (ran..own).step_by(size);
        starts.map(|at| Piece { tests: tests[at..].to_vec(), own: size.min(own - at) }).collect()
    }

    /// How many tests have run, and count.
    pub fn done(&self) -> usize {
        self.ran.values().map(|(ran, _)| ran).sum()
    }

    /// (node, message) of what failed.
    pub fn failures(&self) -> Vec<(String, String)> {
        let all: BTreeSet<&(String, String)> = self.ran.values().flat_map(|(_, messages)| messages).collect();
        all.into_iter().cloned().collect()
    }

    /// The first tests of those pieces that do not count.
    pub fn void(&self) -> Vec<TestId> {
        self.void.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(tests: std::ops::Range<u32>, own: usize) -> Piece {
        Piece { tests: tests.map(TestId).collect(), own }
    }

    fn covered(ran: usize, failed: &[&str]) -> Covered {
        let message = |node: &&str| ((*node).to_owned(), "call".to_owned(), "E".to_owned());
        Covered { ran, failed: Vec::new(), messages: failed.iter().map(message).collect() }
    }

    #[test]
    fn what_is_left_is_cut_for_the_hands_that_are_there() {
        let mut pieces = Pieces::default();
        let more = pieces.add(piece(0..10, 10), covered(3, &[]), 2);
        assert_eq!(more, [piece(3..10, 4), piece(7..10, 3)]);
        assert_eq!((pieces.done(), pieces.void()), (3, vec![]));
    }

    #[test]
    fn what_ran_after_tests_that_leave_something_is_void() {
        for late in [true, false] {
            let mut pieces = Pieces::default();
            pieces.add(piece(0..10, 10), covered(3, &[]), 2);
            let others = |pieces: &mut Pieces| pieces.add(piece(7..10, 3), covered(3, &["found it"]), 2);
            if !late {
                assert!(others(&mut pieces).is_empty());
            }
            assert!(pieces.add(piece(3..10, 4), covered(7, &[]), 1).is_empty());
            if late {
                assert!(others(&mut pieces).is_empty());
            }
            assert_eq!((pieces.done(), pieces.void()), (10, vec![TestId(7)]));
            assert!(pieces.failures().is_empty());
        }
    }
}
