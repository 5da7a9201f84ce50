//! Where the unmutated suite writes besides the workers' folders, and what to open for it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use walkdir::WalkDir;

/// So many files of the home folder are looked at, at most.
const LOOKED_AT: usize = 300_000;
/// File systems keep time less exactly than the clock tells it.
const COARSE: Duration = Duration::from_millis(20);

/// What is never opened as a whole, or only if need be.
pub(super) struct Places {
    project: PathBuf,
    home: Option<PathBuf>,
    temporary: PathBuf,
}

impl Places {
    pub fn new(project: &Path) -> Places {
        let real = |path: PathBuf| path.canonicalize().unwrap_or(path);
        Places {
            project: project.to_owned(),
            home: std::env::home_dir().map(real).filter(|home| home.is_dir()),
            temporary: real(std::env::temp_dir()),
        }
    }

    /// The project itself is for no mutant to write in, and so is what holds it.
    fn forbids(&self, folder: &Path) -> bool {
        self.project.starts_with(folder) || folder.starts_with(&self.project)
    }

    /// It holds much that has nothing to do with the suite.
    fn wide(&self, folder: &Path) -> bool {
        self.home.as_deref() == Some(folder) || self.temporary == folder
    }

    /// The files and folders to open so that `changed` can be changed again; none within another.
    /// None where something would have to be opened `widely`, and must not.
    pub fn openings(&self, changed: &BTreeSet<PathBuf>, widely: bool) -> Option<Vec<PathBuf>> {
        let mut open: BTreeSet<PathBuf> = BTreeSet::new();
        for path in changed {
            match self.opening(path) {
                Some(place) if widely || !self.wide(&place) => drop(open.insert(place)),
                Some(_) => return None,
                None => {}
            }
        }
        let within = |place: &PathBuf| open.iter().any(|other| other != place && place.starts_with(other));
        Some(open.iter().filter(|place| !within(place)).cloned().collect())
    }

    /// What of `known` may be opened now.
    pub fn still_there(&self, mut known: Vec<PathBuf>) -> Vec<PathBuf> {
        known.retain(|place| place.exists() && !self.forbids(place));
        known
    }

    /// Whether there is anything to open for `changed`.
    pub fn opens(&self, changed: &BTreeSet<PathBuf>) -> bool {
        changed.iter().any(|path| self.opening(path).is_some())
    }

    /// The folder that holds `path`, for what comes and goes in it; where that holds too much,
    /// what is there of it.
    fn opening(&self, path: &Path) -> Option<PathBuf> {
        let folder = path.parent().filter(|folder| folder.is_dir())?;
        let much = |folder: &Path| self.forbids(folder) || self.wide(folder);
        let place = match path.exists() && (path.is_dir() || much(folder)) {
            true => path,
            false => folder,
        };
        (!self.forbids(place)).then(|| place.to_owned())
    }

    /// What has changed in the home folder since `then`, by whomever: programs that are no Python
    /// cannot be watched.
    pub fn changed_at_home(&self, then: SystemTime) -> BTreeSet<PathBuf> {
        let since = then - COARSE;
        let Some(home) = &self.home else { return BTreeSet::new() };
        let fresh = |entry: &walkdir::DirEntry| {
            let time = entry.metadata().ok().and_then(|meta| meta.modified().ok());
            time.is_some_and(|time| time >= since)
        };
        WalkDir::new(home)
            .min_depth(1)
            .same_file_system(true)
            .into_iter()
            .filter_entry(|entry| entry.path() != self.project && entry.path() != self.temporary)
            .take(LOOKED_AT)
            .flatten()
            .filter(fresh)
            .map(walkdir::DirEntry::into_path)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_narrowest_folder_that_is_there_is_opened_and_the_project_never() {
        let temp = tempfile::tempdir().unwrap();
        let home = temp.path().canonicalize().unwrap();
        for folder in ["project/data", ".cache/tool/deep", ".made"] {
            fs::create_dir_all(home.join(folder)).unwrap();
        }
        fs::write(home.join(".config"), "").unwrap();
        let places = Places {
            project: home.join("project"),
            home: Some(home.clone()),
            temporary: home.join("nowhere"),
        };
        let open = |names: &[&str], widely: bool| {
            let changed = names.iter().map(|name| home.join(name)).collect();
            let relative = |path: PathBuf| path.strip_prefix(&home).unwrap().to_str().unwrap().to_owned();
            places.openings(&changed, widely).map(|all| all.into_iter().map(relative).collect::<Vec<_>>())
        };
        let found = |names: &[&str]| Some(names.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(open(&[".cache/tool/x", ".cache/tool/deep/y"], false), found(&[".cache/tool"]));
        assert_eq!(open(&[".config", ".made"], false), found(&[".config", ".made"]));
        assert_eq!(open(&["project/data/x", "project/x"], true), found(&[]));
        assert_eq!(open(&[".cache/no/such"], false), found(&[]));
        // the home folder holds the project here
        assert_eq!(open(&[".comes-and-goes"], true), found(&[]));
        let apart = Places { project: home.join("project/data"), home: Some(home.join(".cache")), ..places };
        let changed = BTreeSet::from([home.join(".cache/new")]);
        assert_eq!(apart.openings(&changed, false), None);
        assert_eq!(apart.openings(&changed, true), Some(vec![home.join(".cache")]));
    }

    #[test]
    fn what_changed_at_home_is_found_by_its_time() {
        let temp = tempfile::tempdir().unwrap();
        let home = temp.path().to_owned();
        fs::create_dir_all(home.join("project")).unwrap();
        fs::write(home.join("old"), "").unwrap();
        let then = SystemTime::now() + Duration::from_secs(10);
        for name in ["new", "project/new"] {
            fs::write(home.join(name), "").unwrap();
            let file = fs::File::options().write(true).open(home.join(name)).unwrap();
            file.set_modified(then + Duration::from_secs(1)).unwrap();
        }
        let places =
            Places { project: home.join("project"), home: Some(home.clone()), temporary: home.join("t") };
        assert_eq!(places.changed_at_home(then), BTreeSet::from([home.join("new")]));
    }
}
