//! What can be typed.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::baseline::args::BaselineArgs;
use super::ci::CiArgs;
use super::diff::args::DiffArgs;
use super::init::InitArgs;
use super::merge::MergeArgs;
use super::suite::{PythonArgs, SandboxArgs, SuiteArgs};
use crate::config::{Color, Limit, Options, Percent, Positive, ReportTarget, Runs, Shard, StrategyChoice};
use crate::model::Status;
use crate::worker::{CONFINED, GUARD};

/// Mutation testing for Python: which of your tests would notice a bug?
///
/// Without a command, `mutate [OPTIONS]` is `mutate run [OPTIONS]`.
#[derive(Debug, Parser)]
#[command(name = "mutate", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub global: Global,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The project's folder [default: the nearest one upward with pyproject.toml, setup.cfg, setup.py,
    /// pytest.ini, tox.ini or .git]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// When to colour the output: auto, always or never
    #[arg(long, global = true, value_name = "WHEN")]
    pub color: Option<Color>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the suite, mutate, judge, report, apply the gate (the default command)
    Run(Box<RunArgs>),
    /// List the mutants that a run would judge, without running anything
    List(ListArgs),
    /// Run the unmutated suite and show how much of each module it covers
    Baseline(Box<BaselineArgs>),
    /// Show how much of the changed lines the tests run, as coverage reports have it
    Diff(Box<DiffArgs>),
    /// List the operators, or document one
    Operators(OperatorsArgs),
    /// Show the last run as a table
    Results(ResultsArgs),
    /// Show one mutant of the last run: its diff and its verdict
    Show(IdArgs),
    /// Tell how a mutant of the last run was judged: which tests reach it, which killed it
    Explain(IdArgs),
    /// Judge a random sample of the last run again in fresh interpreters, and say how many verdicts
    /// do not agree
    Verify(VerifyArgs),
    /// Say what in this project would spoil a run: tests that mind order or company, assert nothing,
    /// write into shared folders, use the network; modules imported from elsewhere
    Doctor(DoctorArgs),
    /// Write a mutant of the last run into the source
    Apply(IdArgs),
    /// Render the last run, or a JSON report, in any format
    Report(ReportArgs),
    /// Join the JSON reports of the parts of a run, with a gate over all of them
    Merge(MergeArgs),
    /// Coverage, and the mutants of the diff or all of them, with their gates and reports: one line
    /// of a workflow
    Ci(Box<CiArgs>),
    /// Write a configuration and a workflow for GitHub or GitLab
    Init(InitArgs),
    /// Look at what is kept between runs, or remove it
    Cache(CacheArgs),
    #[command(name = GUARD, hide = true)]
    Guard(GuardArgs),
    #[command(name = CONFINED, hide = true)]
    Confined(ConfinedArgs),
}

/// A command that is not to outlive this one.
#[derive(Debug, Args)]
pub struct GuardArgs {
    /// Lower, upper, the kernel's own, and where they are seen
    #[arg(long, num_args = 1)]
    pub layers: Vec<PathBuf>,
    /// With shared memory of its own
    #[arg(long)]
    pub own_memory: bool,
    #[arg(last = true, required = true)]
    pub command: Vec<OsString>,
}

/// A command, and where alone it may write.
#[derive(Debug, Args)]
pub struct ConfinedArgs {
    #[arg(long)]
    pub write: Vec<PathBuf>,
    #[arg(last = true, required = true)]
    pub command: Vec<OsString>,
}

/// What is mutated, and how.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct SelectArgs {
    /// Files, folders or globs to mutate, relative to the project
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub paths: Option<Vec<String>>,
    /// Operators and groups to use, `-name` to remove one, separated by commas
    #[arg(long, value_delimiter = ',', allow_hyphen_values = true, value_name = "LIST")]
    pub operators: Option<Vec<String>>,
    /// Only the mutants whose path, qualified name or id matches
    #[arg(long, value_name = "GLOB")]
    pub only: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct RunArgs {
    #[command(flatten)]
    pub select: SelectArgs,
    #[command(flatten)]
    pub suite: SuiteArgs,
    /// Exit with 1 where the mutation score is below this percentage
    #[arg(long, value_name = "PCT")]
    pub fail_under: Option<Percent>,
    /// Write a report, to standard output where no path is given; can be repeated
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub report: Option<Vec<ReportTarget>>,
    /// Add a line of JSON for this run to a file, and say what has moved since the last one; of all mutants, not
    /// of a part of them
    #[arg(long, value_name = "FILE", conflicts_with_all = ["shard", "since", "in_diff", "failed", "dry_run"])]
    pub history: Option<PathBuf>,
    /// Keep nothing of this run, use nothing of earlier ones
    #[arg(long)]
    pub no_cache: bool,
    /// Wait where another mutate works on this project
    #[arg(long)]
    pub wait: bool,
    /// How often to run the unmutated suite before judging: a test that does not always pass is
    /// quarantined [default: 1]
    #[arg(long, value_name = "N")]
    pub baseline_runs: Option<Runs>,
    /// How mutants are put in place: auto, swap, reimport or cold
    #[arg(long, value_name = "STRATEGY")]
    pub strategy: Option<StrategyChoice>,
    #[command(flatten)]
    pub sandbox: SandboxArgs,
    /// How many times its usual time a test may take
    #[arg(long, value_name = "X")]
    pub timeout_multiplier: Option<Positive>,
    /// Stop judging after this time: 90s, 10m, 1h30m
    #[arg(long, value_name = "DURATION")]
    pub max_time: Option<Limit>,
    /// Judge only part I of N
    #[arg(long, value_name = "I/N")]
    pub shard: Option<Shard>,
    /// Judge only the mutants of lines that differ from this branch, tag or commit, and those that
    /// changed tests reach
    #[arg(long, value_name = "REV", conflicts_with_all = ["in_diff", "failed"])]
    pub since: Option<String>,
    /// The same, of the lines and tests that a diff changes; `-` is standard input
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", conflicts_with = "failed")]
    pub in_diff: Option<PathBuf>,
    /// Judge only what the last run saw nobody notice; the other verdicts are taken from there
    #[arg(long)]
    pub failed: bool,
    /// Make the mutants and run the unmutated suite, but judge nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print the score only
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Show each verdict as it comes
    #[arg(short, long)]
    pub verbose: bool,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    #[command(flatten)]
    pub select: SelectArgs,
    /// Print only how many there are
    #[arg(long, conflicts_with_all = ["json", "diff"])]
    pub count: bool,
    /// As JSON, with the mutants that are ignored and why
    #[arg(long)]
    pub json: bool,
    /// Show each as a unified diff
    #[arg(long)]
    pub diff: bool,
}

#[derive(Debug, Args)]
pub struct OperatorsArgs {
    /// The operator to document
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct ResultsArgs {
    /// Only these statuses, separated by commas: killed, survived, no-coverage, timeout …
    #[arg(long, value_delimiter = ',', value_parser = status, value_name = "STATUS")]
    pub status: Vec<Status>,
}

#[derive(Debug, Args)]
pub struct IdArgs {
    /// A mutant's id, or the first characters of it, at least four
    pub id: String,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// How many verdicts to judge again
    #[arg(long, default_value = "60", value_name = "N")]
    pub sample: NonZeroUsize,
    /// Which sample: the same number draws the same again [default: any]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Exit with 1 where more than this percentage of the sample disagrees
    #[arg(long, default_value = "0", value_name = "PCT")]
    pub max_disagreement: Percent,
    #[command(flatten)]
    pub python: PythonArgs,
    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Which random order: the same number draws the same again [default: any]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Files, folders or globs that a run would mutate, relative to the project
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub paths: Option<Vec<String>>,
    /// Test files or folders [default: as pytest is configured]
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub tests: Option<Vec<String>>,
    #[command(flatten)]
    pub python: PythonArgs,
    /// Show no progress
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct ReportArgs {
    /// What to write; without a path, to standard output
    #[arg(value_name = "FORMAT[=PATH]", default_value = "text")]
    pub reports: Vec<ReportTarget>,
    /// A mutation-testing-report JSON file [default: the last run]
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CacheArgs {
    #[command(subcommand)]
    pub command: CacheCommand,
}

#[derive(Debug, Subcommand)]
pub enum CacheCommand {
    /// Where the cache is, and how much is in it
    Stats,
    /// Remove the cache
    Clear,
    /// Write all verdicts to one file, for other checkouts and machines
    Export { file: PathBuf },
    /// Add the verdicts of such a file
    Import { file: PathBuf },
}

impl SelectArgs {
    /// As they are typed.
    pub fn words(&self) -> Vec<String> {
        let each = |option: &str, values: &Option<Vec<String>>| {
            values.iter().flatten().map(|value| format!("--{option}={value}")).collect::<Vec<String>>()
        };
        [each("paths", &self.paths), each("operators", &self.operators), each("only", &self.only)].concat()
    }

    /// As a layer of options.
    pub fn options(self) -> Options {
        Options { paths: self.paths, operators: self.operators, only: self.only, ..Options::default() }
    }
}

impl RunArgs {
    /// As a layer of options; the error is that of `--pytest-args`.
    pub fn options(self) -> Result<Options, String> {
        let Options { python, jobs, tests, pytest_args, .. } = self.suite.options()?;
        let loud = self.quiet || self.verbose;
        Ok(Options {
            python,
            jobs,
            tests,
            pytest_args,
            fail_under: self.fail_under,
            report: self.report,
            no_cache: self.no_cache.then_some(true),
            wait: self.wait.then_some(true),
            baseline_runs: self.baseline_runs,
            strategy: self.strategy,
            sandbox: self.sandbox.options(),
            timeout_multiplier: self.timeout_multiplier,
            quiet: loud.then_some(self.quiet),
            verbose: loud.then_some(self.verbose),
            dry_run: self.dry_run.then_some(true),
            max_time: self.max_time,
            shard: self.shard,
            ..self.select.options()
        })
    }
}

/// A status, however it is spelt: `NoCoverage`, `no-coverage`, `nocoverage`.
fn status(text: &str) -> Result<Status, String> {
    let plain = text.replace(['-', '_', ' '], "").to_lowercase();
    let found = Status::ALL.into_iter().find(|status| status.name().to_lowercase() == plain);
    found.ok_or_else(|| {
        let names: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
        format!("known are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_of_run_can_stand_without_the_word() {
        let cli = Cli::try_parse_from(["mutate", "--paths", "a", "b", "--operators", "-bool-op,+x", "-j2"])
            .unwrap();
        assert!(cli.command.is_none());
        let options = cli.run.options().unwrap();
        assert_eq!(options.paths, Some(vec!["a".into(), "b".into()]));
        assert_eq!(options.operators, Some(vec!["-bool-op".into(), "+x".into()]));
    }

    #[test]
    fn arguments_for_pytest_may_begin_with_a_dash() {
        let cli = Cli::try_parse_from(["mutate", "run", "--pytest-args", "-k 'a b'"]).unwrap();
        let Some(Command::Run(args)) = cli.command else { panic!("not run") };
        assert_eq!(args.options().unwrap().pytest_args, Some(vec!["-k".into(), "a b".into()]));
    }
}
