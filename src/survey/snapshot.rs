//! A survey that is kept, to be compared with a later one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Survey;
use crate::coverage::Counts;

/// Raised whenever a field changes its meaning.
const VERSION: u32 = 1;

#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    #[error("it is no snapshot of `mutate baseline --save`: {0}")]
    Content(#[from] serde_json::Error),
    #[error("it has version {0}, and this program knows {VERSION}; make it anew with --save")]
    Version(u32),
}

/// Nothing in it depends on machine or time, and everything has its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    version: u32,
    pub files: BTreeMap<String, File>,
    /// Source files that were left out, and why.
    pub excluded: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Versioned {
    version: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct File {
    statements: u64,
    missing: u64,
    branches: u64,
    missing_branches: u64,
}

impl Snapshot {
    pub fn of(survey: &Survey) -> Snapshot {
        Snapshot {
            version: VERSION,
            files: survey.rows.iter().map(|row| (row.path.clone(), File::from(row.counts))).collect(),
            excluded: survey.excluded.iter().cloned().collect(),
        }
    }

    pub fn parse(bytes: &[u8]) -> Result<Snapshot, SnapshotError> {
        // another version may have other fields
        let Versioned { version } = serde_json::from_slice(bytes)?;
        match version {
            VERSION => Ok(serde_json::from_slice(bytes)?),
            other => Err(SnapshotError::Version(other)),
        }
    }

    pub fn render(&self) -> Result<Vec<u8>, SnapshotError> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

impl From<Counts> for File {
    fn from(counts: Counts) -> File {
        let Counts { statements, missing, branches, missing_branches } = counts;
        File { statements, missing, branches, missing_branches }
    }
}

impl From<File> for Counts {
    fn from(file: File) -> Counts {
        let File { statements, missing, branches, missing_branches } = file;
        Counts { statements, missing, branches, missing_branches }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_version_is_named_whatever_is_in_it() {
        let error = |text: &str| Snapshot::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error("{\"version\": 7, \"modules\": []}").starts_with("it has version 7, and"));
        assert!(error("{\"files\": {}}").starts_with("it is no snapshot"));
        assert!(error("{\"version\": 1}").starts_with("it is no snapshot"));
    }
}
