//! Paths to source files.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;
use walkdir::{DirEntry, WalkDir};

use super::DiscoverError;

/// Folders that hold no source of the project's own.
const SKIPPED: &[&str] = &["__pycache__", "node_modules", "site-packages", "venv"];

/// Folders that hold the suite.
const TESTS: &[&str] = &["tests", "test"];

/// The Python files under `paths` (files, folders or globs, relative to the
/// project or absolute inside it), relative to the project, `/` as separator,
/// sorted.  Test files count only where a path names the file itself.
///
/// # Errors
/// A path that does not exist, matches nothing, or lies outside the project.
pub fn sources(project: &Path, paths: &[String]) -> Result<Vec<String>, DiscoverError> {
    let mut found = BTreeSet::new();
    for path in paths {
        let relative = relative(project, path)?;
        let full = project.join(&relative);
        if full.is_file() {
            found.insert(slashed(&relative));
        } else if full.is_dir() {
            found.extend(walk(project, &full));
        } else {
            found.extend(matching(project, &relative, path)?);
        }
    }
    Ok(found.into_iter().collect())
}

/// `path` relative to the project, without `.` and `..`.
fn relative(project: &Path, path: &str) -> Result<PathBuf, DiscoverError> {
    let outside = || DiscoverError::Outside { path: path.to_owned(), project: project.display().to_string() };
    let given = Path::new(path);
    let canonical = project.canonicalize();
    let inside = match given.is_absolute() {
        false => given,
        true => given
            .strip_prefix(project)
            .or_else(|_| given.strip_prefix(canonical.as_deref().unwrap_or(project)))
            .map_err(|_| outside())?,
    };
    let mut clean = PathBuf::new();
    for part in inside.components() {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir if clean.pop() => {}
            std::path::Component::ParentDir => return Err(outside()),
            part => clean.push(part),
        }
    }
    Ok(clean)
}

const ADVICE: &str = "check --paths";

/// What to do about a path that is not in the project, for somebody who is in the folder `here`.
fn advice(project: &Path, here: &Path, path: &str) -> String {
    let known = project.canonicalize().ok().zip(here.join(path).canonicalize().ok());
    let inside = known.and_then(|(project, meant)| Some(slashed(meant.strip_prefix(project).ok()?)));
    inside
        .map_or_else(|| ADVICE.to_owned(), |inside| format!("paths are relative to the project: `{inside}`"))
}

fn matching(project: &Path, pattern: &Path, path: &str) -> Result<Vec<String>, DiscoverError> {
    let missing = || DiscoverError::Missing {
        path: path.to_owned(),
        project: project.display().to_string(),
        advice: std::env::current_dir()
            .map_or_else(|_| ADVICE.to_owned(), |here| advice(project, &here, path)),
    };
    let pattern = slashed(pattern);
    if !pattern.contains(['*', '?', '[', '{']) {
        return Err(missing());
    }
    let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
    let glob = glob
        .map_err(|e| DiscoverError::Unusable { path: path.to_owned(), reason: e.kind().to_string() })?
        .compile_matcher();
    // A glob may name folders (`src/*`), which stand for what is in them.
    let within = |file: &String| Path::new(file).ancestors().any(|part| glob.is_match(part));
    let files: Vec<String> = walk(project, project).filter(within).collect();
    if files.is_empty() { Err(missing()) } else { Ok(files) }
}

/// The source files under a folder.  Links are followed; walkdir reports a
/// cycle as an error, which ends that branch.
fn walk<'a>(project: &'a Path, folder: &Path) -> impl Iterator<Item = String> + 'a {
    WalkDir::new(folder)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_skipped(entry))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .filter_map(move |entry| Some(slashed(entry.path().strip_prefix(project).ok()?)))
        .filter(|path| path.ends_with(".py"))
}

/// Whether it holds no source of the project's own.
pub(super) fn is_skipped(entry: &DirEntry) -> bool {
    let Some(name) = entry.file_name().to_str() else { return true };
    if entry.file_type().is_dir() {
        name.starts_with('.')
            || SKIPPED.contains(&name)
            || TESTS.contains(&name)
            || entry.path().join("pyvenv.cfg").is_file()
    } else {
        is_test_file(name)
    }
}

/// Whether a path, relative to the project, names a file of the suite and not of what it tests.
pub fn is_test(path: &str) -> bool {
    let mut parts: Vec<&str> = path.split('/').collect();
    let name = parts.pop().unwrap_or_default();
    is_test_file(name) || parts.iter().any(|part| TESTS.contains(part))
}

pub(super) fn is_test_file(name: &str) -> bool {
    name.starts_with("test_") || name.ends_with("_test.py") || name == "conftest.py"
}

pub(super) fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tests::tree;

    fn found(project: &Path, paths: &[&str]) -> Vec<String> {
        sources(project, &paths.iter().map(|s| s.to_string()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn whoever_names_a_path_from_a_folder_below_is_told_its_name() {
        let project = tree(&["pkg/sub/b.py"]);
        let told = |path: &str| advice(project.path(), &project.path().join("pkg"), path);
        assert_eq!(told("sub/b.py"), "paths are relative to the project: `pkg/sub/b.py`");
        assert_eq!(told("sub"), "paths are relative to the project: `pkg/sub`");
        assert_eq!(told("nowhere.py"), ADVICE);
    }

    #[test]
    fn folders_files_and_globs() {
        let project = tree(&[
            "pkg/__init__.py",
            "pkg/a.py",
            "pkg/sub/b.py",
            "pkg/test_a.py",
            "pkg/tests/c.py",
            "pkg/.hidden/d.py",
            "pkg/env/pyvenv.cfg",
            "pkg/env/e.py",
            "pkg/data.txt",
        ]);
        let root = project.path();
        assert_eq!(found(root, &["pkg", "./pkg/a.py"]), ["pkg/__init__.py", "pkg/a.py", "pkg/sub/b.py"]);
        assert_eq!(found(root, &["pkg/test_a.py"]), ["pkg/test_a.py"]);
        assert_eq!(found(root, &["pkg/*/b.py"]), ["pkg/sub/b.py"]);
        assert_eq!(found(root, &["pkg/s*"]), ["pkg/sub/b.py"]);
        assert_eq!(found(root, &[root.join("pkg/sub").to_str().unwrap()]), ["pkg/sub/b.py"]);
    }

    #[test]
    fn wrong_paths_say_so() {
        let project = tree(&["a.py"]);
        let error = |path: &str| sources(project.path(), &[path.to_owned()]).unwrap_err().to_string();
        assert!(error("b").contains("failed to find `b`"));
        assert!(error("*.txt").contains("`*.txt`"));
        assert!(error("../x").contains("outside"));
    }

    #[cfg(unix)]
    #[test]
    fn link_cycles_end() {
        let project = tree(&["pkg/a.py"]);
        std::os::unix::fs::symlink("..", project.path().join("pkg/loop")).unwrap();
        assert_eq!(found(project.path(), &["pkg"]), ["pkg/a.py"]);
    }
}
