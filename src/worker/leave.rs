//! The folders of a project that its copies do without.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// Folders that no run of the suite needs.
const USUAL: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    ".mutate",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    "node_modules",
    ".eggs",
];
/// What lies in a virtual environment, and in a folder that anybody may clear.
const MARKS: [&str; 2] = ["pyvenv.cfg", "CACHEDIR.TAG"];

/// Which folders are left out: the usual ones, and what the user names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeaveOut {
    more: Folders,
    kept: Folders,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Folders {
    names: BTreeSet<String>,
    paths: BTreeSet<PathBuf>,
}

impl LeaveOut {
    /// `given`: names of folders anywhere, or paths relative to `project`; after a `-` they are
    /// copied all the same.
    pub fn new(project: &Path, given: &[String]) -> LeaveOut {
        let mut found = LeaveOut::default();
        let temporary =
            within(project, &std::env::temp_dir()).filter(|inside| !inside.as_os_str().is_empty());
        found.more.paths.extend(temporary.map(|inside| project.join(inside))); // the copies themselves are in it
        for word in given {
            let (folders, word) = match word.strip_prefix('-') {
                Some(word) => (&mut found.kept, word),
                None => (&mut found.more, word.as_str()),
            };
            if word.trim_end_matches('/').contains('/') {
                folders.paths.insert(project.join(word).components().collect());
            } else {
                folders.names.insert(word.trim_end_matches('/').to_owned());
            }
        }
        found
    }

    pub fn holds(&self, folder: &Path) -> bool {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let named = |folders: &Folders| folders.names.contains(&*name) || folders.paths.contains(folder);
        named(&self.more)
            || !named(&self.kept)
                && (USUAL.contains(&&*name) || MARKS.iter().any(|mark| folder.join(mark).exists()))
    }
}

/// Where `folder` is in the project, relative to it: nothing more where it is the project itself; None
/// where it is outside.
pub fn within(project: &Path, folder: &Path) -> Option<PathBuf> {
    let (real, root) = (folder.canonicalize().ok()?, project.canonicalize().ok()?);
    real.strip_prefix(&root).ok().map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_ones_named_ones_and_what_is_wanted_all_the_same() {
        let temp = tempfile::tempdir().unwrap();
        let project = temp.path();
        std::fs::create_dir(project.join("env")).unwrap();
        std::fs::write(project.join("env/pyvenv.cfg"), "").unwrap();
        let held = |given: &[&str], folder: &str| {
            let given: Vec<String> = given.iter().map(ToString::to_string).collect();
            LeaveOut::new(project, &given).holds(&project.join(folder))
        };
        assert!(held(&[], "a/.git") && held(&[], "env") && !held(&[], "data"));
        assert!(held(&["data"], "deep/data") && held(&["tests/data/"], "tests/data"));
        assert!(!held(&["./tests/data"], "deep/data") && held(&["./tests/data"], "tests/data"));
        assert!(!held(&["-.git", "-env"], "a/.git") && !held(&["-.git", "-env"], "env"));
        assert!(!held(&["-lib/.git/"], "lib/.git") && held(&["-lib/.git/"], ".git"));
    }

    #[test]
    fn folders_are_inside_outside_or_the_project_itself() {
        let temp = tempfile::tempdir().unwrap();
        let project = temp.path();
        std::fs::create_dir(project.join("tmp")).unwrap();
        assert_eq!(within(project, &project.join("tmp")), Some("tmp".into()));
        assert_eq!(within(project, project), Some(PathBuf::new()));
        assert_eq!(within(&project.join("tmp"), project), None);
    }
}
