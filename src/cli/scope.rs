//! `run --since`, `--in-diff` and `--failed`: which of the mutants are judged.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::diff::{is_test_file, touched};
use super::exit::CliError;
use super::{last, run};
use crate::cache::Kept;
use crate::cancel::Cancel;
use crate::change::{self, ChangeError, Changes, FileEdits, Git, Question, Selection, Version};
use crate::config::Config;
use crate::event::Event;
use crate::hygiene::{self, Hygiene, Loss, Versions};
use crate::model::{RunResult, Status, Strategy, Verdict, file_of, function_of};
use crate::session::{self, History, Shared, Touched};
use crate::syntax::{Digest, Module, Pieces};

/// What the user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    /// What has changed since the branch, tag or commit.
    Since(String),
    /// What a diff changes; `-` is standard input.
    Diff(PathBuf),
    /// What the last run did not see noticed.
    Failed,
}

impl Scope {
    pub(super) fn of(args: &RunArgs) -> Scope {
        match (&args.since, &args.in_diff) {
            (Some(revision), _) => Scope::Since(revision.clone()),
            (_, Some(file)) => Scope::Diff(file.clone()),
            _ if args.failed => Scope::Failed,
            _ => Scope::All,
        }
    }

    pub(super) fn is_all(&self) -> bool {
        *self == Scope::All
    }

    /// Judges the mutants; None where there are none in it.
    pub(super) fn judge(
        &self,
        config: &Config,
        shared: Option<&mut Shared>,
        cancel: &Cancel,
        known: &History,
        emit: &mut dyn FnMut(Event),
    ) -> Result<Option<RunResult>, CliError> {
        let touched = match self {
            Scope::All => None,
            Scope::Failed => {
                let noticed = noticed(&config.project)?;
                let outcome = session::run_failed(config, &noticed, cancel, known, emit);
                return outcome.map(Some).map_err(|error| run::failed(error, cancel));
            }
            Scope::Since(revision) => Some(since(config, revision)?),
            Scope::Diff(file) => Some(in_diff(config, file)?),
        };
        let outcome = match &touched {
            None => session::run(config, shared, cancel, known, emit),
            Some(touched) if touched.is_empty() => return Ok(None),
            Some(touched) => session::run_touched(config, touched, shared, cancel, known, emit),
        };
        let result = outcome.map_err(|error| run::failed(error, cancel))?;
        let nothing = touched.is_some() && result.files.iter().all(|file| file.mutants.is_empty());
        Ok((!nothing).then_some(result))
    }
}

/// The verdicts of the last run that need no second look, by mutant's id.
fn noticed(project: &Path) -> Result<BTreeMap<String, Kept>, CliError> {
    let document = last::of_project(project)?;
    let names = document.test_names();
    let settled = |status: &Status| matches!(status, Status::Killed | Status::Timeout | Status::CompileError);
    let noticed = document.mutants().filter_map(|(_, _, mutant)| {
        let status = Status::parse(&mutant.status).filter(settled)?;
        let killer = mutant.killed_by.first().and_then(|id| names.get(id.as_str()));
        let verdict = Verdict {
            strategy: mutant.mutate.strategy.as_deref().and_then(Strategy::parse),
            tests_completed: mutant.tests_completed.unwrap_or(0),
            duration_ms: mutant.mutate.duration_ms,
            cached: true,
            ..Verdict::unrun(status, mutant.status_reason.clone())
        };
        let killed_by = killer.map(|name| (*name).to_owned());
        Some((mutant.id.clone(), Kept { verdict, killed_by, confirmed: false, mutant: None, trail: None }))
    });
    Ok(noticed.collect())
}

fn since(config: &Config, revision: &str) -> Result<Touched, CliError> {
    let git = Git::find(&config.project)?.ok_or_else(|| {
        CliError::usage(format!(
            "failed to look at the changes: {} is in no git repository; give them with --in-diff",
            config.project.display()
        ))
    })?;
    let question = Question {
        branch: revision.to_owned(),
        notation: "...".to_owned(),
        staged: true,
        unstaged: true,
        untracked: true,
        ignore_whitespace: false,
        file: None,
        selection: Selection::default(),
    };
    let changes = question.changes(Some(&git), git.root()).map_err(told)?;
    let versions = git.versions(revision, "...", &is_of_tests)?;
    let pairs = versions.iter().filter(|version| is_test_file(&version.path)).map(|version| Versions {
        path: version.path.clone(),
        old: version.old.clone(),
        new: version.new.clone(),
    });
    let hygiene = hygiene::compare(&pairs.collect::<Vec<_>>());
    let mut touched = touched(config, &changes, &hygiene, git.root());
    let known: BTreeSet<&str> = versions.iter().map(|version| version.path.as_str()).collect();
    let unknown = changes.keys().filter(|path| is_of_tests(path) && !known.contains(path.as_str()));
    let places = versions.iter().filter_map(changed_place).chain(unknown.map(|path| place(path)));
    touched.places = inside(config, git.root(), places);
    Ok(touched)
}

/// In terms of this command's options.
fn told(error: ChangeError) -> CliError {
    match error {
        ChangeError::Unknown { branch, hint } => CliError::usage(format!(
            "failed to compare with `{branch}`: git knows no such branch, tag or commit; name another with \
             --since, or fetch it first{hint}"
        )),
        ChangeError::Unrelated { branch, hint } => CliError::usage(format!(
            "failed to compare with `{branch}`: its history and that of HEAD have nothing in common{hint}; or \
             give the changes with --in-diff"
        )),
        other => other.into(),
    }
}

fn in_diff(config: &Config, file: &Path) -> Result<Touched, CliError> {
    let name = if file == Path::new("-") { "standard input".to_owned() } else { file.display().to_string() };
    let failed = |message: String| CliError::usage(format!("failed to read the diff {name}: {message}"));
    let mut bytes = Vec::new();
    let read = match file == Path::new("-") {
        true => std::io::stdin().read_to_end(&mut bytes).map(drop),
        false => std::fs::read(file).map(|read| bytes = read),
    };
    read.map_err(|error| failed(error.to_string()))?;
    let edits = change::parse(&String::from_utf8_lossy(&bytes)).map_err(failed)?;
    let root = Git::find(&config.project).ok().flatten();
    let root = root.map_or_else(|| config.project.clone(), |git| git.root().to_owned());
    let mut changes = Changes::new();
    for file in &edits {
        changes.entry(file.path.clone()).or_default().extend(file.added());
    }
    let mut touched = touched(config, &changes, &gone(config, &edits, &root), &root);
    // what was there before is not known: a changed test file may have changed all its tests
    let places = edits.iter().filter(|file| is_of_tests(&file.path)).map(|file| place(&file.path));
    touched.places = inside(config, &root, places);
    Ok(touched)
}

/// The tests of changed files that the last run had and that are not there any more.
fn gone(config: &Config, edits: &[FileEdits], root: &Path) -> Hygiene {
    let mut hygiene = Hygiene::default();
    let Ok(document) = last::of_project(&config.project) else { return hygiene };
    let Ok(prefix) = config.project.strip_prefix(root) else { return hygiene };
    let names = document.test_names();
    let known: BTreeSet<&str> = names.values().map(|name| function_of(name)).collect();
    for file in edits.iter().filter(|file| is_test_file(&file.path)) {
        let path = file.renamed_from.as_ref().unwrap_or(&file.path).clone();
        let new = std::fs::read_to_string(root.join(&file.path)).ok().filter(|_| !file.deleted);
        let there = hygiene::compare(&[Versions { path: path.clone(), old: None, new }]).changed;
        let ids = known.iter().map(|name| prefix.join(name).to_string_lossy().into_owned());
        let lost = ids.filter(|id| file_of(id) == path && !there.contains(id));
        hygiene.losses.extend(lost.map(|id| (id, Loss::Deleted)));
    }
    hygiene
}

/// A test file, or one that test files share: `conftest.py`, what else is in folders of tests.
fn is_of_tests(path: &str) -> bool {
    let shared = path.ends_with("conftest.py") || path.split('/').rev().skip(1).any(is_folder);
    path.ends_with(".py") && (shared || is_test_file(path))
}

fn is_folder(part: &str) -> bool {
    part == "test" || part == "tests"
}

/// The tests that a file of tests may change: its own, or all those in its folder.
fn place(path: &str) -> String {
    if is_test_file(path) && !path.ends_with("conftest.py") {
        return path.to_owned();
    }
    path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default()
}

/// The same, unless nothing has changed but tests themselves, which are known one by one.
fn changed_place(version: &Version) -> Option<String> {
    let parsed = |text: &Option<String>| {
        text.as_ref()
            .map_or(Some(Pieces::default()), |text| Some(Pieces::new(&Module::parse(text.clone()).ok()?)))
    };
    let place = place(&version.path);
    let (Some(old), Some(new)) = (parsed(&version.old), parsed(&version.new)) else { return Some(place) };
    let helpers = |pieces: &Pieces| -> BTreeMap<String, Digest> {
        let is_test = |name: &str| name.rsplit('.').next().is_some_and(|name| name.starts_with("test"));
        let helpers = pieces.functions.iter().filter(|f| place.ends_with('/') || !is_test(&f.qualname));
        helpers.map(|f| (f.qualname.clone(), f.content)).collect()
    };
    let same = old.import == new.import && helpers(&old) == helpers(&new);
    (!same).then_some(place)
}

/// Those of the places that are in the project, as its node ids begin.
fn inside(config: &Config, root: &Path, places: impl Iterator<Item = String>) -> BTreeSet<String> {
    let prefix = config.project.strip_prefix(root).unwrap_or(Path::new(""));
    let prefix = prefix.to_string_lossy().into_owned();
    let prefix = if prefix.is_empty() { prefix } else { prefix + "/" };
    let project = |place: String| match place.strip_prefix(&prefix) {
        Some(rest) => Some(rest.to_owned()),
        // a folder that the project is in
        None => prefix.starts_with(&place).then(String::new),
    };
    places.filter_map(project).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_tests_changes_its_own_tests_or_those_of_its_folder() {
        assert_eq!(place("tests/test_a.py"), "tests/test_a.py");
        assert_eq!(place("tests/conftest.py"), "tests/");
        assert_eq!(place("tests/__init__.py"), "tests/");
        assert_eq!(place("conftest.py"), "");
        assert!(is_of_tests("tests/deep/util.py") && is_of_tests("conftest.py"));
        assert!(!is_of_tests("docs/conf.py") && !is_of_tests("tests/data.json"));
    }

    #[test]
    fn helpers_and_constants_change_a_file_and_tests_do_not() {
        let version = |old: &str, new: &str| Version {
            path: "test_a.py".into(),
            old: Some(old.into()),
            new: Some(new.into()),
        };
        let before = "A = 1\n\ndef helper(): return A\n\ndef test_a(): assert helper()\n";
        let after = |from: &str, to: &str| changed_place(&version(before, &before.replace(from, to)));
        assert_eq!(after("assert helper", "helper"), None);
        assert_eq!(after("return A", "return A or 2"), Some("test_a.py".into()));
        assert_eq!(after("A = 1", "A = 2"), Some("test_a.py".into()));
        assert_eq!(after("A = 1", "# so\nA = 1"), None);
    }
}
