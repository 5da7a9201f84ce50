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
    of(collected, |ids| chunks(ids, size(ids), file_of))
}

/// Likewise where all that is asked is what the whole suite covers: a file that most of the others would
/// wait for is cut between its functions and classes, as pytest-xdist would cut any.
pub(super) fn finer_parts(collected: &Collected) -> Vec<Vec<TestId>> {
    of(collected, finer)
}

fn of(collected: &Collected, cut: impl Fn(&[String]) -> Vec<Vec<TestId>>) -> Vec<Vec<TestId>> {
    let parts = cut(&collected.tests);
    if fork_safety(collected).is_some() { vec![parts.concat()] } else { parts }
}

fn finer(ids: &[String]) -> Vec<Vec<TestId>> {
    let size = size(ids);
    let cut = |part: Vec<TestId>| {
        if part.len() <= 2 * size {
            return vec![part];
        }
        let first = part[0].0;
        let own = &ids[first as usize..][..part.len()];
        let moved = |piece: Vec<TestId>| piece.into_iter().map(|t| TestId(t.0 + first)).collect();
        chunks(own, size, definition).into_iter().map(moved).collect()
    };
    chunks(ids, size, file_of).into_iter().flat_map(cut).collect()
}

fn size(ids: &[String]) -> usize {
    ids.len().div_ceil(CHUNKS).max(10)
}

/// The file, and what it defines at its top: a function with all its parameters, a class with all its tests.
fn definition(id: &str) -> &str {
    let begin = file_of(id).len();
    let name = id[begin..].strip_prefix("::").unwrap_or_default();
    let end = name.find("::").unwrap_or(name.len()).min(name.find('[').unwrap_or(name.len()));
    &id[..(begin + 2 + end).min(id.len())]
}

/// Parts of about equal `size`; neighbours that are of the same `unit` stay together.
fn chunks(ids: &[String], size: usize, unit: fn(&str) -> &str) -> Vec<Vec<TestId>> {
    let (mut out, mut current) = (Vec::new(), Vec::new());
    for (i, id) in ids.iter().enumerate() {
        let fresh = i > 0 && unit(id) != unit(&ids[i - 1]);
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
        let name = move |i: usize| match i % 4 {
            0 => format!("{file}::test_a{}[x::y]", i / 8),
            1 => format!("{file}::test_a{}[z]", i / 8),
            _ => format!("{file}::TestB{}::test_c{i}", i / 8),
        };
        let mut names: Vec<String> = (0..count).map(name).collect();
        names.sort();
        names
    }

    fn lengths(parts: &[Vec<TestId>]) -> Vec<usize> {
        parts.iter().map(Vec::len).collect()
    }

    #[test]
    fn a_file_that_holds_most_tests_is_cut_between_its_definitions() {
        let ids: Vec<String> = [names("small.py", 30), names("large.py", 130)].concat();
        assert_eq!(lengths(&chunks(&ids, size(&ids), file_of)), [30, 130]);
        let parts = finer(&ids);
        assert_eq!(lengths(&parts), [30, 20, 20, 20, 20, 22, 20, 8]);
        assert_eq!(parts.concat(), (0..160).map(TestId).collect::<Vec<_>>());
        for pair in parts.windows(2) {
            let (last, first) = (&ids[pair[0][pair[0].len() - 1].0 as usize], &ids[pair[1][0].0 as usize]);
            assert_ne!(definition(last), definition(first));
        }
    }

    #[test]
    fn files_of_a_usual_size_stay_whole() {
        let ids: Vec<String> = (0..9).flat_map(|k| names(&format!("t{k}.py"), 20)).collect();
        assert_eq!(finer(&ids), chunks(&ids, size(&ids), file_of));
    }

    #[test]
    fn a_definition_is_what_a_file_has_at_its_top() {
        let of = |id| definition(id);
        assert_eq!(of("a.py::test_b[c::d]"), "a.py::test_b");
        assert_eq!(of("a.py::TestB::test_c[1]"), "a.py::TestB");
        assert_eq!(of("a.py::test_b"), "a.py::test_b");
        assert_eq!(of("a.txt"), "a.txt");
    }
}
