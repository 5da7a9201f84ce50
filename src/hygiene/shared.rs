//! What a change of what test files share (`conftest.py`, helper modules) does to tests.

use std::collections::BTreeSet;

use super::scope::{Item, Scope};
use super::tests_of;
use super::{Hygiene, Naming, Source, Versions};
use crate::model::folder_of;

/// Adds the tests of `suite` that use by name what has changed in one of `files`, and, where it is
/// used without being named, the folder of those tests.  `suite` has all files of tests and all
/// that they share, as they are now.
pub fn spread(files: &[Versions], suite: &[Source], naming: &Naming, found: &mut Hygiene) {
    for file in files {
        let Some(path) = file.new.as_ref().or(file.old.as_ref()).map(|source| source.path.as_str()) else {
            continue;
        };
        let (Some(old), Some(new)) = (read(&file.old), read(&file.new)) else {
            found.places.insert(folder_of(path).to_owned());
            continue;
        };
        let mut names = changed(&old, &new);
        let item = |name: &String| {
            [&old, &new].into_iter().filter_map(|scope| scope.items.get(name)).collect::<Vec<_>>()
        };
        let unasked = |name: &String| item(name).iter().any(|item| item.unasked);
        if old.general.text != new.general.text || names.iter().any(unasked) {
            found.places.insert(folder_of(path).to_owned());
        }
        follow(&[(path, &new)], &mut names, &mut found.places);
        // what it imports is its own affair
        names.retain(|name| !item(name).iter().all(|item| item.imported));
        if !names.is_empty() {
            mentioned(names, &reach(path), suite, naming, found);
        }
    }
}

/// Where a file can be used: fixtures of a `conftest.py` below its folder, other modules anywhere.
fn reach(path: &str) -> String {
    if path.ends_with("conftest.py") { folder_of(path).to_owned() } else { String::new() }
}

fn mentioned(
    mut names: BTreeSet<String>,
    reach: &str,
    suite: &[Source],
    naming: &Naming,
    found: &mut Hygiene,
) {
    let below = suite.iter().filter(|source| source.path.starts_with(reach));
    let (tests, shared): (Vec<&Source>, Vec<&Source>) = below.partition(|source| naming.file(&source.path));
    let shared =
        shared.into_iter().filter_map(|source| Some((source.path.as_str(), tests_of::scope(&source.text)?)));
    let shared: Vec<(&str, Scope)> = shared.collect();
    let shared: Vec<(&str, &Scope)> = shared.iter().map(|(path, scope)| (*path, scope)).collect();
    follow(&shared, &mut names, &mut found.places);
    for source in tests {
        let Some(scope) = tests_of::scope(&source.text) else { continue };
        let tests = tests_of::tests(&scope, naming).into_iter();
        let concerned = tests.filter(|(_, test)| !test.words.is_disjoint(&names));
        found.changed.extend(concerned.map(|(name, _)| format!("{}::{name}", source.path)));
    }
}

/// Of a file that is not there, nothing; None of one that cannot be parsed.
fn read(source: &Option<Source>) -> Option<Scope> {
    source.as_ref().map_or(Some(Scope::default()), |source| tests_of::scope(&source.text))
}

fn changed(old: &Scope, new: &Scope) -> BTreeSet<String> {
    let text = |scope: &Scope, name: &String| scope.items.get(name).map(|item| item.text.clone());
    let names = old.items.keys().chain(new.items.keys());
    names.filter(|name| text(old, name) != text(new, name)).cloned().collect()
}

/// Takes in what uses something of `names`, until there is no more of it.
fn follow(shared: &[(&str, &Scope)], names: &mut BTreeSet<String>, places: &mut BTreeSet<String>) {
    let uses = |item: &Item, names: &BTreeSet<String>| {
        !item.reading.words.is_disjoint(names) || !item.marks.words.is_disjoint(names)
    };
    loop {
        let before = names.len();
        for (path, scope) in shared {
            for (name, item) in scope.items.iter().filter(|(_, item)| uses(item, names)).collect::<Vec<_>>() {
                names.insert(name.clone());
                if item.unasked {
                    places.insert(folder_of(path).to_owned());
                }
            }
            if uses(&scope.general, names) {
                places.insert(folder_of(path).to_owned());
            }
        }
        if names.len() == before {
            return;
        }
    }
}
