//! `mutate run`

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

use super::args::{Global, RunArgs};
use super::exit::{CliError, ExitCode};
use super::kept::Kept;
use super::scope::Scope;
use super::trend::Trend;
use super::{history, output, setup};
use crate::cancel::Cancel;
use crate::config::Config;
use crate::console::Console;
use crate::gate::{self, Outcome};
use crate::report::{self, Document, Settings};
use crate::session::{self, Measurement, Rendering, SessionError, Shared};

pub(super) fn run(global: &Global, args: RunArgs) -> Result<ExitCode, CliError> {
    sharing(global, args, None)
}

/// As `run`; `shared` gets the suite's coverage, too.
pub(super) fn sharing(
    global: &Global,
    args: RunArgs,
    shared: Option<&mut Shared>,
) -> Result<ExitCode, CliError> {
    let scope = Scope::of(&args);
    let trend = args.history.as_deref().map(Trend::open).transpose()?;
    let options = args.options().map_err(CliError::usage)?;
    let mut config = setup::config(global, options)?;
    config.cache &= !config.dry_run; // it has no verdicts to keep
    output::formats(&config.reports)?;
    let cancel = Cancel::default();
    listen(&cancel)?;

    let mut console = Console::new(config.verbosity);
    let mut kept = match config.cache {
        true => Kept::begin(&config, settings(&config), &cancel, &console)?,
        false => None,
    };
    let spared = kept.as_ref().filter(|_| scope.is_all()).and_then(|kept| kept.unchanged(&config));
    if let Some(document) = spared {
        let known = document.mutants().filter(|(_, _, mutant)| mutant.mutate.cached).count();
        console.print(&format!("nothing has changed: all {known} verdicts are those of earlier runs"));
        return told(&config, &document, trend, &cancel, &console);
    }
    let known = history::known(&config);
    let outcome = scope.judge(&config, shared, &cancel, &known, &mut |event| {
        console.event(&event);
        if let Some(kept) = &mut kept {
            kept.event(event);
        }
    });
    console.finish();
    let Some(result) = outcome? else {
        console.print("the change has to do with no mutant");
        return Ok(ExitCode::Ok);
    };
    let document = Document::new(&result, &settings(&config));
    match kept.map(|kept| kept.finish(&config, &document, known, &result.baseline, scope.is_all())) {
        Some(Err(message)) => console.print(&format!("warning: this run is not kept: {message}")),
        Some(Ok(Some(message))) => console.print(&format!("warning: {message}")),
        _ => {}
    }
    told(&config, &document, trend, &cancel, &console)
}

/// Tells of a run, and whether it passes.
fn told(
    config: &Config,
    document: &Document,
    trend: Option<Trend>,
    cancel: &Cancel,
    console: &Console,
) -> Result<ExitCode, CliError> {
    show(config, document)?;
    if let Some(trend) = trend {
        console.print(&trend.add(document, &config.project)?);
    }
    status(config, document, cancel, console)
}

/// Runs the suite under the user's coverage configuration, or takes measurements that are there.
pub(super) fn covered(
    config: &Config,
    rendering: &Rendering,
    cancel: &Cancel,
) -> Result<Measurement, CliError> {
    let mut console = Console::new(config.verbosity);
    let outcome = session::cover(config, rendering, cancel, &mut |event| console.event(&event));
    console.finish();
    outcome.map_err(|error| failed(error, cancel))
}

/// The first signal asks for an orderly end, the second ends at once.
pub(super) fn listen(cancel: &Cancel) -> Result<(), CliError> {
    register(cancel)
        .map_err(|error| CliError::new(ExitCode::Internal, format!("failed to set up signals: {error}")))
}

fn register(cancel: &Cancel) -> std::io::Result<()> {
    let again = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        flag::register_conditional_shutdown(
            signal,
            ExitCode::from_signal(signal) as i32,
            Arc::clone(&again),
        )?;
        flag::register(signal, Arc::clone(&again))?;
        flag::register_usize(signal, cancel.flag(), signal.unsigned_abs() as usize)?;
    }
    Ok(())
}

pub(super) fn failed(error: SessionError, cancel: &Cancel) -> CliError {
    let code = match &error {
        SessionError::Config(_) => ExitCode::Usage,
        SessionError::Red { .. } | SessionError::Unusable(_) => ExitCode::Red,
        SessionError::Nothing(_) => ExitCode::Nothing,
        SessionError::Internal(_) => ExitCode::Internal,
        SessionError::Interrupted => ExitCode::from_signal(cancel.requested().unwrap_or(SIGINT)),
    };
    let mut message = error.to_string();
    if let SessionError::Red { failing, .. } = &error {
        failing.iter().for_each(|test| message += &format!("\n  {test}"));
    }
    CliError::new(code, message)
}

pub(super) fn settings(config: &Config) -> Settings {
    Settings {
        paths: config.paths.clone(),
        operators: config.operators.clone(),
        only: config.only.clone(),
        tests: config.tests.clone(),
        pytest_args: config.pytest_args.clone(),
        fail_under: config.fail_under,
        strategy: config.strategy,
        shard: config.shard.map(|shard| format!("{}/{}", shard.index, shard.count)),
    }
}

/// The text summary, or the one report that was asked for on standard output.
fn show(config: &Config, document: &Document) -> Result<(), CliError> {
    let style = output::style(config.color);
    let taken = config.reports.iter().any(|target| target.path.is_none());
    output::write_reports(document, &config.reports, style)?;
    match (taken, config.verbosity < 0) {
        (true, _) => Ok(()),
        (false, true) => output::print(format!("{}\n", report::score_line(document)).as_bytes()),
        (false, false) => output::print_text(document, style),
    }
}

fn status(
    config: &Config,
    document: &Document,
    cancel: &Cancel,
    console: &Console,
) -> Result<ExitCode, CliError> {
    if let Some(signal) = cancel.requested() {
        return Ok(ExitCode::from_signal(signal));
    }
    if config.dry_run {
        return Ok(ExitCode::Ok);
    }
    let note = |text: &str| console.print(&format!("note: {text}"));
    if config.shard.is_none() {
        return gated(config, document, &note);
    }
    // the others of its kind may have all there is
    if nothing(document) {
        note("no mutant is in this part");
        return Ok(ExitCode::Ok);
    }
    // which mutants of a path fell to this part is a matter of chance
    if !config.gates.is_empty() {
        note("the thresholds of paths are for all parts together: `mutate merge`");
    }
    gated(&Config { gates: Vec::new(), ..config.clone() }, document, &note)
}

fn nothing(document: &Document) -> bool {
    let sum = document.summary();
    sum.total() == sum.ignored
}

/// The exit status of a run by its mutants and the thresholds.
pub(super) fn gated(config: &Config, document: &Document, note: &dyn Fn(&str)) -> Result<ExitCode, CliError> {
    if nothing(document) {
        let sum = document.summary();
        let skipped = document.mutate.skipped.len();
        let message = format!(
            "there is nothing to mutate: {} mutants are ignored, {skipped} files skipped",
            sum.ignored
        );
        return Err(CliError::new(ExitCode::Nothing, message));
    }
    match gate::check(&document.by_file(), config.fail_under, &config.gates) {
        Outcome::Pass(notes) => {
            notes.iter().for_each(|text| note(text));
            Ok(ExitCode::Ok)
        }
        Outcome::Fail(reasons) => {
            reasons.iter().for_each(|reason| eprintln!("gate failed: {reason}"));
            Ok(ExitCode::Gate)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signal_asks_for_an_orderly_end() {
        let cancel = Cancel::default();
        listen(&cancel).unwrap();
        assert_eq!(cancel.requested(), None);
        signal_hook::low_level::raise(SIGINT).unwrap();
        assert_eq!(cancel.requested(), Some(SIGINT));
    }

    #[test]
    fn each_failure_has_its_exit_status() {
        let cancel = Cancel::default();
        cancel.request(SIGTERM);
        let red = SessionError::Red { message: "2 tests fail".into(), failing: vec!["t.py::a".into()] };
        for (error, code) in [
            (SessionError::Config(String::new()), ExitCode::Usage),
            (SessionError::Unusable(String::new()), ExitCode::Red),
            (SessionError::Nothing(String::new()), ExitCode::Nothing),
            (SessionError::Internal(String::new()), ExitCode::Internal),
            (SessionError::Interrupted, ExitCode::Terminated),
        ] {
            assert_eq!(failed(error, &cancel).code, code);
        }
        let error = failed(red, &cancel);
        assert_eq!((error.code, error.message.as_str()), (ExitCode::Red, "2 tests fail\n  t.py::a"));
    }
}
