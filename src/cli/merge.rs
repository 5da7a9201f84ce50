//! `mutate merge`

use std::path::{Path, PathBuf};

use clap::Args;

use super::args::Global;
use super::exit::{CliError, ExitCode};
use super::trend::Trend;
use super::{output, setup};
use crate::config::{Options, Percent, ReportTarget};
use crate::operators;
use crate::report::{self, Document, Merged, Part};

#[derive(Debug, Args)]
pub struct MergeArgs {
    /// JSON reports of `mutate run --shard I/N`, all of one run; a folder stands for those in it
    #[arg(required = true, value_name = "REPORT")]
    pub reports: Vec<PathBuf>,
    /// Exit with 1 where the mutation score of all parts is below this percentage [default: as configured]
    #[arg(long, value_name = "PCT")]
    pub fail_under: Option<Percent>,
    /// Write a report of all parts, to standard output where no path is given; can be repeated
    #[arg(long, value_name = "FORMAT[=PATH]")]
    pub report: Vec<ReportTarget>,
    /// Add a line of JSON for this run to a file, and say what has moved since the last one
    #[arg(long, value_name = "FILE")]
    pub history: Option<PathBuf>,
    /// Print the score only
    #[arg(short, long)]
    pub quiet: bool,
}

pub(super) fn run(global: &Global, args: MergeArgs) -> Result<ExitCode, CliError> {
    output::formats(&args.report)?;
    let options = Options { fail_under: args.fail_under, ..Options::default() };
    let config = setup::config(global, options)?;
    let trend = args.history.as_deref().map(Trend::open).transpose()?;
    let parts = files(&args.reports)?.iter().map(|path| read(path)).collect::<Result<Vec<Part>, _>>()?;
    let rank = |name: &str| operators::TABLE.iter().position(|o| o.spec().id == name).unwrap_or(usize::MAX);
    let merged = report::merge(parts, &rank);
    let Merged { document, notes } = merged.map_err(|error| CliError::usage(error.to_string()))?;
    notes.iter().for_each(|note| eprintln!("warning: {note}"));
    let style = output::style(config.color);
    output::write_reports(&document, &args.report, style)?;
    match (args.report.iter().any(|target| target.path.is_none()), args.quiet) {
        (true, _) => {}
        (false, true) => output::print(format!("{}\n", report::score_line(&document)).as_bytes())?,
        (false, false) => output::print_text(&document, style)?,
    }
    if let Some(trend) = trend {
        let moved = trend.add(&document, &config.project)?;
        if !args.quiet {
            eprintln!("{moved}");
        }
    }
    super::run::gated(&config, &document, &|text| eprintln!("note: {text}"))
}

/// The reports, those in folders in the order of their paths.
fn files(given: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut all = Vec::new();
    for path in given {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        let before = all.len();
        let inside = walkdir::WalkDir::new(path).sort_by_file_name().into_iter().flatten();
        let inside = inside.map(walkdir::DirEntry::into_path);
        all.extend(inside.filter(|path| path.extension().is_some_and(|ending| ending == "json")));
        if all.len() == before {
            return Err(CliError::usage(format!("there is no JSON report in {}", path.display())));
        }
    }
    Ok(all)
}

fn read(path: &Path) -> Result<Part, CliError> {
    let name = path.display().to_string();
    let json = std::fs::read(path)
        .map_err(|error| CliError::usage(format!("failed to read the report {name}: {error}")))?;
    let document = Document::parse(&json).map_err(|error| CliError::usage(format!("{name}: {error}")))?;
    Ok(Part { name, document })
}
