//! What tests look at besides code, or may be led to look at by a mutant: files, folders, environment variables.

use std::collections::BTreeSet;
use std::path::Path;

use super::common::Common;
use super::parts::{Parts, of_words};
use super::reach::Marks;
use super::snapshot::{state, words};
use super::standing::below_site;
use super::words::{ASKS_FOR, ENVIRONMENT, FILES, VOLATILE};
use crate::model::Looks;
use crate::syntax::{Digest, Names};

/// Bytes of a file outside that are read for a key.
const LONGEST: u64 = 64 << 20;

impl Common<'_> {
    /// A mutant may make code look at what it never looks at unmutated.
    pub(super) fn possible_looks(&self, marks: &Marks, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        if self.mentions(marks, &FILES) {
            let files = &self.about.snapshot.files;
            let data = files.iter().filter(|(path, _)| !path.ends_with(".py"));
            out.insert(
                parts.place("a file of the project that is no code".to_owned(), || of_words(words(data))),
            );
            out.insert(parts.place("which files and folders the project has".to_owned(), || {
                of_words(files.keys().chain(&self.about.snapshot.folders))
            }));
        }
        if self.mentions(marks, &ENVIRONMENT) {
            // in small letters, too, where it is asked for
            let here = |names: &&Names| ENVIRONMENT.iter().any(|word| names.mention(word));
            let asked = self.graph.mentions(marks).filter(here).flat_map(Names::all);
            let words: BTreeSet<&String> = self.graph.mentions(marks).flat_map(Names::all).collect();
            let shouted = |word: &str| !word.chars().any(char::is_lowercase) && word.len() > 1;
            let is_one = |word: &&String| shouted(word) || (self.about.variable)(word).is_some();
            for name in words.into_iter().filter(is_one).chain(asked) {
                out.insert(self.variable(name, parts));
            }
        }
        if self.mentions(marks, &["expandvars"]) {
            out.insert(self.variable("*", parts)); // of a text that the run puts together
        }
        if self.mentions(marks, &["session"]) && self.mentions(marks, &["items", "testscollected"]) {
            let tests = self.about.baseline.tests.iter().map(|test| &test.nodeid);
            out.insert(parts.words("which tests there are".to_owned(), tests));
        }
        for (_, variables) in ASKS_FOR.iter().filter(|(word, _)| self.mentions(marks, &[word])) {
            for name in *variables {
                out.insert(self.variable(name, parts));
            }
        }
    }

    pub(super) fn all_files(&self, parts: &mut Parts) -> usize {
        let files = &self.about.snapshot.files;
        parts.place("a file of the project".to_owned(), || of_words(words(files)))
    }

    pub(super) fn looks(&self, looks: &Looks, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        let snapshot = self.about.snapshot;
        for path in &looks.opened {
            let content = snapshot.seen(path);
            let kind = if snapshot.folders.contains(path) { "folder" } else { "file" };
            out.insert(parts.place(format!("{path} ({kind})"), || content.unwrap_or_default()));
        }
        for path in &looks.listed {
            // of a file, only that it is one was asked
            let kind = if snapshot.files.contains_key(path) { "file" } else { "folder" };
            let names = std::iter::once(kind).chain(snapshot.names_in(path));
            out.insert(parts.words(format!("{path}/ (its names)"), names));
        }
        looks.variables.iter().for_each(|name| {
            out.insert(self.variable(name, parts));
        });
        for path in looks.outside.iter().map(Path::new) {
            let name = format!("{} (outside)", anywhere(path, &self.about.config.project));
            out.insert(parts.place(name, || outside(path)));
        }
    }

    pub(super) fn variable(&self, name: &str, parts: &mut Parts) -> usize {
        let content = || value_of(&self.about.config.project, name, self.about.variable);
        parts.place(format!("environment variable {name}"), content)
    }
}

/// Folders of the system, which are the same for all users.
const SYSTEM: [&str; 8] = ["/usr", "/etc", "/opt", "/var", "/lib", "/lib64", "/bin", "/sbin"];

/// The name of a file outside that is the same for all users and machines: as seen from where packages are
/// installed, from the project or from the user's folder, whichever is near.
fn anywhere(path: &Path, project: &Path) -> String {
    if let Some(inside) = below_site(path) {
        return format!("packages/{}", inside.to_string_lossy());
    }
    let below = |folder: &Path, sign: &str| {
        let rest = path.strip_prefix(folder).ok()?;
        Some(format!("{sign}/{}", rest.to_string_lossy()))
    };
    let absolute = || path.to_string_lossy().into_owned();
    if SYSTEM.iter().any(|folder| path.starts_with(folder)) {
        return absolute();
    }
    let home = std::env::home_dir().filter(|home| path.starts_with(home));
    let mut around = project.ancestors().enumerate().skip(1);
    let common = around.find(|(_, folder)| path.starts_with(folder) && folder.parent().is_some());
    match (common, home) {
        (Some((_, folder)), Some(home)) if !folder.starts_with(&home) || folder == home => below(&home, "~"),
        (Some((up, folder)), _) => below(folder, &vec![".."; up].join("/")),
        (None, Some(home)) => below(&home, "~"),
        (None, None) => None,
    }
    .unwrap_or_else(absolute)
}

/// What is to be seen of a file or folder outside.
fn outside(path: &Path) -> Digest {
    let Ok(meta) = std::fs::metadata(path) else { return [0; 32] };
    if meta.is_dir() {
        let names = std::fs::read_dir(path).into_iter().flatten().flatten();
        let names: BTreeSet<String> =
            names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        return of_words(names.iter().filter(|name| *name != "__pycache__"));
    }
    if !meta.is_file() || meta.len() > LONGEST {
        return of_words([format!("{:?}", state(&meta))]);
    }
    of_words([std::fs::read(path).unwrap_or_default()])
}

/// A variable's value (`*`: all), the project's folder left out of it.
pub(super) fn value_of(project: &Path, name: &str, variable: super::Variable) -> Digest {
    let project = project.to_string_lossy();
    let value = |name: &str| variable(name).map(|v| v.to_string_lossy().replace(&*project, "."));
    if name != "*" {
        return value(name).map_or([0; 32], |value| of_words([value]));
    }
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let names: BTreeSet<String> = names.filter(|name| !VOLATILE.contains(&name.as_str())).collect();
    of_words(names.into_iter().flat_map(|name| [value(&name).unwrap_or_default(), name]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_outside_has_one_name_everywhere() {
        let name = |path: &str, project: &str| anywhere(Path::new(path), Path::new(project));
        assert_eq!(name("/v/lib/python3.11/site-packages/a/b.json", "/v/p"), "packages/a/b.json");
        assert_eq!(name("/builds/x/shared/a.txt", "/builds/x/app"), "../shared/a.txt");
        assert_eq!(name("/builds/a.txt", "/builds/x/app"), "../../a.txt");
        assert_eq!(name("/etc/mime.types", "/etc/app"), "/etc/mime.types");
        assert_eq!(name("/data/a.txt", "/app"), "/data/a.txt");
        let home = std::env::home_dir().unwrap();
        let in_home = |path: &str| home.join(path).to_string_lossy().into_owned();
        assert_eq!(name(&in_home(".config/a"), &in_home("app")), "~/.config/a");
        assert_eq!(name(&in_home("work/a"), &in_home("work/app")), "../a");
        assert_eq!(name(&in_home(".config/a"), "/app"), "~/.config/a");
    }
}
