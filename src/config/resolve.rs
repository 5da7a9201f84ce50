//! From layers to a configuration in which nothing is left open.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::coverage::Coverage;
use super::options::{GateOptions, Options};
use super::values::{Color, Jobs, Positive, ReportTarget, SandboxMode, Shard, TreeChoice};
use super::{ConfigError, python};
use crate::model::Strategy;

/// A threshold for the files under some paths.
#[derive(Clone, Debug, PartialEq)]
pub struct PathGate {
    pub paths: Vec<String>,
    /// Of the mutation score.
    pub fail_under: Option<f64>,
    pub coverage: Option<f64>,
}

/// Everything that a run is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Absolute, without symbolic links.
    pub project: PathBuf,
    /// As given, relative to the project; empty where none were.
    pub paths: Vec<String>,
    /// coverage.py's; what that measures is the default for `paths`.
    pub coverage: Coverage,
    pub python: PathBuf,
    pub jobs: usize,
    pub tests: Vec<String>,
    pub pytest_args: Vec<String>,
    pub operators: Vec<String>,
    pub only: Vec<String>,
    pub fail_under: Option<f64>,
    pub gates: Vec<PathGate>,
    pub reports: Vec<ReportTarget>,
    pub cache: bool,
    /// For the end of another run in this project.
    pub wait: bool,
    /// How often the unmutated suite runs as mutants' tests do.
    pub baseline_runs: u32,
    /// None: chosen for each mutant.
    pub strategy: Option<Strategy>,
    pub sandbox: Sandbox,
    pub timeout_multiplier: f64,
    /// -1 quiet, 0, 1 verbose.
    pub verbosity: i8,
    pub color: Color,
    pub dry_run: bool,
    pub max_time: Option<Duration>,
    pub shard: Option<Shard>,
}

/// Where mutants may write, and what of the project they see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sandbox {
    pub mode: SandboxMode,
    /// Absolute folders outside the workers' own.
    pub write: Vec<PathBuf>,
    pub tree: TreeChoice,
    /// Folders that workers do without: names or paths, after a `-` those that they have all the same.
    pub leave_out: Vec<String>,
}

/// The default for `--timeout-multiplier`.
const TIMEOUT_MULTIPLIER: f64 = 5.0;

/// Resolves the merged `options` for the project at `project`.  `env` gives
/// the value of an environment variable.
pub fn resolve(
    project: &Path,
    options: Options,
    coverage: Coverage,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Config, ConfigError> {
    let project = project
        .canonicalize()
        .map_err(|source| ConfigError::NoProject { path: project.display().to_string(), source })?;
    let places = python::Places {
        project: &project,
        virtual_env: env("VIRTUAL_ENV").map(PathBuf::from),
        path: env("PATH"),
    };
    let python = match &options.python {
        Some(python) => python::given(python, &places)?,
        None => python::default(&places),
    };
    let paths = options.paths.unwrap_or_default();
    Ok(Config {
        paths: paths.into_iter().map(|path| relative(path, &project)).collect(),
        coverage,
        python,
        jobs: options.jobs.unwrap_or(Jobs::Auto).count(),
        tests: options.tests.unwrap_or_default(),
        pytest_args: options.pytest_args.unwrap_or_default(),
        operators: options.operators.unwrap_or_default(),
        only: options.only.unwrap_or_default(),
        fail_under: options.fail_under.map(|percent| percent.0),
        gates: options.gate.unwrap_or_default().into_iter().map(PathGate::from).collect(),
        reports: options.report.unwrap_or_default(),
        cache: !options.no_cache.unwrap_or(false),
        wait: options.wait.unwrap_or(false),
        baseline_runs: options.baseline_runs.map_or(1, |runs| runs.0.get()),
        strategy: options.strategy.and_then(|choice| choice.0),
        sandbox: Sandbox {
            mode: options.sandbox.mode.unwrap_or_default(),
            write: writable(&project, &options.sandbox.write.unwrap_or_default())?,
            tree: options.sandbox.tree.unwrap_or_default(),
            leave_out: options.sandbox.leave_out.unwrap_or_default(),
        },
        timeout_multiplier: options.timeout_multiplier.map_or(TIMEOUT_MULTIPLIER, |Positive(value)| value),
        verbosity: verbosity(options.quiet, options.verbose),
        color: options.color.unwrap_or_default(),
        dry_run: options.dry_run.unwrap_or(false),
        max_time: options.max_time.map(|limit| limit.0),
        shard: options.shard,
        project,
    })
}

/// The folders where mutants may write besides; each must be there, else the permission would be lost unnoticed.
fn writable(project: &Path, folders: &[String]) -> Result<Vec<PathBuf>, ConfigError> {
    let open = |given: &String| {
        let error = |why: String| ConfigError::NoFolder { path: given.clone(), why };
        let folder = project.join(given).canonicalize().map_err(|e| error(e.to_string()))?;
        if folder.is_dir() { Ok(folder) } else { Err(error("it is no folder".to_owned())) }
    };
    folders.iter().map(open).collect()
}

impl From<GateOptions> for PathGate {
    fn from(gate: GateOptions) -> PathGate {
        let (fail_under, coverage) = (gate.fail_under.map(|p| p.0), gate.coverage.map(|p| p.0));
        PathGate { paths: gate.paths, fail_under, coverage }
    }
}

fn verbosity(quiet: Option<bool>, verbose: Option<bool>) -> i8 {
    match (quiet, verbose) {
        (Some(true), _) => -1,
        (_, Some(true)) => 1,
        _ => 0,
    }
}

/// An absolute path inside the project, made relative to it, so that no path
/// of this machine gets into a report.
fn relative(path: String, project: &Path) -> String {
    let given = Path::new(&path);
    let resolved = if given.is_absolute() { given.canonicalize().ok() } else { None };
    let inside = given.strip_prefix(project).ok();
    let inside = inside.or_else(|| resolved.as_ref()?.strip_prefix(project).ok());
    let Some(inside) = inside else { return path };
    match inside.to_string_lossy().replace('\\', "/") {
        empty if empty.is_empty() => ".".to_owned(),
        inside => inside,
    }
}

#[cfg(test)]
mod tests {
    use super::super::SandboxOptions;
    use super::*;

    #[test]
    fn defaults_are_filled_in_and_paths_made_relative() {
        let dir = tempfile::tempdir().unwrap();
        let project = dir.path().canonicalize().unwrap();
        let options = Options {
            paths: Some(vec!["src".into(), project.join("lib/a.py").display().to_string()]),
            quiet: Some(true),
            ..Options::default()
        };
        let config = resolve(dir.path(), options, Coverage::default(), &|_| None).unwrap();
        assert_eq!(config.paths, ["src", "lib/a.py"]);
        assert_eq!(config.verbosity, -1);
        assert!(config.cache && config.jobs >= 1);
        assert_eq!(config.python, Path::new("python3"));
    }

    #[test]
    fn a_folder_to_write_in_must_be_there() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let refused = |name: &str| {
            let write = Some(vec![".".into(), name.into()]);
            let sandbox = SandboxOptions { write, ..SandboxOptions::default() };
            let options = Options { sandbox, ..Options::default() };
            resolve(dir.path(), options, Coverage::default(), &|_| None).unwrap_err().to_string()
        };
        assert!(refused("absent").starts_with("failed to allow writes below absent (sandbox.write"));
        assert!(refused("file").contains("it is no folder; make the folder, or leave it out"));
    }

    #[test]
    fn an_interpreter_that_does_not_exist_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { python: Some(dir.path().join("no/python")), ..Options::default() };
        let error = resolve(dir.path(), options, Coverage::default(), &|_| None).unwrap_err();
        assert!(error.to_string().contains("give another with --python"), "{error}");
    }
}
