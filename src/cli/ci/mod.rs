//! `mutate ci`: one line of a workflow.

use std::path::{Path, PathBuf};

use clap::{Args, Parser};

use super::args::{Cli, Command, Global, SelectArgs};
use super::baseline;
use super::diff;
use super::exit::{CliError, ExitCode};
use super::run;
use super::suite::MeasureArgs;
use crate::config::Percent;
use crate::session::Shared;

/// The report for people.
const HTML: &str = "html";

#[derive(Debug, Args)]
pub struct CiArgs {
    /// The branch to compare with [default: that of the pull or merge request, as GITHUB_BASE_REF or
    /// CI_MERGE_REQUEST_TARGET_BRANCH_NAME tell; without one all mutants are judged]
    #[arg(long, value_name = "BRANCH")]
    pub compare_branch: Option<String>,
    /// Where the reports go
    #[arg(long, value_name = "DIR", default_value = "mutate-report")]
    pub out: PathBuf,
    /// Exit with 1 where less of the suite's code is covered [default: fail_under of
    /// [tool.coverage.report]]
    #[arg(long, value_name = "PCT")]
    pub fail_under: Option<Percent>,
    /// Exit with 1 where less of the changed lines is covered
    #[arg(long, value_name = "PCT")]
    pub fail_under_diff: Option<Percent>,
    /// Exit with 1 where the mutation score is lower: of the diff, or of all mutants
    #[arg(long, value_name = "PCT")]
    pub fail_under_mutants: Option<Percent>,
    /// Pass whatever the score where the diff has fewer mutants than these
    #[arg(long, value_name = "N")]
    pub minimum_mutants: Option<usize>,
    /// Exit with 1 where a module lost coverage since the snapshot
    #[arg(long)]
    pub no_regress: bool,
    #[command(flatten)]
    pub select: SelectArgs,
    #[command(flatten)]
    pub suite: MeasureArgs,
}

/// The diff with its mutants, or all mutants, and the suite's coverage from the same run.  A gate that
/// fails does not keep the others from being told of; anything else ends it.
pub(super) fn run(global: &Global, args: &CiArgs) -> Result<ExitCode, CliError> {
    let out = &args.out;
    std::fs::create_dir_all(out)
        .map_err(|error| CliError::usage(format!("failed to make the folder {}: {error}", out.display())))?;
    let Command::Baseline(covering) = command(&covering(args))? else { return Err(unknown()) };
    let coverage = baseline::Plan::new(global, *covering)?;
    let mut shared = Shared::new(&[diff::XML, HTML]);
    let branch = args.compare_branch.clone().or_else(target);
    let judged =
        match branch.map_or_else(|| command(&judging(args)), |branch| command(&comparing(args, &branch)))? {
            Command::Diff(args) => diff::sharing(global, *args, &mut shared),
            Command::Run(args) => run::sharing(global, *args, Some(&mut shared)),
            _ => Err(unknown()),
        };
    let ended = match &judged {
        Ok(code) => !matches!(code, ExitCode::Ok | ExitCode::Gate),
        Err(error) => error.code != ExitCode::Nothing,
    };
    if ended {
        return judged;
    }
    // that run may have had no test to run, or less measured than the user's configuration asks for
    let measurement = shared.measurement.map_or_else(|| coverage.measured(), Ok)?;
    let covered = coverage.tell(&measurement)?;
    judged.map(|judged| if judged == ExitCode::Ok { covered } else { judged })
}

/// The branch that a pull or merge request is for.
fn target() -> Option<String> {
    let names = ["GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"];
    let found = names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    found.map(|name| format!("origin/{name}"))
}

/// A command of this program, as if it were typed.
fn command(words: &[String]) -> Result<Command, CliError> {
    eprintln!("mutate {}", words.join(" "));
    let typed = std::iter::once("mutate").chain(words.iter().map(String::as_str));
    let cli = Cli::try_parse_from(typed).map_err(|error| CliError::usage(error.to_string()))?;
    cli.command.ok_or_else(unknown)
}

fn unknown() -> CliError {
    CliError::new(ExitCode::Internal, "no command of `mutate ci`")
}

fn covering(args: &CiArgs) -> Vec<String> {
    let mut words = vec!["baseline".to_owned()];
    words.extend(report(diff::XML, &args.out, "coverage.xml"));
    words.extend(report(HTML, &args.out, "coverage"));
    words.extend(percent("--fail-under", args.fail_under));
    words.extend(args.no_regress.then(|| "--no-regress".to_owned()));
    words.extend(args.suite.words());
    words
}

fn comparing(args: &CiArgs, branch: &str) -> Vec<String> {
    let at = |name: &str| args.out.join(name).display().to_string();
    let formats = format!("html:{},json:{},markdown:{}", at("diff.html"), at("diff.json"), at("diff.md"));
    let annotate =
        if std::env::var_os("GITHUB_ACTIONS").is_some() { ",github-annotations:warning" } else { "" };
    let mut words = ["diff", "--compare-branch", branch, "--mutants"].map(str::to_owned).to_vec();
    words.extend(["--format".to_owned(), format!("{formats}{annotate}")]);
    words.extend(percent("--fail-under", args.fail_under_diff));
    words.extend(percent("--fail-under-mutants", args.fail_under_mutants));
    words.extend(args.minimum_mutants.map(|number| format!("--minimum-mutants={number}")));
    words.extend(args.select.words());
    words.extend(args.suite.words());
    words
}

fn judging(args: &CiArgs) -> Vec<String> {
    let mut words = vec!["run".to_owned()];
    words.extend(report("text", &args.out, "mutants.txt"));
    words.extend(report("json", &args.out, "mutants.json"));
    words.extend(report("markdown", &args.out, "mutants.md"));
    words.extend(args.select.words());
    words.extend(percent("--fail-under", args.fail_under_mutants));
    words.extend(args.suite.words());
    words
}

fn report(format: &str, out: &Path, name: &str) -> [String; 1] {
    [format!("--report={format}={}", out.join(name).display())]
}

fn percent(option: &str, value: Option<Percent>) -> Option<String> {
    value.map(|Percent(value)| format!("{option}={value}"))
}
