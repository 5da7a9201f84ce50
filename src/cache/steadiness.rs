//! How steady each test was so far.  What a test did counts until its file changes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Cache, CacheError};
use crate::model::Steadiness;

const RECORD: &str = "steadiness";

/// Digests of test files, by path.
pub type Digests = BTreeMap<String, String>;

#[derive(Default, Serialize, Deserialize)]
struct Record {
    files: Digests,
    /// Runs, failures, passes since the last failure, by node id.
    tests: BTreeMap<String, (u32, u32, u32)>,
}

impl Cache {
    /// What is known of the tests whose files are as they were; `digest` gives a file's.
    pub fn steadiness(
        &self,
        digest: &dyn Fn(&str) -> Option<String>,
    ) -> Result<BTreeMap<String, Steadiness>, CacheError> {
        let Some(json) = self.get(RECORD.as_bytes())? else { return Ok(BTreeMap::new()) };
        let record: Record = serde_json::from_slice(&json).map_err(broken)?;
        let same =
            |path: &str| record.files.get(path).is_some_and(|known| digest(path).as_ref() == Some(known));
        let fresh: Vec<&String> = record.files.keys().filter(|path| same(path)).collect();
        let tests =
            record.tests.iter().filter(|(id, _)| fresh.iter().any(|path| *path == crate::model::file_of(id)));
        Ok(tests
            .map(|(id, (runs, failures, since))| {
                (id.clone(), Steadiness { runs: *runs, failures: *failures, since: *since })
            })
            .collect())
    }

    pub fn save_steadiness(
        &self,
        tests: &BTreeMap<String, Steadiness>,
        files: Digests,
    ) -> Result<(), CacheError> {
        let tests = tests.iter().map(|(id, s)| (id.clone(), (s.runs, s.failures, s.since))).collect();
        let json = serde_json::to_vec(&Record { files, tests }).map_err(broken)?;
        self.put(RECORD.as_bytes(), &json)
    }
}

fn broken(source: serde_json::Error) -> CacheError {
    CacheError::Record { record: RECORD, source }
}
