//! What the verdicts of the last run depended on, and why it judged those that it judged.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Cache, CacheError};
use crate::keys::Table;

const TABLE: &[u8] = b"table";
const REASONS: &[u8] = b"reasons";
const VERSION: u32 = 1;
/// zstd's own default.
const LEVEL: i32 = 3;

#[derive(Serialize, Deserialize)]
struct Record {
    v: u32,
    parts: Vec<(String, [u8; 32])>,
    common: BTreeSet<usize>,
    tests: BTreeMap<String, BTreeSet<usize>>,
}

#[derive(Serialize, Deserialize)]
struct Reasons {
    v: u32,
    /// By the mutant's id, in words.
    judged: BTreeMap<String, Vec<String>>,
}

impl Cache {
    pub fn save_table(&self, table: &Table) -> Result<(), CacheError> {
        let Table { parts, common, tests } = table.clone();
        self.put_packed(TABLE, "table", &Record { v: VERSION, parts, common, tests })
    }

    /// The parts of the last run's keys; one that cannot be read is as good as none.
    pub fn table(&self) -> Result<Option<Table>, CacheError> {
        let record: Option<Record> = self.get_packed(TABLE)?;
        let record = record.filter(|record| record.v == VERSION);
        Ok(record.map(|Record { parts, common, tests, .. }| Table { parts, common, tests }))
    }

    /// Why the last run judged each mutant whose verdict it did not find.
    pub fn save_reasons(&self, judged: BTreeMap<String, Vec<String>>) -> Result<(), CacheError> {
        self.put_packed(REASONS, "reasons", &Reasons { v: VERSION, judged })
    }

    pub fn reasons(&self) -> Result<BTreeMap<String, Vec<String>>, CacheError> {
        let reasons: Option<Reasons> = self.get_packed(REASONS)?;
        Ok(reasons.filter(|reasons| reasons.v == VERSION).map(|reasons| reasons.judged).unwrap_or_default())
    }

    pub(super) fn put_packed<T: Serialize>(
        &self,
        key: &[u8],
        record: &'static str,
        value: &T,
    ) -> Result<(), CacheError> {
        let json = serde_json::to_vec(value).map_err(|source| CacheError::Record { record, source })?;
        self.put(key, &zstd::encode_all(json.as_slice(), LEVEL).map_err(|source| self.broken(source))?)
    }

    pub(super) fn get_packed<T: for<'de> Deserialize<'de>>(
        &self,
        key: &[u8],
    ) -> Result<Option<T>, CacheError> {
        let Some(packed) = self.get(key)? else { return Ok(None) };
        let json = zstd::decode_all(packed.as_slice()).map_err(|source| self.broken(source))?;
        Ok(serde_json::from_slice(&json).ok())
    }

    fn broken(&self, source: std::io::Error) -> CacheError {
        CacheError::Folder { folder: self.folder.display().to_string(), source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_comes_back_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let cache = Cache::open(dir.path()).unwrap();
        assert_eq!(cache.table().unwrap(), None);
        let table = Table {
            parts: vec![("a.py: `f`".into(), [7; 32])],
            common: BTreeSet::from([0]),
            tests: BTreeMap::from([("t.py::t".into(), BTreeSet::new())]),
        };
        cache.save_table(&table).unwrap();
        assert_eq!(cache.table().unwrap(), Some(table));
        cache.save_reasons(BTreeMap::from([("ab".into(), vec!["x".into()])])).unwrap();
        assert_eq!(cache.reasons().unwrap()["ab"], ["x"]);
    }
}
