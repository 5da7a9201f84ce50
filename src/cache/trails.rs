//! Which functions ran where a mutant was judged: by their names, under what else counts for it.
//!
//! Many mutants have the same trail, so each is kept once, under its own digest.

use serde::{Deserialize, Serialize};

use super::verdicts::{latest, today, used_today};
use super::{Cache, CacheError, Key};
use crate::model::Trail;

/// So many trails of one mutant are remembered, the last ones.
const TRAILS: usize = 4;
const VERSION: u32 = 1;

/// Digests of trails, the last one first.
#[derive(Serialize, Deserialize)]
struct Trails {
    v: u32,
    trails: Vec<Key>,
    /// Days since 1970.
    used: u64,
}

#[derive(Serialize, Deserialize)]
struct Names {
    v: u32,
    names: Vec<String>,
    used: u64,
}

impl Cache {
    /// The trails that are known under `under`, the last one first.
    pub fn trails(&self, under: &Key) -> Result<Vec<Vec<String>>, CacheError> {
        let tree = self.verdicts()?;
        let mut out = Vec::new();
        let Some(mut known) = self.record::<Trails>(&tree, under, |r| r.v)? else { return Ok(out) };
        if used_today(&mut known.used) {
            self.put_record(&tree, under, &known)?;
        }
        for digest in &known.trails {
            let Some(mut names) = self.record::<Names>(&tree, digest, |r| r.v)? else { continue };
            if used_today(&mut names.used) {
                self.put_record(&tree, digest, &names)?;
            }
            out.push(names.names);
        }
        Ok(out)
    }

    pub(super) fn remember_trail(&self, tree: &sled::Tree, trail: &Trail) -> Result<(), CacheError> {
        let digest = *blake3::hash(trail.names.join("\0").as_bytes()).as_bytes();
        let new = Names { v: VERSION, names: trail.names.clone(), used: today() };
        if !tree.contains_key(digest).map_err(|error| self.failed(&error))? {
            self.put_record(tree, &digest, &new)?;
        }
        trail.under.iter().try_for_each(|(under, _)| self.join_trails(tree, under, &[digest]))
    }

    fn join_trails(&self, tree: &sled::Tree, under: &Key, new: &[Key]) -> Result<(), CacheError> {
        let known =
            self.record::<Trails>(tree, under, |r| r.v)?.map(|known| known.trails).unwrap_or_default();
        let trails = latest(new, known, TRAILS);
        self.put_record(tree, under, &Trails { v: VERSION, trails, used: today() })
    }

    /// Takes in a record of another cache, if it is of this kind.
    pub(super) fn take_in_trail(
        &self,
        tree: &sled::Tree,
        key: &Key,
        bytes: &[u8],
    ) -> Result<bool, CacheError> {
        if let Ok(new) = serde_json::from_slice::<Trails>(bytes) {
            self.join_trails(tree, key, &new.trails)?;
            return Ok(true);
        }
        if serde_json::from_slice::<Names>(bytes).is_ok() {
            tree.insert(key, bytes).map_err(|error| self.failed(&error))?;
            return Ok(true);
        }
        Ok(false)
    }

    fn record<R: for<'de> Deserialize<'de>>(
        &self,
        tree: &sled::Tree,
        key: &Key,
        version: impl Fn(&R) -> u32,
    ) -> Result<Option<R>, CacheError> {
        let found = tree.get(key).map_err(|error| self.failed(&error))?;
        let record = found.and_then(|bytes| serde_json::from_slice::<R>(&bytes).ok());
        Ok(record.filter(|record| version(record) == VERSION))
    }
}

/// The day on which a record of this kind was of use.
pub(super) fn used(bytes: &[u8]) -> Option<u64> {
    let trails = serde_json::from_slice::<Trails>(bytes).ok().map(|record| record.used);
    trails.or_else(|| serde_json::from_slice::<Names>(bytes).ok().map(|record| record.used))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trails_come_back_and_go_along_with_an_export() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let cache = Cache::open(here.path()).unwrap();
        let tree = cache.verdicts().unwrap();
        let trail = |name: &str| Trail { under: vec![([2; 32], [3; 32])], names: vec![name.to_owned()] };
        for name in ["a", "b", "c", "d", "e", "a"] {
            cache.remember_trail(&tree, &trail(name)).unwrap();
        }
        let names = |cache: &Cache| cache.trails(&[2; 32]).unwrap().concat().join(" ");
        assert_eq!(names(&cache), "a e d c");
        let file = here.path().join("bundle");
        cache.export(&file).unwrap();
        let other = Cache::open(there.path()).unwrap();
        other.remember_trail(&other.verdicts().unwrap(), &trail("z")).unwrap();
        assert_eq!(other.import(&file).unwrap(), 0);
        assert_eq!(names(&other), "a e d c");
    }
}
