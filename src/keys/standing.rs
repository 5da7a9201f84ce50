//! Whether a run would find everything as the last one did: told without starting Python.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::looked::value_of;
use super::parts::of_words;
use super::snapshot::{Snapshot, State, state};
use super::{Ingredients, Table};
use crate::config::Config;
use crate::syntax::Digest;

/// All that a whole run depends on, as it was when the run was made.  Of this machine only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// What was asked for, and who was asked.
    pub options: Digest,
    pub snapshot: Snapshot,
    /// Environment variables that count, by name.
    pub variables: BTreeMap<String, Digest>,
    /// The interpreter, installed packages and the folders that they are in; None: it is not there.
    pub outside: BTreeMap<PathBuf, Option<State>>,
}

/// Of what an installed package says of itself, what may count.
const TOLD: [&str; 4] = ["METADATA", "RECORD", "entry_points.txt", "direct_url.json"];
const VARIABLE: &str = "environment variable ";

impl Standing {
    pub fn new(about: &Ingredients, table: &Table) -> Standing {
        let (config, packages) = (about.config, &about.baseline.world.packages);
        let names = table.parts.iter().filter_map(|(name, _)| name.strip_prefix(VARIABLE));
        let mut outside: BTreeSet<PathBuf> = packages.iter().map(PathBuf::from).collect();
        let sites: BTreeSet<PathBuf> = outside
            .iter()
            .flat_map(|path| path.ancestors())
            .filter(|p| is_site(p))
            .map(Path::to_owned)
            .collect();
        // a module may be added to a package
        outside.extend(packages.iter().filter_map(|path| Path::new(path).parent()).map(Path::to_owned));
        let world = &about.baseline.world;
        for looks in world.by_test.values().chain([&world.common]) {
            outside.extend(looks.outside.iter().map(PathBuf::from));
        }
        for site in sites {
            let entries = std::fs::read_dir(&site).into_iter().flatten().flatten().map(|entry| entry.path());
            for path in entries {
                let Some(ending) = path.extension() else { continue };
                if ending == "pth" {
                    outside.insert(path);
                } else if ending == "dist-info" || ending == "egg-info" {
                    outside.extend(TOLD.iter().map(|name| path.join(name)));
                }
            }
            outside.insert(site);
        }
        let home = config.python.parent().and_then(Path::parent).map(|home| home.join("pyvenv.cfg"));
        outside.extend([config.python.clone()].into_iter().chain(home));
        Standing {
            options: options(config),
            snapshot: about.snapshot.clone(),
            variables: names
                .map(|name| (name.to_owned(), value_of(&config.project, name, about.variable)))
                .collect(),
            outside: outside.into_iter().map(|path| (path.clone(), state_of(&path))).collect(),
        }
    }

    /// Whether all is still as it was.
    pub fn holds(&self, config: &Config) -> bool {
        let variable = |name: &str| std::env::var_os(name);
        options(config) == self.options
            && self.outside.iter().all(|(path, before)| state_of(path) == *before)
            && self
                .variables
                .iter()
                .all(|(name, before)| value_of(&config.project, name, &variable) == *before)
            && Snapshot::of(config, Some(&self.snapshot))
                .is_ok_and(|now| now.difference(&self.snapshot).is_none())
    }
}

/// All that decides what is judged and how, this program included.
fn options(config: &Config) -> Digest {
    let told = (
        (&config.paths, &config.coverage, &config.python, &config.tests, &config.pytest_args),
        (&config.operators, &config.only, config.strategy, &config.sandbox),
        (config.timeout_multiplier, config.shard, config.baseline_runs),
    );
    let program = std::env::current_exe().ok().map(|path| state_of(&path));
    of_words([format!("{told:?}"), format!("{program:?}")])
}

/// The place below the folder that packages are installed into, which is the same everywhere.
pub(super) fn below_site(path: &Path) -> Option<&Path> {
    let site = path.ancestors().skip(1).find(|folder| is_site(folder))?;
    path.strip_prefix(site).ok()
}

fn is_site(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with("-packages"))
}

fn state_of(path: &Path) -> Option<State> {
    std::fs::metadata(path).ok().map(|meta| state(&meta))
}
