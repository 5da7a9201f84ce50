//! Where the lines of a function are once others have moved it.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::{parts::of_words, snapshot::Snapshot};
use crate::syntax::{Digest, Module, Pieces, decode, pool};

/// A file's functions, with their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    pub text: Digest,
    pub functions: Vec<Place>,
}

/// An outermost function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Namesakes in the file are told apart by a number.
    pub name: (String, usize),
    pub first: u32,
    pub last: u32,
    /// Comments and formatting included.
    pub text: Digest,
}

impl Layout {
    /// By path, those of the files that can be read as Python and are what they were in the snapshot.
    pub fn of_files(project: &Path, snapshot: &Snapshot, paths: &[&str]) -> BTreeMap<String, Layout> {
        let one = |path: &&str| {
            let layout = Layout::of(&std::fs::read(project.join(path)).ok()?)?;
            (snapshot.content(path) == Some(layout.text)).then(|| ((*path).to_owned(), layout))
        };
        pool().install(|| paths.par_iter().filter_map(one).collect())
    }

    /// None where the file cannot be read as Python.
    pub fn of(bytes: &[u8]) -> Option<Layout> {
        let (text, _) = decode(bytes).ok()?;
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let pieces = Pieces::new(&Module::parse(text.clone()).ok()?);
        let mut functions: Vec<Place> = Vec::new();
        for function in &pieces.functions {
            let again = functions.iter().filter(|place| place.name.0 == function.qualname).count();
            let (first, last) = (function.lines.first, function.lines.last);
            let own = lines.get(first as usize - 1..last as usize)?;
            let name = (function.qualname.clone(), again);
            functions.push(Place { name, first, last, text: of_words(own) });
        }
        Some(Layout { text: *blake3::hash(bytes).as_bytes(), functions })
    }

    /// Where `line` is in `new`; None where that cannot be told.
    pub fn moved(&self, line: u32, new: &Layout) -> Option<u32> {
        if self.text == new.text {
            return Some(line);
        }
        let place = self.functions.iter().find(|place| (place.first..=place.last).contains(&line))?;
        let there =
            new.functions.iter().find(|other| other.name == place.name && other.text == place.text)?;
        Some(there.first + (line - place.first))
    }

    /// Where a function is that begins on `line`, whatever has become of its body.
    pub fn moved_start(&self, line: u32, new: &Layout) -> Option<u32> {
        let here = || self.functions.iter().find(|place| place.first == line);
        let named =
            || Some(new.functions.iter().find(|other| here().is_some_and(|p| p.name == other.name))?.first);
        self.moved(line, new).or_else(named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_go_with_their_functions() {
        let old = Layout::of(b"A = 1\n\n\ndef f():\n    return 1\n\n\ndef g():\n    return 2\n").unwrap();
        let new = Layout::of(b"A = 1\n\n\ndef f():\n    # why\n    return 1\n\n\ndef g():\n    return 2\n")
            .unwrap();
        assert_eq!(old.moved(9, &new), Some(10));
        assert_eq!(old.moved(5, &new), None);
        assert_eq!(old.moved(1, &new), None);
        assert_eq!(old.moved(1, &old), Some(1));
        assert_eq!(old.moved_start(4, &new), Some(4));
        assert_eq!(old.moved_start(8, &new), Some(9));
    }
}
