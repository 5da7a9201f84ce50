//! The workers and the clean run: confined where kernel and suite can bear it.

use std::time::Instant;

use super::{
    SessionError,
    prepare::{self, Reins},
};
use crate::{
    baseline::{self, BaselineError, History, Trust},
    cancel::Cancel,
    config::{Config, SandboxMode},
    dispatch::Pool,
    event::{Event, Stage},
    generate::Generated,
    model::Baseline,
    worker,
};

/// What may end a run early, and what is known before it.
pub(super) struct Terms<'a> {
    pub cancel: &'a Cancel,
    pub deadline: Option<Instant>,
    pub history: &'a History,
}

/// Workers that stand ready, and what the unmutated suite did in them.
pub(super) struct Started {
    pub pool: Pool,
    pub baseline: Baseline,
    /// Seconds before the clean run, and of it.
    pub setup: f64,
    pub seconds: f64,
}

/// A suite that fails while it is confined is tried as the user would run it: what it
/// writes outside is its own affair, and only then is a red suite known to be red.
pub(super) fn start(
    config: &Config,
    generated: &Generated,
    terms: &Terms<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<Started, SessionError> {
    let confined = may_confine(config.sandbox.mode, emit)?;
    let first = match attempt(config, generated, confined, terms, emit)? {
        Err(error @ (BaselineError::Red(_) | BaselineError::Unusable(_)))
            if confined && config.sandbox.mode != SandboxMode::Required =>
        {
            error
        }
        outcome => return outcome.map_err(refused),
    };
    emit(Event::Stage(Stage::Unconfined));
    let second = attempt(config, generated, false, terms, emit)?.map_err(refused)?;
    let symptom = match &first {
        BaselineError::Red(failures) => failures.first().map(|(test, message)| failure(test, message)),
        error => Some(error.to_string()),
    };
    emit(Event::Warning(format!(
        "mutants may write wherever you may: the suite passes only so (in the sandbox: {}); \
         name the folders that it writes to with --sandbox-write, and mutants are kept to those",
        symptom.unwrap_or_default()
    )));
    Ok(second)
}

/// Whether workers are to be confined.
pub(super) fn may_confine(mode: SandboxMode, emit: &mut dyn FnMut(Event)) -> Result<bool, SessionError> {
    match mode {
        SandboxMode::Off => Ok(false),
        _ if worker::confines() => Ok(true),
        SandboxMode::Auto => {
            emit(Event::Note("mutants may write wherever you may: this kernel has no Landlock".to_owned()));
            Ok(false)
        }
        SandboxMode::Required => Err(SessionError::Config(
            "this kernel has no Landlock, which --sandbox required needs (Linux 5.13 or later); \
             run with --sandbox auto"
                .to_owned(),
        )),
    }
}

fn attempt(
    config: &Config,
    generated: &Generated,
    confined: bool,
    terms: &Terms<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<Result<Started, BaselineError>, SessionError> {
    let begun = Instant::now();
    emit(Event::Stage(Stage::Setup));
    let reins = Reins { confinement: confined.then(|| config.sandbox.write.clone()), watch: None };
    let pool = prepare::pool(config, generated, reins)?;
    let setup = begun.elapsed().as_secs_f64();
    let started = Instant::now();
    let trust = Trust { runs: config.baseline_runs, history: terms.history };
    let baseline = prepare::watched(&pool, terms.cancel, terms.deadline, || {
        emit(Event::Stage(Stage::Baseline));
        baseline::measure(&pool, trust, emit)
    });
    let seconds = started.elapsed().as_secs_f64();
    Ok(baseline.map(|baseline| Started { pool, baseline, setup, seconds }))
}

pub(super) fn refused(error: BaselineError) -> SessionError {
    match error {
        BaselineError::Red(failures) => SessionError::Red {
            message: "the unmutated suite is red; mutation testing needs a green one. Failing:".to_owned(),
            failing: failures.into_iter().map(|(test, message)| failure(&test, &message)).collect(),
        },
        BaselineError::Unusable(why) | BaselineError::Absent(why) => SessionError::Unusable(why),
        BaselineError::Interrupted => SessionError::Interrupted,
    }
}

/// "test: the error", the way pytest's own short summary has it.
fn failure(test: &str, message: &str) -> String {
    let lines = || message.lines().filter(|l| !l.trim().is_empty());
    let error = lines().find_map(|l| l.strip_prefix("E  ")).or_else(|| lines().next_back());
    match error {
        Some(error) => format!("{test}: {}", error.trim()),
        None => test.to_owned(),
    }
}
