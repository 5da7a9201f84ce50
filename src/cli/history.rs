//! What earlier runs know of the tests, and what this one adds.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{
    cache::{Cache, CacheError},
    config::Config,
    model::Baseline,
    session::History,
};

/// What is known; nothing where there is no cache, or none that can be read: it only helps.
pub(super) fn known(config: &Config) -> History {
    let cache = if config.cache { Cache::open_existing(&config.project).ok().flatten() } else { None };
    let known = cache.and_then(|cache| cache.steadiness(&|path| digest(&config.project, path)).ok());
    known.unwrap_or_default()
}

/// Keeps what `baseline` adds to `before`.  Tests that did not run keep what was known of their failures.
pub(super) fn keep(project: &Path, before: History, baseline: &Baseline) -> Result<(), CacheError> {
    let mut tests = before;
    tests.retain(|_, test| test.failures > 0);
    tests.extend(baseline.tests.iter().map(|test| (test.nodeid.clone(), test.steadiness)));
    let files: BTreeSet<&str> = tests.keys().map(|id| crate::model::file_of(id)).collect();
    let files: BTreeMap<String, String> =
        files.into_iter().filter_map(|path| Some((path.to_owned(), digest(project, path)?))).collect();
    Cache::open(project)?.save_steadiness(&tests, files)
}

fn digest(project: &Path, path: &str) -> Option<String> {
    let bytes = std::fs::read(project.join(path)).ok()?;
    Some(blake3::hash(&bytes).to_hex()[..16].to_owned())
}
