//! Project, packages, and the folders they are imported from.

use std::path::{Path, PathBuf};

use super::sources::{is_skipped, is_test_file, slashed};

const MARKERS: &[&str] = &["pyproject.toml", "setup.cfg", "setup.py", "pytest.ini", "tox.ini", ".git"];
const NO_PACKAGES: &[&str] =
    &["tests", "test", "docs", "doc", "examples", "example", "benchmarks", "build", "dist", "venv"];
const NO_MODULES: &[&str] = &["setup.py", "noxfile.py", "tasks.py", "fabfile.py", "manage.py"];

/// The nearest folder, from `start` upward, that looks like a project's root;
/// `start` where there is none.
pub fn find_project(start: &Path) -> PathBuf {
    let is_root = |folder: &&Path| MARKERS.iter().any(|marker| folder.join(marker).exists());
    start.ancestors().find(is_root).unwrap_or(start).to_owned()
}

/// What to mutate where the user does not say: coverage's `source` (folders or
/// dotted packages) where it leads to something, else the packages and
/// modules at the top of the project or under `src`; of a repository that holds
/// several projects, those under the `src` of each; else packages a little way down
/// (`lib/a`, `backend/app`), else the folders at the top that hold modules.
pub fn default_paths(project: &Path, coverage_source: &[String]) -> Vec<String> {
    let configured: Vec<String> =
        coverage_source.iter().filter_map(|source| source_path(project, source)).collect();
    if !configured.is_empty() {
        return configured;
    }
    let mut found = packages(project, "src");
    if found.is_empty() {
        found = packages_here(project);
    }
    if found.is_empty() {
        let sources = folders_below(project, &|folder| folder.ends_with("src"));
        found = sources.iter().flat_map(|src| packages(project, src)).collect();
    }
    if found.is_empty() {
        let is_package = |folder: &Path| folder.join("__init__.py").is_file();
        found = folders_below(project, &is_package);
    }
    if found.is_empty() {
        let folders = folders_below(project, &holds_modules).into_iter();
        found = folders.filter(|folder| !folder.contains('/')).collect();
    }
    found
}

/// The folders a little way down that are `such`, and in none that is.
fn folders_below(project: &Path, such: &dyn Fn(&Path) -> bool) -> Vec<String> {
    let of_packages = |entry: &walkdir::DirEntry| !NO_PACKAGES.iter().any(|name| entry.file_name() == *name);
    let folders = walkdir::WalkDir::new(project).min_depth(1).max_depth(3).sort_by_file_name();
    let mut entered = folders
        .into_iter()
        .filter_entry(|entry| entry.file_type().is_dir() && !is_skipped(entry) && of_packages(entry));
    let mut found = Vec::new();
    while let Some(entry) = entered.next() {
        let Some(entry) = entry.ok().filter(|entry| such(entry.path())) else { continue };
        found.extend(entry.path().strip_prefix(project).ok().map(slashed));
        entered.skip_current_dir();
    }
    found
}

/// Whether modules that are no tests are right in it.
fn holds_modules(folder: &Path) -> bool {
    entries(folder).iter().any(|name| name.ends_with(".py") && !is_test_file(name))
}

/// A folder as it is; `a.b` as a package or module, under `src` or not.
fn source_path(project: &Path, source: &str) -> Option<String> {
    let source = source.trim_end_matches('/');
    let dotted = source.replace('.', "/");
    let candidates = [
        source.to_owned(),
        dotted.clone(),
        format!("src/{dotted}"),
        format!("{dotted}.py"),
        format!("src/{dotted}.py"),
    ];
    candidates.into_iter().find(|path| !path.is_empty() && project.join(path).exists())
}

/// Packages first; single modules only where there are none.
fn packages_here(project: &Path) -> Vec<String> {
    let packages = packages(project, "");
    if !packages.is_empty() {
        return packages;
    }
    entries(project)
        .into_iter()
        .filter(|name| name.ends_with(".py") && !is_test_file(name) && !NO_MODULES.contains(&name.as_str()))
        .filter(|name| project.join(name).is_file())
        .collect()
}

/// The folders with an `__init__.py`; under `src`, also namespace packages
/// and modules.
fn packages(project: &Path, under: &str) -> Vec<String> {
    let folder = project.join(under);
    let is_source = |name: &String| {
        let path = folder.join(name);
        let hidden =
            name.starts_with('.') || name.ends_with(".egg-info") || NO_PACKAGES.contains(&name.as_str());
        !hidden && (path.join("__init__.py").is_file() || (!under.is_empty() && holds_python(&path)))
    };
    let join = |name: String| if under.is_empty() { name } else { format!("{under}/{name}") };
    entries(&folder).into_iter().filter(is_source).map(join).collect()
}

fn holds_python(path: &Path) -> bool {
    let is_python = |path: &Path| path.extension().is_some_and(|ext| ext == "py");
    match path.is_dir() {
        false => is_python(path) && !path.file_name().and_then(|n| n.to_str()).is_some_and(is_test_file),
        true => walkdir::WalkDir::new(path).into_iter().flatten().any(|entry| is_python(entry.path())),
    }
}

/// Names in a folder, sorted; none if it cannot be read.
fn entries(folder: &Path) -> Vec<String> {
    let read = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = read.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

/// The folder (relative to the project, "" for the project itself) that must
/// be on `sys.path` for `file` to be imported by its full name.
pub fn import_root(project: &Path, file: &str) -> String {
    let mut folder = Path::new(file).parent().unwrap_or(Path::new(""));
    while folder != Path::new("") && project.join(folder).join("__init__.py").is_file() {
        folder = folder.parent().unwrap_or(Path::new(""));
    }
    // Folders without `__init__.py` under `src` are namespace packages.
    let src = folder.ancestors().find(|path| path.file_name().is_some_and(|name| name == "src"));
    slashed(src.unwrap_or(folder))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::tests::tree;

    fn paths(files: &[&str], source: &[&str]) -> Vec<String> {
        let source: Vec<String> = source.iter().map(|s| s.to_string()).collect();
        default_paths(tree(files).path(), &source)
    }

    #[test]
    fn default_paths_are_the_packages() {
        let flat = ["a/__init__.py", "b/__init__.py", "tests/__init__.py", "setup.py", "c/d.py"];
        assert_eq!(paths(&flat, &[]), ["a", "b"]);
        assert_eq!(paths(&flat, &["b"]), ["b"]);
        assert_eq!(paths(&["src/a/__init__.py", "src/n/m/x.py", "b/__init__.py"], &[]), ["src/a", "src/n"]);
        assert_eq!(paths(&["src/a/b/__init__.py"], &["a.b"]), ["src/a/b"]);
        let several =
            ["libs/a/src/n/x.py", "libs/b/src/b/__init__.py", "libs/b/tests/src/t/__init__.py", "w/src/m.js"];
        assert_eq!(paths(&several, &[]), ["libs/a/src/n", "libs/b/src/b"]);
        assert_eq!(paths(&["env/pyvenv.cfg", "env/src/e/__init__.py", "l/src/n/x.py"], &[]), ["l/src/n"]);
        assert_eq!(paths(&["one.py", "setup.py", "test_one.py", "conftest.py"], &[]), ["one.py"]);
        let deeper =
            ["lib/a/__init__.py", "lib/a/b/__init__.py", "back/app/__init__.py", "tests/t/__init__.py"];
        assert_eq!(paths(&deeper, &[]), ["back/app", "lib/a"]);
        assert_eq!(
            paths(&["app/main.py", "app/deep/x.py", "checks/test_a.py", "docs/conf.py"], &[]),
            ["app"]
        );
    }

    #[test]
    fn roots() {
        let project = tree(&["a/__init__.py", "a/b/__init__.py", "src/n/m/x.py", "lib/p/__init__.py"]);
        let root = |file| import_root(project.path(), file);
        assert_eq!(root("a/b/c.py"), "");
        assert_eq!(root("src/n/m/x.py"), "src");
        assert_eq!(root("lib/p/q.py"), "lib");
        assert_eq!(root("x.py"), "");
        let marked = tree(&["p/setup.cfg", "p/q/r.py"]);
        assert_eq!(find_project(&marked.path().join("p/q")), marked.path().join("p"));
    }
}
