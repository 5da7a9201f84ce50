//! `mutate verify`

use std::collections::BTreeSet;
use std::fmt::Write;

use super::args::{Global, VerifyArgs};
use super::exit::{CliError, ExitCode};
use super::{history, last, output, run, setup};
use crate::cancel::Cancel;
use crate::config::{Config, Options};
use crate::console::Console;
use crate::report::{Document, Mutant};
use crate::session;
use crate::verify::{self, Comparison, Disagreement};

pub(super) fn run(global: &Global, args: VerifyArgs) -> Result<ExitCode, CliError> {
    let project = setup::project(global)?;
    let before = last::of_project(&project)?;
    let seed = args.seed.unwrap_or_else(setup::any_seed);
    let ids = verify::sample(&before, args.sample.get(), seed);
    if ids.is_empty() {
        return Err(CliError::new(ExitCode::Nothing, "the last run has no verdict that could be verified"));
    }
    let most = args.max_disagreement.0;
    let config = config(global, args, &before, &ids)?;
    unchanged(&config, &before)?;
    let cancel = Cancel::default();
    run::listen(&cancel)?;

    let mut console = Console::new(config.verbosity);
    let known = history::known(&config);
    let outcome = session::rejudge(&config, &cancel, &known, &mut |event| console.event(&event));
    console.finish();
    let result = outcome.map_err(|error| run::failed(error, &cancel))?;
    let again = Document::new(&result, &run::settings(&config));
    let comparison = verify::compare(&before, &again, &ids);
    let text = report(&before, &again, &comparison, seed);
    output::print(text.as_bytes())?;
    if let Some(signal) = cancel.requested() {
        return Ok(ExitCode::from_signal(signal));
    }
    if comparison.rate() > most {
        let rate = comparison.rate();
        eprintln!("verification failed: disagreement rate {rate:.1}% is above {most}%");
        return Ok(ExitCode::Gate);
    }
    Ok(ExitCode::Ok)
}

/// What the last run was told, for the sampled mutants alone.
fn config(
    global: &Global,
    args: VerifyArgs,
    before: &Document,
    ids: &BTreeSet<String>,
) -> Result<Config, CliError> {
    let drawn = before.mutants().filter(|(_, _, mutant)| ids.contains(&mutant.id));
    let paths: BTreeSet<String> = drawn.map(|(path, _, _)| path.to_owned()).collect();
    let told = |key: &str| -> Option<Vec<String>> {
        let words = before.config.get(key)?.as_array()?;
        Some(words.iter().filter_map(|word| word.as_str().map(str::to_owned)).collect())
    };
    let options = Options {
        paths: Some(paths.into_iter().collect()),
        only: Some(ids.iter().cloned().collect()),
        operators: told("operators"),
        tests: told("tests"),
        pytest_args: told("pytestArgs"),
        report: Some(Vec::new()),
        python: args.python.python,
        jobs: args.python.jobs,
        quiet: args.quiet.then_some(true),
        ..Options::default()
    };
    let config = setup::config(global, options)?;
    Ok(Config { max_time: None, shard: None, dry_run: false, cache: false, ..config })
}

/// Verdicts of sources that have changed since cannot be verified.
fn unchanged(config: &Config, before: &Document) -> Result<(), CliError> {
    for path in &config.paths {
        let bytes = std::fs::read(config.project.join(path)).unwrap_or_default();
        let now = crate::syntax::decode(&bytes).map(|(text, _)| text).unwrap_or_default();
        if before.files.get(path).is_none_or(|file| file.source != now) {
            return Err(CliError::usage(format!(
                "{path} has changed since the last run, whose verdicts are of the old text; run `mutate` again"
            )));
        }
    }
    Ok(())
}

fn report(before: &Document, again: &Document, comparison: &Comparison<'_>, seed: u64) -> String {
    let mut out = String::new();
    for disagreement in &comparison.disagreements {
        out.push_str(&histories(disagreement, before, again));
    }
    let (judged, wrong) = (comparison.judged(), comparison.disagreements.len());
    if !comparison.left.is_empty() {
        let _ = writeln!(out, "not judged again: {}", comparison.left.join(", "));
    }
    let (low, high) = verify::wilson(wrong, judged);
    let _ = writeln!(
        out,
        "{judged} of {} verdicts judged again in fresh interpreters (seed {seed}): {} agree, {wrong} disagree",
        verify::population(before),
        comparison.agreeing,
    );
    let _ =
        writeln!(out, "disagreement rate {:.1}%, 95% interval {low:.1}% to {high:.1}%", comparison.rate());
    out
}

/// A mutant, how it was judged before, and how now.
fn histories(disagreement: &Disagreement<'_>, before: &Document, again: &Document) -> String {
    let name = last::name(disagreement.path, disagreement.before);
    let rows =
        [history("last run", disagreement.before, before), history("verified", disagreement.again, again)];
    format!("{name} ({})\n{}", disagreement.before.id, rows.concat())
}

fn history(title: &str, mutant: &Mutant, document: &Document) -> String {
    let names = document.test_names();
    let killer = mutant.killed_by.first().map(|id| names.get(id.as_str()).copied().unwrap_or(id));
    let mut row = format!("  {title}: {}", mutant.status);
    if let Some(killer) = killer {
        let _ = write!(row, " by {killer}");
    }
    let strategy = mutant.mutate.strategy.as_deref().unwrap_or("without a run");
    let _ = write!(row, "; {strategy}, {} tests completed", mutant.tests_completed.unwrap_or(0));
    if let Some(reason) = &mutant.status_reason {
        let _ = write!(row, "; {reason}");
    }
    row + "\n"
}
