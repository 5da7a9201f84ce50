//! Verdicts of earlier runs, each under the key of all that it depends on.
//!
//! A key names no path, so that verdicts of one machine are good on another.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{Cache, CacheError, trails};
use crate::model::{Status, Strategy, Trail, Verdict};

pub type Key = [u8; 32];

/// A verdict as it is kept: it names its test, whose number another run may give to another.
#[derive(Clone, Debug)]
pub struct Kept {
    pub verdict: Verdict,
    pub killed_by: Option<String>,
    /// Its killer was seen to pass alone, unmutated.
    pub confirmed: bool,
    /// The mutant, whose killers are to be remembered.
    pub mutant: Option<Key>,
    /// What ran, where that is a part of its key.
    pub trail: Option<Trail>,
}

/// So many tests that killed a mutant are remembered, the last ones.
const KILLERS: usize = 4;

/// Who has killed a mutant, under the mutant itself.
#[derive(Serialize, Deserialize)]
struct Killers {
    v: u32,
    /// By node id, the last one first.
    killers: Vec<String>,
    /// Days since 1970.
    used: u64,
}

/// The version of [`Record`]: one of another version counts as missing.
const VERSION: u32 = 1;
/// More than this is not kept: the oldest go until there is `ENOUGH`.
const MOST: Size = Size { records: 200_000, bytes: 96 << 20 };
const ENOUGH: Size = Size { records: 150_000, bytes: 72 << 20 };
const DAY: u64 = 24 * 60 * 60;

/// How much there is, keys included.
#[derive(Clone, Copy, Default)]
struct Size {
    records: usize,
    bytes: usize,
}

impl Size {
    fn exceeds(self, most: Size) -> bool {
        self.records > most.records || self.bytes > most.bytes
    }
}

#[derive(Serialize, Deserialize)]
struct Record {
    v: u32,
    status: String,
    killed_by: Option<String>,
    strategy: Option<String>,
    completed: u32,
    ms: f64,
    reason: Option<String>,
    confirmed: bool,
    /// It is kept under another key, too.
    #[serde(default)]
    again: bool,
    /// Days since 1970.
    used: u64,
}

impl Cache {
    /// The verdict under the first of `keys` that has one.
    pub fn verdict(&self, keys: &[Key]) -> Result<Option<Kept>, CacheError> {
        let tree = self.verdicts()?;
        for key in keys {
            let found = tree.get(key).map_err(|error| self.failed(&error))?;
            let Some(mut record) = found.and_then(|bytes| read(&bytes)) else { continue };
            let today = today();
            if record.used != today {
                record.used = today;
                self.put_record(&tree, key, &record)?;
            }
            if let Some(kept) = kept(record) {
                return Ok(Some(kept));
            }
        }
        Ok(None)
    }

    /// Keeps verdicts under their keys, and lets the oldest go where there are too many.
    pub fn keep_verdicts(&self, verdicts: &[(Key, Kept)]) -> Result<(), CacheError> {
        let tree = self.verdicts()?;
        for (key, kept) in verdicts {
            self.put_record(&tree, key, &record(kept))?;
            if let Some(trail) = &kept.trail {
                for (_, other) in trail.under.iter().filter(|(_, other)| other != key) {
                    self.put_record(&tree, other, &Record { again: true, ..record(kept) })?;
                }
                self.remember_trail(&tree, trail)?;
            }
            if let (Some(mutant), Some(killer)) = (&kept.mutant, &kept.killed_by) {
                self.remember(&tree, mutant, std::slice::from_ref(killer))?;
            }
        }
        self.evict(&tree, MOST, ENOUGH)?;
        self.db.flush().map(drop).map_err(|error| self.failed(&error))
    }

    /// The tests that have killed the mutant before, the last one first.
    pub fn killers(&self, mutant: &Key) -> Result<Vec<String>, CacheError> {
        let tree = self.verdicts()?;
        let found = tree.get(mutant).map_err(|error| self.failed(&error))?;
        let Some(mut known) = found.and_then(|bytes| killers(&bytes)) else { return Ok(Vec::new()) };
        if known.used != today() {
            known.used = today();
            self.put_record(&tree, mutant, &known)?;
        }
        Ok(known.killers)
    }

    fn remember(&self, tree: &sled::Tree, mutant: &Key, killers: &[String]) -> Result<(), CacheError> {
        let killers = latest(killers, self.killers(mutant)?, KILLERS);
        self.put_record(tree, mutant, &Killers { v: VERSION, killers, used: today() })
    }

    /// Takes in a record of another cache; false where it is known, or nothing that can be used.
    pub(super) fn take_in(&self, key: &Key, bytes: &[u8]) -> Result<bool, CacheError> {
        let tree = self.verdicts()?;
        if let Some(new) = killers(bytes) {
            self.remember(&tree, key, &new.killers)?;
            return Ok(false);
        }
        if self.take_in_trail(&tree, key, bytes)? {
            return Ok(false);
        }
        let known = tree.contains_key(key).map_err(|error| self.failed(&error))?;
        let Some(record) = read(bytes).filter(|_| !known) else { return Ok(false) };
        tree.insert(key, bytes).map_err(|error| self.failed(&error))?;
        Ok(!record.again)
    }

    pub(super) fn verdicts(&self) -> Result<sled::Tree, CacheError> {
        self.db.open_tree("verdicts").map_err(|error| self.failed(&error))
    }

    pub(super) fn put_record<R: Serialize>(
        &self,
        tree: &sled::Tree,
        key: &Key,
        record: &R,
    ) -> Result<(), CacheError> {
        let json = serde_json::to_vec(record);
        let json = json.map_err(|source| CacheError::Record { record: "verdict", source })?;
        tree.insert(key, json).map(drop).map_err(|error| self.failed(&error))
    }

    fn evict(&self, tree: &sled::Tree, most: Size, enough: Size) -> Result<(), CacheError> {
        let mut size = Size::default();
        for (key, bytes) in tree.iter().filter_map(Result::ok) {
            size = Size { records: size.records + 1, bytes: size.bytes + key.len() + bytes.len() };
        }
        if !size.exceeds(most) {
            return Ok(());
        }
        let entries = tree.iter().filter_map(Result::ok);
        let mut ages: Vec<(u64, sled::IVec, usize)> =
            entries.map(|(key, bytes)| (used(&bytes), key, bytes.len())).collect();
        ages.sort();
        for (_, key, bytes) in ages {
            if !size.exceeds(enough) {
                break;
            }
            size = Size { records: size.records - 1, bytes: size.bytes - key.len() - bytes };
            tree.remove(key).map_err(|error| self.failed(&error))?;
        }
        Ok(())
    }
}

/// The `new` ones before those that were `known`, each once, and no more than `most`.
pub(super) fn latest<T: Clone + PartialEq>(new: &[T], known: Vec<T>, most: usize) -> Vec<T> {
    let old = known.into_iter().filter(|known| !new.contains(known));
    new.iter().cloned().chain(old).take(most).collect()
}

pub(super) fn today() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / DAY)
}

/// Sets a record's day to today's; false where that is what it was.
pub(super) fn used_today(used: &mut u64) -> bool {
    std::mem::replace(used, today()) != *used
}

fn read(bytes: &[u8]) -> Option<Record> {
    serde_json::from_slice::<Record>(bytes).ok().filter(|record| record.v == VERSION)
}

fn killers(bytes: &[u8]) -> Option<Killers> {
    serde_json::from_slice::<Killers>(bytes).ok().filter(|record| record.v == VERSION)
}

/// The day on which a record was of use; what cannot be read is older than all else.
fn used(bytes: &[u8]) -> u64 {
    let used = read(bytes).map(|record| record.used);
    let used = used.or_else(|| killers(bytes).map(|record| record.used));
    used.or_else(|| trails::used(bytes)).unwrap_or(0)
}

/// Whether it is a verdict, and not one that is kept elsewhere, too.
pub(super) fn is_verdict(bytes: &[u8]) -> bool {
    read(bytes).is_some_and(|record| !record.again)
}

pub(super) fn key_of(hex: &str) -> Option<Key> {
    let mut key = Key::default();
    if hex.len() != 2 * key.len() || !hex.is_ascii() {
        return None;
    }
    for (place, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(key)
}

fn record(kept: &Kept) -> Record {
    Record {
        v: VERSION,
        status: kept.verdict.status.name().to_owned(),
        killed_by: kept.killed_by.clone(),
        strategy: kept.verdict.strategy.map(|strategy| strategy.name().to_owned()),
        completed: kept.verdict.tests_completed,
        ms: kept.verdict.duration_ms,
        reason: kept.verdict.reason.clone(),
        confirmed: kept.confirmed,
        again: false,
        used: today(),
    }
}

fn kept(record: Record) -> Option<Kept> {
    let verdict = Verdict {
        strategy: record.strategy.as_deref().and_then(Strategy::parse),
        tests_completed: record.completed,
        duration_ms: record.ms,
        cached: true,
        ..Verdict::unrun(Status::parse(&record.status)?, record.reason)
    };
    Some(Kept {
        verdict,
        killed_by: record.killed_by,
        confirmed: record.confirmed,
        mutant: None,
        trail: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kill(by: &str) -> Kept {
        let verdict = Verdict { strategy: Some(Strategy::Swap), ..Verdict::unrun(Status::Killed, None) };
        Kept { verdict, killed_by: Some(by.to_owned()), confirmed: true, mutant: Some([9; 32]), trail: None }
    }

    #[test]
    fn a_verdict_is_found_under_its_key_and_marked_as_kept() {
        let dir = tempfile::tempdir().unwrap();
        Cache::open(dir.path()).unwrap().keep_verdicts(&[([7; 32], kill("t.py::a"))]).unwrap();
        let cache = Cache::open(dir.path()).unwrap();
        assert!(cache.verdict(&[[8; 32]]).unwrap().is_none());
        let found = cache.verdict(&[[8; 32], [7; 32]]).unwrap().unwrap();
        assert!(found.verdict.cached && found.verdict.status == Status::Killed);
        assert_eq!(found.killed_by.as_deref(), Some("t.py::a"));
        assert_eq!(cache.killers(&[9; 32]).unwrap(), ["t.py::a"]);
        for by in ["b", "c", "t.py::a", "d", "e"] {
            cache.keep_verdicts(&[([7; 32], kill(by))]).unwrap();
        }
        assert_eq!(cache.killers(&[9; 32]).unwrap(), ["e", "d", "t.py::a", "c"]);
    }

    #[test]
    fn the_oldest_go_first_and_foreign_records_before_them() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path()).unwrap();
        let tree = cache.verdicts().unwrap();
        for (byte, used) in [(1, 30), (2, 10), (3, 20)] {
            cache.put_record(&tree, &[byte; 32], &Record { used, ..record(&kill("t")) }).unwrap();
        }
        tree.insert([4; 32], b"{}").unwrap();
        let left = || -> Vec<u8> { tree.iter().map(|entry| entry.unwrap().0[0]).collect() };
        let all = Size { records: 9, bytes: 1 << 20 };
        cache.evict(&tree, Size { records: 4, ..all }, Size { records: 1, ..all }).unwrap();
        assert_eq!(left(), [1, 2, 3, 4]);
        cache.evict(&tree, Size { records: 3, ..all }, Size { records: 2, ..all }).unwrap();
        assert_eq!(left(), [1, 3]);
        // by bytes, too
        let one = tree.get([1; 32]).unwrap().unwrap().len() + 32;
        cache.evict(&tree, Size { bytes: 2 * one, ..all }, Size { bytes: one, ..all }).unwrap();
        assert_eq!(left(), [1, 3]);
        cache.evict(&tree, Size { bytes: 2 * one - 1, ..all }, Size { bytes: one, ..all }).unwrap();
        assert_eq!(left(), [1]);
    }
}
