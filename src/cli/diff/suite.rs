//! What a change does to the suite.

use std::collections::BTreeSet;
use std::path::Path;

use super::CliError;
use crate::change::{Changes, Git, Version};
use crate::config;
use crate::hygiene::{self, Hygiene, Naming, Source, Versions};
use crate::model::folder_of;

/// What pytest takes for tests in the project that `folder` is in.
pub(in crate::cli) fn naming(folder: &Path, git: Option<&Git>) -> Naming {
    let names = config::test_names(folder, git.map_or(folder, Git::root));
    Naming::new(names.files, names.classes, names.functions)
}

/// What has become of the tests since `branch`.  Files of `changes` that git does not know are new.
pub(in crate::cli) fn hygiene(
    git: &Git,
    (branch, notation): (&str, &str),
    naming: &Naming,
    changes: &Changes,
) -> Result<Hygiene, CliError> {
    let wanted = |path: &str| is_of_tests(path, naming);
    let versions: Vec<Versions> =
        git.versions(branch, notation, &wanted)?.into_iter().map(of_version).collect();
    let mut found = hygiene::compare(&versions, naming);
    let paths = |file: &Versions| {
        [&file.old, &file.new].into_iter().flatten().map(|s| s.path.clone()).collect::<Vec<_>>()
    };
    let shared: Vec<Versions> =
        versions.iter().filter(|file| !paths(file).iter().any(|path| naming.file(path))).cloned().collect();
    if !shared.is_empty() {
        let files = git.files()?.into_iter().filter(|path| wanted(path));
        let suite: Vec<Source> =
            files.filter_map(|path| Some(Source { text: git.read(&path)?, path })).collect();
        hygiene::spread(&shared, &suite, naming, &mut found);
    }
    let known: BTreeSet<String> = versions.iter().flat_map(paths).collect();
    let unknown = changes.keys().filter(|path| wanted(path) && !known.contains(*path));
    found.places.extend(unknown.map(|path| place(path, naming)));
    let settings = git.versions(branch, notation, &|path| config::choice(path, "").is_some())?;
    found.places.extend(settings.iter().filter_map(chosen_otherwise));
    Ok(found)
}

/// The folder of a configuration that chooses other tests than before.
fn chosen_otherwise(version: &Version) -> Option<String> {
    let choice = |file: &Option<(String, String)>| {
        file.as_ref().and_then(|(path, text)| config::choice(path, text)).unwrap_or_default()
    };
    let (path, _) = version.new.as_ref().or(version.old.as_ref())?;
    (choice(&version.old) != choice(&version.new)).then(|| folder_of(path).to_owned())
}

fn of_version(version: Version) -> Versions {
    let source = |file: Option<(String, String)>| file.map(|(path, text)| Source { path, text });
    Versions { old: source(version.old), new: source(version.new) }
}

/// A test file, or one that test files share: `conftest.py`, what else is in folders of tests.
pub(in crate::cli) fn is_of_tests(path: &str, naming: &Naming) -> bool {
    let is_folder = |part: &str| part == "test" || part == "tests";
    let shared = path.ends_with("conftest.py") || path.split('/').rev().skip(1).any(is_folder);
    path.ends_with(".py") && (shared || naming.file(path))
}

/// The tests that a file of tests may change: its own, or all those in its folder.
pub(in crate::cli) fn place(path: &str, naming: &Naming) -> String {
    if naming.file(path) { path } else { folder_of(path) }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_tests_changes_its_own_tests_or_those_of_its_folder() {
        let naming = Naming::default();
        let place = |path: &str| place(path, &naming);
        let is_of_tests = |path: &str| is_of_tests(path, &naming);
        assert_eq!(place("tests/test_a.py"), "tests/test_a.py");
        assert_eq!(place("tests/conftest.py"), "tests/");
        assert_eq!(place("tests/__init__.py"), "tests/");
        assert_eq!(place("conftest.py"), "");
        assert!(is_of_tests("tests/deep/util.py") && is_of_tests("conftest.py"));
        assert!(!is_of_tests("docs/conf.py") && !is_of_tests("tests/data.json"));
    }
}
