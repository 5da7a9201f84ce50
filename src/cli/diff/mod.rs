//! `mutate diff`

pub(super) mod args;
mod mutants;
mod own;
pub(super) mod suite;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::args::Global;
use super::exit::{CliError, ExitCode};
use super::output;
use crate::change::{ChangeError, Changes, Git, Question, Selection};
use crate::config::{self, DiffOptions, Options};
use crate::coverage::{self, CoverageError, Kind, Mapping, Place, Reading, Report};
use crate::hygiene::{Hygiene, Naming};
use crate::patch::{self, Patch};
use crate::session::Shared;
use args::DiffArgs;
pub(super) use mutants::touched;

/// The report that changes are held against.
pub(super) const XML: &str = "xml";

impl From<ChangeError> for CliError {
    fn from(error: ChangeError) -> CliError {
        CliError::usage(error.to_string())
    }
}

impl From<CoverageError> for CliError {
    fn from(error: CoverageError) -> CliError {
        CliError::usage(error.to_string())
    }
}

pub(super) fn run(global: &Global, args: DiffArgs) -> Result<ExitCode, CliError> {
    sharing(global, args, &mut Shared::new(&[XML]))
}

/// As `run`; where the suite runs, `shared` gets its coverage in the formats that it wants: [`XML`] among them.
pub(super) fn sharing(global: &Global, args: DiffArgs, shared: &mut Shared) -> Result<ExitCode, CliError> {
    let folder = folder(global)?;
    let files = args.coverage_files.clone();
    let (running, mutants) = (args.running().map_err(CliError::usage)?, args.mutants);
    let gate = mutants::Gate { fail_under: args.fail_under_mutants, minimum: args.minimum_mutants };
    let below = match &args.config_file {
        Some(file) => config::read_diff(file)?,
        None => DiffOptions::default(),
    };
    let mut options = args.options().or(below);
    options.diff_file = options.diff_file.map(|file| std::path::absolute(&file).unwrap_or(file));
    let git = match (Git::find(&folder), &options.diff_file) {
        (Ok(Some(git)), _) => Some(git),
        (_, Some(_)) => None,
        (Ok(None), None) => {
            return Err(CliError::usage(format!(
                "failed to look at the changes: {} is in no git repository; give them with --diff-file",
                folder.display()
            )));
        }
        (Err(error), None) => return Err(error.into()),
    };
    let question = question(&options);
    let changes = question.changes(git.as_ref(), &folder)?;
    let root = git.as_ref().map_or(folder.clone(), |git| git.root().to_owned());
    let quiet = options.quiet.unwrap_or(false);
    let measuring = files.is_empty() && own::worth(&changes);
    let runner = match measuring || mutants {
        true => {
            let running = Options { quiet: quiet.then_some(true), ..running };
            Some(own::Runner::new(global, running, mutants)?)
        }
        false => None,
    };
    let expand = options.expand_coverage_report.unwrap_or(false);
    let given = reports(&files, &options)?;
    let naming = suite::naming(&folder, git.as_ref());
    let hygiene = match git.as_ref().filter(|_| options.diff_file.is_none()) {
        Some(git) => suite::hygiene(git, (&question.branch, &question.notation), &naming, &changes)?,
        None => Hygiene::default(), // a given diff does not tell
    };
    let judged = match &runner {
        Some(runner) if mutants => {
            let shared = measuring.then_some(&mut *shared);
            Some(mutants::judge(runner, &changes, &hygiene, &root, shared)?)
        }
        _ => None,
    };
    let (reports, folder, tests) = match &runner {
        Some(runner) if measuring => {
            (vec![runner.report(shared, expand)?], runner.config.project.clone(), None)
        }
        _ => (given, folder, Some(naming)),
    };
    let known = Known { root, folder, reports, tests };
    let patch = known.patch(question.name(), &changes, git.as_ref(), &options)?;
    let more = judged.iter().map(|judged| ("mutants", judged.json())).collect();
    write::all(&patch, &known.root, &options, more)?;
    if !quiet {
        output::print(losses(&hygiene).as_bytes())?;
        output::print(judged.iter().map(mutants::Judged::text).collect::<String>().as_bytes())?;
    }
    let status = judged.map_or(ExitCode::Ok, |judged| judged.status(&gate));
    // both are told of
    let lines = lines_gate(&patch, &options);
    Ok(if lines == ExitCode::Ok { status } else { lines })
}

/// What tests have lost, for the terminal.
fn losses(hygiene: &Hygiene) -> String {
    if hygiene.losses.is_empty() {
        return String::new();
    }
    let lines = hygiene.losses.iter().map(|(test, loss)| format!("  {test}: {}\n", loss.text()));
    format!("\nTests that the diff takes something from\n{}", lines.collect::<String>())
}

/// Where the command works; what it is told is relative to that.
fn folder(global: &Global) -> Result<PathBuf, CliError> {
    let here = std::env::current_dir()
        .and_then(|here| here.join(global.project.iter().collect::<PathBuf>()).canonicalize());
    here.map_err(|error| CliError::usage(format!("failed to find the current folder: {error}")))
}

fn question(options: &DiffOptions) -> Question {
    let has = |option: Option<bool>| option.unwrap_or(false);
    Question {
        branch: options.compare_branch.clone().unwrap_or_else(|| "origin/main".to_owned()),
        notation: options.diff_range_notation.clone().map_or("...".to_owned(), |notation| notation.0),
        staged: !has(options.ignore_staged),
        unstaged: !has(options.ignore_unstaged),
        untracked: has(options.include_untracked),
        ignore_whitespace: has(options.ignore_whitespace),
        file: options.diff_file.clone(),
        selection: Selection::new(
            options.include.clone().unwrap_or_default(),
            &options.exclude.clone().unwrap_or_default(),
        ),
    }
}

fn reports(files: &[PathBuf], options: &DiffOptions) -> Result<Vec<Report>, CliError> {
    let reading = Reading {
        src_roots: options
            .src_roots
            .clone()
            .unwrap_or_else(|| vec!["src/main/java".to_owned(), "src/test/java".to_owned()]),
        expand: options.expand_coverage_report.unwrap_or(false),
    };
    let read = |file: &PathBuf| coverage::read(file, &reading);
    Ok(files.iter().map(read).collect::<Result<_, _>>()?)
}

/// What is known of coverage, and where.
struct Known {
    root: PathBuf,
    folder: PathBuf,
    reports: Vec<Report>,
    /// What is a test, which is measured seldom; None where the reports are our own, so that no path
    /// can be another.
    tests: Option<Naming>,
}

impl Known {
    fn patch(
        &self,
        name: String,
        changes: &Changes,
        git: Option<&Git>,
        options: &DiffOptions,
    ) -> Result<Patch, CliError> {
        let branches = options.branch_coverage.unwrap_or(false);
        let quiet = options.quiet.unwrap_or(false);
        let note = |text: &str| {
            if !quiet {
                eprintln!("note: {text}")
            }
        };
        let kinds: Vec<Kind> = self.reports.iter().map(|report| report.kind).collect();
        let places = self.places(git, &note)?;
        if branches && kinds.iter().any(|kind| *kind != Kind::Cobertura) {
            note("--branch-coverage needs Cobertura's XML; of the other reports only lines count");
        }
        let told = |path: &str| -> Vec<Vec<coverage::Line>> {
            self.reports.iter().zip(&places).filter_map(|(report, place)| report.lines(path, place)).collect()
        };
        let patch = patch::patch(name, &kinds, changes, &told, branches);
        let known = |path: &str| !told(path).is_empty();
        if let Some(naming) = &self.tests {
            let code = changes.iter().filter(|(path, _)| !suite::is_of_tests(path, naming));
            let code: Changes = code.map(|(path, lines)| (path.clone(), lines.clone())).collect();
            let files = git.map_or_else(|| Ok(Vec::new()), Git::files)?;
            let measured: Vec<String> = files.into_iter().filter(|path| known(path)).collect();
            patch::explanation(&code, &self.reports, &known, &measured).iter().for_each(|text| note(text));
        }
        Ok(patch)
    }

    /// For each report, by which names it knows the files of the repository.
    fn places(&self, git: Option<&Git>, note: &dyn Fn(&str)) -> Result<Vec<Place>, CliError> {
        let place = |mapping| Place { root: self.root.clone(), folder: self.folder.clone(), mapping };
        let Some(git) = git else { return Ok(vec![place(None); self.reports.len()]) };
        let files = git.files()?;
        let mut told = BTreeSet::new();
        let mut places = Vec::new();
        for report in &self.reports {
            let mapping = Mapping::find(report, &files, &place(None));
            if let Some(Mapping { theirs, ours }) = &mapping
                && told.insert((theirs.clone(), ours.clone()))
            {
                let or_root = |path: &str| if path.is_empty() { "./".to_owned() } else { path.to_owned() };
                note(&format!(
                    "{} of the coverage report is taken for {} here",
                    or_root(theirs),
                    or_root(ours)
                ));
            }
            places.push(place(mapping));
        }
        Ok(places)
    }
}

fn lines_gate(patch: &Patch, options: &DiffOptions) -> ExitCode {
    let threshold = options.fail_under.unwrap_or(0.0);
    let few = (patch.lines() as i64) < options.minimum_change.unwrap_or(0);
    let shown = patch.shown(options.total_percent_float.unwrap_or(false));
    if shown >= threshold || few {
        return ExitCode::Ok;
    }
    eprintln!("gate failed: {shown}% of the changed lines are covered, which is below {threshold}%");
    ExitCode::Gate
}
