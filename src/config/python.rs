//! Which interpreter runs the tests.

use std::path::{Path, PathBuf};

use super::ConfigError;

/// What the search depends on, apart from the file system.
pub(super) struct Places<'a> {
    pub project: &'a Path,
    pub virtual_env: Option<PathBuf>,
    pub path: Option<std::ffi::OsString>,
}

/// Checks the interpreter that the user named: a path (already absolute), or
/// the name of a command on PATH.
pub(super) fn given(python: &Path, places: &Places) -> Result<PathBuf, ConfigError> {
    let is_path = python.components().count() > 1;
    let found = if is_path { python.is_file().then(|| python.to_owned()) } else { on_path(python, places) };
    found.ok_or_else(|| ConfigError::NoPython(python.display().to_string()))
}

/// The active virtual environment, one in the project, else `python3`.  Never
/// resolves symbolic links: an environment is known by its own path.
pub(super) fn default(places: &Places) -> PathBuf {
    let in_project = [".venv", "venv"].into_iter().map(|name| places.project.join(name));
    let environments = places.virtual_env.clone().into_iter().chain(in_project);
    let mut interpreters =
        environments.flat_map(|env| [env.join("bin/python"), env.join("Scripts/python.exe")]);
    let name = Path::new("python3");
    interpreters
        .find(|python| python.is_file())
        .or_else(|| on_path(name, places))
        .unwrap_or_else(|| name.to_owned())
}

fn on_path(name: &Path, places: &Places) -> Option<PathBuf> {
    let folders = places.path.as_ref()?;
    let suffix = std::env::consts::EXE_SUFFIX;
    let file = format!("{}{}", name.display(), if name.extension().is_none() { suffix } else { "" });
    std::env::split_paths(folders).map(|folder| folder.join(&file)).find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touch(path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "").unwrap();
    }

    #[test]
    fn the_active_environment_wins_over_one_in_the_project_and_that_over_the_path() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let places = |env: Option<&str>| Places {
            project: root,
            virtual_env: env.map(|name| root.join(name)),
            path: Some(root.join("tools").into_os_string()),
        };
        assert_eq!(default(&places(None)), Path::new("python3"));
        let suffix = std::env::consts::EXE_SUFFIX;
        touch(&root.join(format!("tools/python3{suffix}")));
        assert_eq!(default(&places(None)), root.join(format!("tools/python3{suffix}")));
        touch(&root.join("venv/bin/python"));
        assert_eq!(default(&places(Some("missing"))), root.join("venv/bin/python"));
        touch(&root.join("active/bin/python"));
        assert_eq!(default(&places(Some("active"))), root.join("active/bin/python"));
    }
}
