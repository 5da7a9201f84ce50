//! How the suite is shared between processes.

use std::cmp::Reverse;

use super::fork_safety;
use crate::{
    dispatch::Collected,
    model::{TestId, file_of},
};

/// At most this many processes share a baseline, however many jobs there are:
/// what a test runs may depend on the tests before it, so the cut is the same
/// on every machine.
const CHUNKS: usize = 8;

/// The suite in parts; where there are threads, which a fork would lose, in the one process that has them.
pub(super) fn parts(collected: &Collected) -> Vec<Vec<TestId>> {
    of(collected, CHUNKS)
}

/// Likewise where all that is asked is what the whole suite covers, for so many `hands`: as few as there can be,
/// for each makes anew what tests share, and who has no work takes some of the others' (`cover.rs`).
pub(super) fn shares(collected: &Collected, hands: usize) -> Vec<Vec<TestId>> {
    of(collected, hands)
}

fn of(collected: &Collected, most: usize) -> Vec<Vec<TestId>> {
    let parts = chunks(&collected.tests, most);
    if fork_safety(collected).is_some() { vec![parts.concat()] } else { parts }
}

/// Parts of about equal size, so many at `most`; neighbours that are of the same file stay together.
fn chunks(ids: &[String], most: usize) -> Vec<Vec<TestId>> {
    let size = ids.len().div_ceil(most).max(10);
    let (mut out, mut current) = (Vec::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        let fresh = i > 0 && file_of(id) != file_of(&ids[i - 1]);
        if fresh && current.len() >= size {
            out.push(std::mem::take(&mut current));
        }
        current.push(TestId(i as u32));
    }
    out.push(current);
    out
}

/// In the order in which slots should begin with them: none shall wait for one that came late.
pub(super) fn largest_first(parts: &[Vec<TestId>]) -> impl Iterator<Item = &Vec<TestId>> {
    let mut order: Vec<&Vec<TestId>> = parts.iter().collect();
    order.sort_by_key(|tests| Reverse(tests.len()));
    order.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(file: &str, count: usize) -> Vec<String> {
        (0..count).map(|i| format!("{file}::test_{i}")).collect()
    }

    fn lengths(parts: &[Vec<TestId>]) -> Vec<usize> {
        parts.iter().map(Vec::len).collect()
    }

    #[test]
    fn shares_are_as_many_as_there_are_hands_at_most() {
        let ids: Vec<String> = (0..9).flat_map(|k| names(&format!("t{k}.py"), 20)).collect();
        for (hands, expected) in [(1, vec![180]), (2, vec![100, 80]), (4, vec![60, 60, 60])] {
            let parts = chunks(&ids, hands);
            assert_eq!(lengths(&parts), expected);
            assert_eq!(parts.concat(), (0..180).map(TestId).collect::<Vec<_>>());
        }
    }

    #[test]
    fn files_stay_whole() {
        let ids: Vec<String> = [names("small.py", 30), names("large.py", 130)].concat();
        assert_eq!(lengths(&chunks(&ids, 2)), [160]);
        assert_eq!(lengths(&chunks(&ids, CHUNKS)), [30, 130]);
    }
}
