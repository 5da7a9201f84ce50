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
        let snapshot: Snapshot = serde_json::from_slice(bytes)?;
        match snapshot.version {
            VERSION => Ok(snapshot),
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
