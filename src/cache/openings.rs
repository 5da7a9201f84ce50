//! Where the unmutated suite was found to write: that costs runs to find out.

use std::path::PathBuf;

use super::{Cache, CacheError};

const KEY: &[u8] = b"openings";

impl Cache {
    /// Keeps the folders and files outside of the workers' own that were opened for the suite.
    pub fn save_openings(&self, places: &[PathBuf]) -> Result<(), CacheError> {
        let json = serde_json::to_vec(places);
        self.put(KEY, &json.map_err(|source| CacheError::Record { record: "openings", source })?)
    }

    /// Those of the last run that opened some.
    pub fn openings(&self) -> Result<Vec<PathBuf>, CacheError> {
        let Some(json) = self.get(KEY)? else { return Ok(Vec::new()) };
        serde_json::from_slice(&json).map_err(|source| CacheError::Record { record: "openings", source })
    }
}
