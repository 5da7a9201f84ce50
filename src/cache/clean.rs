//! What the last clean run found out of each test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Cache, CacheError, Key};
use crate::keys::{Layout, Place};

const RECORD: &[u8] = b"clean run";
const VERSION: u32 = 4;

/// A clean run.  Tests are known by their place in `tests`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Clean {
    /// Where its workers could write; None: anywhere.
    pub confinement: Option<Vec<PathBuf>>,
    /// They saw the project through overlays.
    pub layered: bool,
    /// All that the interpreter might import, by name.
    pub importable: Key,
    pub tests: Vec<CleanTest>,
    pub parts: Vec<CleanPart>,
    pub files: BTreeMap<String, CleanFile>,
    pub looks: CleanLooks,
    pub modules: BTreeSet<String>,
    pub packages: BTreeSet<String>,
    /// As in `Footprint`: mapped, resident, written.
    pub footprint: Option<(u64, u64, u64)>,
    pub patterns: Vec<(String, u32)>,
    pub warm_modules: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CleanTest {
    pub nodeid: String,
    /// The same key, the same run.
    pub key: Key,
    /// Seconds.
    pub cpu: f64,
    pub wall: f64,
    pub spawns: bool,
    pub claims: bool,
    pub spoken: bool,
    pub draws: bool,
    pub skipped: bool,
    pub looks: Option<CleanLooks>,
}

/// Tests that shared a process, and words for what they left in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CleanPart {
    pub tests: Vec<usize>,
    pub kept: BTreeSet<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CleanFile {
    pub text: Key,
    /// Functions: name and number, first and last line, text.
    pub functions: Vec<(String, usize, u32, u32, Key)>,
    pub by_line: BTreeMap<u32, Vec<usize>>,
    pub late: BTreeSet<u32>,
    pub inspected: BTreeSet<u32>,
    pub readers: BTreeSet<usize>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CleanLooks {
    pub opened: BTreeSet<String>,
    pub read: BTreeSet<String>,
    pub listed: BTreeSet<String>,
    pub variables: BTreeSet<String>,
    pub outside: BTreeSet<String>,
}

impl CleanFile {
    pub fn layout(&self) -> Layout {
        let place = |(name, again, first, last, text): (String, usize, u32, u32, Key)| Place {
            name: (name, again),
            first,
            last,
            text,
        };
        Layout { text: self.text, functions: self.functions.iter().cloned().map(place).collect() }
    }

    /// A file with this layout, of which nothing else is known yet.
    pub fn new(layout: &Layout) -> CleanFile {
        let place = |place: &Place| (place.name.0.clone(), place.name.1, place.first, place.last, place.text);
        let functions = layout.functions.iter().map(place).collect();
        CleanFile { text: layout.text, functions, ..CleanFile::default() }
    }
}

#[derive(Serialize, Deserialize)]
struct Record {
    v: u32,
    clean: Option<Clean>,
}

impl Cache {
    /// The last clean run; None where there is none that later ones may rely on.
    pub fn clean(&self) -> Result<Option<Clean>, CacheError> {
        let record: Option<Record> = self.get_packed(RECORD)?;
        Ok(record.filter(|record| record.v == VERSION).and_then(|record| record.clean))
    }

    /// Keeps it, or that nothing is to be relied on.
    pub fn save_clean(&self, clean: Option<Clean>) -> Result<(), CacheError> {
        self.put_packed(RECORD, "clean run", &Record { v: VERSION, clean })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clean_run_comes_back_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path()).unwrap();
        assert_eq!(cache.clean().unwrap(), None);
        let layout = Layout::of(b"def f():\n    return 1\n").unwrap();
        let file = CleanFile { by_line: BTreeMap::from([(2, vec![0])]), ..CleanFile::new(&layout) };
        assert_eq!(file.layout(), layout);
        let test = CleanTest { nodeid: "t.py::t".into(), cpu: 0.25, ..CleanTest::default() };
        let clean = Clean {
            tests: vec![test],
            files: BTreeMap::from([("a.py".into(), file)]),
            confinement: Some(Vec::new()),
            ..Clean::default()
        };
        cache.save_clean(Some(clean.clone())).unwrap();
        assert_eq!(cache.clean().unwrap(), Some(clean));
        cache.save_clean(None).unwrap();
        assert_eq!(cache.clean().unwrap(), None);
    }
}
