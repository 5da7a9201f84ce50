//! The state of the world in which the last run was made.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{Cache, CacheError};
use crate::keys::{Entry, Snapshot, Standing, State};

const KEY: &[u8] = b"standing";
/// A digest of the standing and of the last run, which belong together.
const SETTLED: &[u8] = b"standing of the last run";
const VERSION: u32 = 2;

type Stat = (u64, u128, u64);

#[derive(Serialize, Deserialize)]
struct Record {
    v: u32,
    options: [u8; 32],
    files: Vec<(String, Stat, [u8; 32], String)>,
    folders: BTreeSet<String>,
    taken: u128,
    variables: BTreeMap<String, [u8; 32]>,
    outside: Vec<(PathBuf, Option<Stat>)>,
}

impl Cache {
    pub fn save_standing(&self, standing: &Standing) -> Result<(), CacheError> {
        let Standing { options, snapshot, variables, outside } = standing.clone();
        let files = snapshot
            .files
            .into_iter()
            .map(|(path, Entry { state, content, how })| (path, stat(state), content, how));
        let record = Record {
            v: VERSION,
            options,
            files: files.collect(),
            folders: snapshot.folders,
            taken: snapshot.taken,
            variables,
            outside: outside.into_iter().map(|(path, state)| (path, state.map(stat))).collect(),
        };
        self.put_packed(KEY, "standing", &record)
    }

    /// What was saved is that of the last run, which is here, too.  Others save one as well, without
    /// making a last run of what they found.
    pub fn settle_standing(&self) -> Result<(), CacheError> {
        match self.together()? {
            Some(digest) => self.put(SETTLED, &digest),
            None => Ok(()),
        }
    }

    fn together(&self) -> Result<Option<[u8; 32]>, CacheError> {
        let (Some(standing), Some(run)) = (self.get(KEY)?, self.last_run()?) else { return Ok(None) };
        Ok(Some(*blake3::Hasher::new().update(&standing).update(&run).finalize().as_bytes()))
    }

    /// That of the last run.
    pub fn standing(&self) -> Result<Option<Standing>, CacheError> {
        let settled = self.get(SETTLED)?;
        if settled.is_none() || settled.as_deref() != self.together()?.as_ref().map(|digest| &digest[..]) {
            return Ok(None);
        }
        let record: Option<Record> = self.get_packed(KEY)?;
        let Some(record) = record.filter(|record| record.v == VERSION) else { return Ok(None) };
        let files = record
            .files
            .into_iter()
            .map(|(path, stat, content, how)| (path, Entry { state: state(stat), content, how }));
        Ok(Some(Standing {
            options: record.options,
            snapshot: Snapshot { files: files.collect(), folders: record.folders, taken: record.taken },
            variables: record.variables,
            outside: record.outside.into_iter().map(|(path, stat)| (path, stat.map(state))).collect(),
        }))
    }

    /// The last run is no longer one that a new run could be spared for.
    pub fn forget_standing(&self) -> Result<(), CacheError> {
        self.db.remove(KEY).map(drop).map_err(|error| self.failed(&error))
    }
}

fn stat(state: State) -> Stat {
    (state.size, state.changed, state.inode)
}

fn state((size, changed, inode): Stat) -> State {
    State { size, changed, inode }
}
