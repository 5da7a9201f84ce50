//! What is kept from run to run, in `.mutate/` of the project.  The only user
//! of sled.
//!
//! The cache only ever saves time: whatever is wrong with it, a run goes on
//! without it.

mod bundle;
mod clean;
mod journal;
mod lock;
mod open;
mod openings;
mod standing;
mod steadiness;
mod table;
mod trails;
mod verdicts;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use clean::{Clean, CleanFile, CleanLooks, CleanPart, CleanTest};
pub use journal::Journal;
pub use lock::{Holder, Lock};
pub use open::FOLDER;
pub use verdicts::{Kept, Key};

/// The version of the records below.
const VERSION: &[u8] = b"1";
const VERSION_KEY: &[u8] = b"version";
const LAST_RUN: &[u8] = b"last-run";
const DURATIONS: &[u8] = b"durations";

/// Why there is no cache.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    #[error("failed to use the cache in {folder}: another mutate is using it")]
    Locked { folder: String },
    #[error("failed to use the cache in {folder}: {source}")]
    Folder { folder: String, source: std::io::Error },
    #[error("failed to use the cache in {folder}: {message}")]
    Database { folder: String, message: String },
    #[error("failed to exchange verdicts with {file}: {source}")]
    Bundle { file: String, source: std::io::Error },
    #[error("failed to read the cache's record `{record}`: {source}; `mutate cache clear` removes it")]
    Record { record: &'static str, source: serde_json::Error },
}

/// An open cache.  Held for as short as can be: one process at a time.
pub struct Cache {
    db: sled::Db,
    folder: PathBuf,
    set_aside: Option<String>,
}

/// What `mutate cache stats` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    pub folder: PathBuf,
    /// Bytes on disk.
    pub size: u64,
    /// Bytes of the last run's report; None where there is none.
    pub last_run: Option<usize>,
    /// Tests whose duration is known.
    pub durations: usize,
}

impl Cache {
    /// Opens the project's cache, and makes it where there is none.  One that
    /// cannot be read is renamed, see [`Cache::set_aside`].
    pub fn open(project: &Path) -> Result<Cache, CacheError> {
        open::create(project)
    }

    /// Opens the project's cache if there is one; changes nothing if not.
    pub fn open_existing(project: &Path) -> Result<Option<Cache>, CacheError> {
        if open::database(project).exists() { open::create(project).map(Some) } else { Ok(None) }
    }

    /// What to tell the user: an older cache could not be used, and was
    /// renamed.
    pub fn set_aside(&self) -> Option<&str> {
        self.set_aside.as_deref()
    }

    /// Keeps the JSON report of a run.
    pub fn save_last_run(&self, json: &[u8]) -> Result<(), CacheError> {
        self.put(LAST_RUN, json)
    }

    /// The JSON report of the last run.
    pub fn last_run(&self) -> Result<Option<Vec<u8>>, CacheError> {
        self.get(LAST_RUN)
    }

    /// Keeps the seconds that each test took, by node id.
    pub fn save_durations(&self, durations: &BTreeMap<String, f64>) -> Result<(), CacheError> {
        let json = serde_json::to_vec(durations);
        self.put(DURATIONS, &json.map_err(|source| CacheError::Record { record: "durations", source })?)
    }

    /// The seconds that each test took, by node id.
    pub fn durations(&self) -> Result<BTreeMap<String, f64>, CacheError> {
        let Some(json) = self.get(DURATIONS)? else { return Ok(BTreeMap::new()) };
        serde_json::from_slice(&json).map_err(|source| CacheError::Record { record: "durations", source })
    }

    /// How much there is.
    pub fn stats(&self) -> Result<Stats, CacheError> {
        Ok(Stats {
            folder: self.folder.clone(),
            size: self.db.size_on_disk().map_err(|error| self.failed(&error))?,
            last_run: self.last_run()?.map(|json| json.len()),
            durations: self.durations()?.len(),
        })
    }

    fn put(&self, key: &[u8], value: &[u8]) -> Result<(), CacheError> {
        let written = self.db.insert(key, value).and_then(|_| self.db.flush());
        written.map(drop).map_err(|error| self.failed(&error))
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, CacheError> {
        let value = self.db.get(key).map_err(|error| self.failed(&error))?;
        Ok(value.map(|value| value.to_vec()))
    }

    fn failed(&self, error: &sled::Error) -> CacheError {
        CacheError::Database { folder: self.folder.display().to_string(), message: error.to_string() }
    }
}

/// Removes the project's cache, those that were set aside included.  False
/// where there was none.
pub fn clear(project: &Path) -> Result<bool, CacheError> {
    open::remove(project)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_there_when_the_cache_is_opened_again() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Cache::open_existing(dir.path()).unwrap().is_none());
        let durations = BTreeMap::from([("t.py::test".to_owned(), 0.5)]);
        let report = vec![b'x'; 20 << 20];
        {
            let cache = Cache::open(dir.path()).unwrap();
            assert_eq!(cache.last_run().unwrap(), None);
            cache.save_last_run(&report).unwrap();
            cache.save_durations(&durations).unwrap();
        }
        let cache = Cache::open_existing(dir.path()).unwrap().unwrap();
        assert!(cache.last_run().unwrap() == Some(report));
        assert_eq!(cache.durations().unwrap(), durations);
        assert_eq!(cache.stats().unwrap().durations, 1);
        assert_eq!(std::fs::read_to_string(dir.path().join(".mutate/.gitignore")).unwrap(), "*\n");
    }

    #[test]
    fn a_cache_in_use_is_reported_as_such() {
        let dir = tempfile::tempdir().unwrap();
        let _held = Cache::open(dir.path()).unwrap();
        assert!(matches!(Cache::open(dir.path()), Err(CacheError::Locked { .. })));
    }

    #[test]
    fn a_cache_of_another_version_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        {
            let cache = Cache::open(dir.path()).unwrap();
            cache.save_last_run(b"{}").unwrap();
            cache.put(VERSION_KEY, b"99").unwrap();
        }
        let cache = Cache::open(dir.path()).unwrap();
        assert!(cache.set_aside().unwrap().contains("version 99"), "{:?}", cache.set_aside());
        assert_eq!(cache.last_run().unwrap(), None);
    }

    #[test]
    fn a_broken_cache_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let database = open::database(dir.path());
        drop(Cache::open(dir.path()).unwrap());
        for entry in std::fs::read_dir(&database).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::write(path, "rubbish\n").unwrap();
            }
        }
        let cache = Cache::open(dir.path()).unwrap();
        assert!(cache.set_aside().is_some());
        cache.save_last_run(b"{}").unwrap();
    }

    #[test]
    fn clearing_removes_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!clear(dir.path()).unwrap());
        drop(Cache::open(dir.path()).unwrap());
        assert!(clear(dir.path()).unwrap());
        assert!(!dir.path().join(FOLDER).exists());
    }
}
