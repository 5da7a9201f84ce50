//! `run --since`, `--in-diff` and `--failed`: which of the mutants are judged.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::args::RunArgs;
use super::diff::suite::{self, is_of_tests, naming, place};
use super::diff::touched;
use super::exit::CliError;
use super::{last, run};
use crate::cache::Kept;
use crate::cancel::Cancel;
use crate::change::{self, ChangeError, Changes, FileEdits, Git, Question, Selection};
use crate::config::Config;
use crate::decode;
use crate::event::Event;
use crate::hygiene::{self, Hygiene, Loss, Naming};
use crate::model::{RunResult, Status, Strategy, Verdict, file_of, function_of};
use crate::session::{self, History, Shared, Touched};

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
    let naming = naming(&config.project, Some(&git));
    let hygiene = suite::hygiene(&git, (revision, "..."), &naming, &changes)?;
    Ok(touched(config, &changes, &hygiene, git.root()))
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
    let edits = decode::text(&bytes).and_then(|text| change::parse(&text)).map_err(failed)?;
    let git = Git::find(&config.project).ok().flatten();
    let root = git.as_ref().map_or_else(|| config.project.clone(), |git| git.root().to_owned());
    let naming = naming(&config.project, git.as_ref());
    let mut changes = Changes::new();
    for file in &edits {
        changes.entry(file.path.clone()).or_default().extend(file.added());
    }
    let mut hygiene = gone(config, &edits, &root, &naming);
    // what was there before is not known: a changed test file may have changed all its tests
    let files = edits.iter().filter(|file| is_of_tests(&file.path, &naming));
    hygiene.places = files.map(|file| place(&file.path, &naming)).collect();
    Ok(touched(config, &changes, &hygiene, &root))
}

/// The tests of changed files that the last run had and that are not there any more.
fn gone(config: &Config, edits: &[FileEdits], root: &Path, naming: &Naming) -> Hygiene {
    let mut hygiene = Hygiene::default();
    let Ok(document) = last::of_project(&config.project) else { return hygiene };
    let Ok(prefix) = config.project.strip_prefix(root) else { return hygiene };
    let names = document.test_names();
    let known: BTreeSet<&str> = names.values().map(|name| function_of(name)).collect();
    for file in edits {
        let path = file.renamed_from.as_ref().unwrap_or(&file.path).clone();
        if !naming.file(&path) {
            continue;
        }
        let new = std::fs::read_to_string(root.join(&file.path)).ok();
        let new = new.filter(|_| !file.deleted && naming.file(&file.path)).unwrap_or_default();
        let there: BTreeSet<String> =
            hygiene::names(&new, naming).into_iter().map(|name| format!("{path}::{name}")).collect();
        let ids = known.iter().map(|name| prefix.join(name).to_string_lossy().into_owned());
        let lost: Vec<String> = ids.filter(|id| file_of(id) == path && !there.contains(id)).collect();
        hygiene.losses.extend(lost.iter().map(|id| (id.clone(), Loss::Deleted)));
        hygiene.gone.extend(lost);
    }
    hygiene
}
