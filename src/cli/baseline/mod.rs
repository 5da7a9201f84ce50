//! `mutate baseline`

pub(super) mod args;
mod chosen;
mod files;

use std::path::{Path, PathBuf};

use super::args::Global;
use super::exit::{CliError, ExitCode};
use super::{output, run, setup};
use crate::cancel::Cancel;
use crate::config::{Config, Coverage, Percent};
use crate::coverage::{self, Counts, Reading};
use crate::gate;
use crate::session::{Measurement, Rendering};
use crate::survey::{self, Comparison, Snapshot, Survey};
use args::{BaselineArgs, SNAPSHOT};

/// coverage.py's reports.
const FORMATS: [&str; 6] = ["xml", "lcov", "json", "html", "term", "term-missing"];

pub(super) fn run(global: &Global, args: BaselineArgs) -> Result<ExitCode, CliError> {
    let plan = Plan::new(global, args)?;
    match foreign(&plan.args)? {
        Some((file, report)) => {
            let survey = imported(file, &report, &plan.config)?;
            let rule = Rule::of(&plan.config, &survey);
            plan.conclude(&Found { survey, rule, text: String::new() })
        }
        None => plan.tell(&plan.measured()?),
    }
}

/// A measurement that is to be told of; whether all is in order that it needs is known before the suite runs.
pub(super) struct Plan {
    args: BaselineArgs,
    config: Config,
    rendering: Rendering,
    /// What is saved may take its place.
    before: Option<Snapshot>,
}

impl Plan {
    pub(super) fn new(global: &Global, args: BaselineArgs) -> Result<Plan, CliError> {
        let mut config = setup::config(global, args.options().map_err(CliError::usage)?)?;
        let only = match &args.paths {
            Some(paths) => chosen::choose(&mut config, paths)?,
            None => Vec::new(),
        };
        let rendering = Rendering { formats: formats(&args)?, given: args.import.clone(), only };
        let before = before(&args, &config)?;
        Ok(Plan { args, config, rendering, before })
    }

    /// Runs the suite, or takes the measurements that are there.
    pub(super) fn measured(&self) -> Result<Measurement, CliError> {
        let cancel = Cancel::default();
        run::listen(&cancel)?;
        run::covered(&self.config, &self.rendering, &cancel)
    }

    /// Of a suite that has run: `measurement` has the reports that are wanted.
    pub(super) fn tell(&self, measurement: &Measurement) -> Result<ExitCode, CliError> {
        self.conclude(&Found::of(&self.args, &self.config, measurement)?)
    }

    fn conclude(&self, found: &Found) -> Result<ExitCode, CliError> {
        let Plan { args, config, before, .. } = self;
        let Found { survey, rule, text } = found;
        let now = Snapshot::of(survey);
        if let Some(file) = &args.save {
            let bytes = now.render().map_err(|error| CliError::new(ExitCode::Internal, error.to_string()))?;
            files::write(&at_home(file, SNAPSHOT, config), &bytes)?;
        }
        let compared = before.as_ref().map(|before| survey::compare(before, &now, args.tolerance.0));
        let comparison = compared.unwrap_or_default();
        show(args, config, survey, text, &comparison)?;
        Ok(judge(args, config, survey, rule, &comparison))
    }
}

/// What is known of the suite's coverage.
struct Found {
    survey: Survey,
    rule: Rule,
    /// coverage.py's reports for standard output.
    text: String,
}

/// What coverage.py's configuration demands.
#[derive(Default)]
struct Rule {
    fail_under: f64,
    failed: bool,
    precision: u32,
}

impl Rule {
    /// Where coverage.py itself is not asked.
    fn of(config: &Config, survey: &Survey) -> Rule {
        let Coverage { fail_under, precision, .. } = config.coverage;
        Rule { fail_under, precision, failed: below(survey.total().percent(), fail_under, precision) }
    }
}

fn formats(args: &BaselineArgs) -> Result<Vec<String>, CliError> {
    let names: Vec<String> = args.report.iter().map(|target| target.format.clone()).collect();
    match names.iter().find(|name| !FORMATS.contains(&name.as_str())) {
        Some(name) => {
            Err(CliError::usage(format!("unknown report format `{name}`; known are {}", FORMATS.join(", "))))
        }
        None => Ok(names),
    }
}

/// The usual snapshot belongs to the project, another is where the user says.
fn at_home(file: &Path, usual: &str, config: &Config) -> PathBuf {
    if file == Path::new(usual) { config.project.join(file) } else { file.to_owned() }
}

fn before(args: &BaselineArgs, config: &Config) -> Result<Option<Snapshot>, CliError> {
    let usual = || args.no_regress.then(|| PathBuf::from(SNAPSHOT));
    let Some(file) = args.compare.clone().or_else(usual) else { return Ok(None) };
    let file = at_home(&file, SNAPSHOT, config);
    let error =
        |why: String| CliError::usage(format!("failed to read the snapshot {}: {why}", file.display()));
    let bytes =
        std::fs::read(&file).map_err(|why| error(format!("{why}; `mutate baseline --save` makes one")))?;
    Snapshot::parse(&bytes).map(Some).map_err(|why| error(why.to_string()))
}

/// The one report to import that is not coverage.py's own data.
fn foreign(args: &BaselineArgs) -> Result<Option<(&Path, coverage::Report)>, CliError> {
    let data =
        |file: &PathBuf| std::fs::read(file).is_ok_and(|bytes| bytes.starts_with(b"SQLite format 3\0"));
    let Some(file) = args.import.iter().find(|file| !data(file)) else { return Ok(None) };
    let report = coverage::read(file, &Reading { src_roots: Vec::new(), expand: false })?;
    if args.import.len() > 1 || !args.report.is_empty() {
        return Err(CliError::usage(format!(
            "{} is a report, which can neither be combined nor rendered anew; import coverage.py's own data \
             (.coverage) for that",
            file.display()
        )));
    }
    Ok(Some((file, report)))
}

fn imported(file: &Path, report: &coverage::Report, config: &Config) -> Result<Survey, CliError> {
    let known = |names: &[String]| {
        let inside = |name: &String| {
            let path = config.project.join(name);
            let inside = path.strip_prefix(&config.project).ok().filter(|_| path.is_file())?;
            Some(inside.to_string_lossy().into_owned())
        };
        names.iter().find_map(inside).unwrap_or_else(|| names.first().cloned().unwrap_or_default())
    };
    let table = report.table(&known);
    if table.values().all(|counts| counts.statements == 0) {
        return Err(CliError::usage(format!(
            "{} tells of no line: either nothing was measured, or it is no coverage report",
            file.display()
        )));
    }
    let sources = survey::read(&config.project, &table.keys().cloned().collect::<Vec<_>>());
    Ok(Survey::new(table, &sources, None, Vec::new()))
}

impl Found {
    /// Brings coverage.py's reports to their places, too.
    fn of(args: &BaselineArgs, config: &Config, measurement: &Measurement) -> Result<Found, CliError> {
        let json = std::fs::read(measurement.covered.folder.join("table.json"));
        let internal = |why: String| {
            CliError::new(ExitCode::Internal, format!("failed to read coverage.py's table: {why}"))
        };
        let table = coverage::table(&json.map_err(|e| internal(e.to_string()))?).map_err(internal)?;
        files::reports(args, config, measurement)?;
        let Measurement { covered, files, .. } = measurement;
        let mut all = files.clone();
        all.extend(table.keys().filter(|path| !files.contains(path)).cloned());
        let sources = survey::read(&config.project, &all);
        let reported = &covered.reported;
        let survey = Survey {
            unimported: reported.unimported.clone(),
            ..Survey::new(table, &sources, Some(&reported.tests), reported.excluded.clone())
        };
        let rule =
            Rule { fail_under: reported.fail_under, failed: reported.failed, precision: reported.precision };
        Ok(Found { survey, rule, text: reported.text.clone() })
    }
}

fn show(
    args: &BaselineArgs,
    config: &Config,
    survey: &Survey,
    text: &str,
    comparison: &Comparison,
) -> Result<(), CliError> {
    output::print(text.as_bytes())?;
    // what was asked for on standard output is alone there
    if text.is_empty() && config.verbosity >= 0 {
        output::print(survey::text(survey, args.sort, args.verbose).as_bytes())?;
    }
    output::print(comparison.text.as_bytes())
}

fn judge(
    args: &BaselineArgs,
    config: &Config,
    survey: &Survey,
    rule: &Rule,
    comparison: &Comparison,
) -> ExitCode {
    let percent = survey.total().percent();
    let mut failures = Vec::new();
    let (failed, threshold) = match args.fail_under {
        Some(Percent(threshold)) => (below(percent, threshold, rule.precision), threshold),
        None => (rule.failed, rule.fail_under),
    };
    if failed {
        failures.push(format!("coverage {} is below {threshold}%", gate::percent(percent)));
    }
    let rows: Vec<(&str, Counts)> = survey.rows.iter().map(|row| (row.path.as_str(), row.counts)).collect();
    let together =
        |files: &[&Counts]| files.iter().fold(Counts::default(), |sum, file| sum.plus(**file)).percent();
    let (missed, notes) = gate::check_coverage(&rows, &config.gates, &together);
    notes.iter().for_each(|note| eprintln!("note: {note}"));
    failures.extend(missed);
    if args.no_regress {
        failures.extend(comparison.lost.iter().map(|lost| format!("less is covered: {lost}")));
    }
    failures.iter().for_each(|failure| eprintln!("gate failed: {failure}"));
    if failures.is_empty() { ExitCode::Ok } else { ExitCode::Gate }
}

/// As coverage.py has it: rounded to its precision, or to that of the threshold, but only 100 % is 100 %.
fn below(percent: f64, threshold: f64, precision: u32) -> bool {
    let digits = threshold.to_string().split_once('.').map_or(0, |(_, digits)| digits.len() as u32);
    let scale = 10f64.powi(i32::try_from(precision.max(digits)).unwrap_or(0));
    if threshold >= 100.0 { percent < 100.0 } else { (percent * scale).round_ties_even() / scale < threshold }
}

#[cfg(test)]
mod tests {
    use super::below;

    #[test]
    fn the_threshold_is_held_against_the_rounded_percentage() {
        assert!(!below(79.6, 80.0, 0));
        assert!(below(79.6, 80.0, 1));
        assert!(below(79.6, 79.62, 0));
        assert!(!below(79.6, 79.55, 0));
        assert!(below(99.9, 100.0, 0));
        assert!(!below(100.0, 100.0, 0));
    }
}
