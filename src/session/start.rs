//! The workers and the clean run: confined where kernel and suite can bear it.

use std::time::Instant;

use super::{
    SessionError,
    prepare::{self, Reins},
};
use crate::{
    baseline::BaselineError,
    cancel::Cancel,
    config::{Config, SandboxMode},
    dispatch::Pool,
    event::{Event, Stage},
    generate::Generated,
    worker,
};

/// What may end a run early.
pub(super) struct Until<'a> {
    pub cancel: &'a Cancel,
    pub deadline: Option<Instant>,
}

/// The workers that a suite needs.
pub(super) struct Workers {
    /// The project's source files.
    pub files: Vec<String>,
    pub slots: usize,
}

/// Workers that stand ready, and what the unmutated suite did in them.
pub(super) struct Started<T> {
    pub pool: Pool,
    pub outcome: T,
    /// Seconds before the clean run, and of it.
    pub setup: f64,
    pub seconds: f64,
}

/// A clean run on workers.
pub(super) type Measure<'a, T> = &'a dyn Fn(&Pool, &mut dyn FnMut(Event)) -> Result<T, BaselineError>;

/// No more workers than there is work for.
pub(super) fn workers(config: &Config, generated: &Generated) -> Workers {
    let work = generated.files.iter().flat_map(|f| &f.mutants).filter(|m| m.ignored.is_none()).count();
    Workers {
        files: generated.files.iter().map(|f| f.path.clone()).collect(),
        slots: config.jobs.min(work.max(1)),
    }
}

/// A suite that fails while it is confined is tried as the user would run it: what it
/// writes outside is its own affair, and only then is a red suite known to be red.
pub(super) fn start<T>(
    config: &Config,
    workers: &Workers,
    until: &Until<'_>,
    emit: &mut dyn FnMut(Event),
    measure: Measure<'_, T>,
) -> Result<Started<T>, SessionError> {
    let confined = may_confine(config.sandbox.mode, emit)?;
    let first = match attempt(config, workers, confined, until, emit, measure)? {
        Err(error @ (BaselineError::Red(_) | BaselineError::Unusable(_)))
            if confined && config.sandbox.mode != SandboxMode::Required =>
        {
            error
        }
        outcome => return outcome.map_err(refused),
    };
    emit(Event::Stage(Stage::Unconfined));
    let second = attempt(config, workers, false, until, emit, measure)?.map_err(refused)?;
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

fn attempt<T>(
    config: &Config,
    workers: &Workers,
    confined: bool,
    until: &Until<'_>,
    emit: &mut dyn FnMut(Event),
    measure: Measure<'_, T>,
) -> Result<Result<Started<T>, BaselineError>, SessionError> {
    let begun = Instant::now();
    emit(Event::Stage(Stage::Setup));
    let reins = Reins { confinement: confined.then(|| config.sandbox.write.clone()), watch: None };
    let pool = prepare::pool(config, workers, reins)?;
    let setup = begun.elapsed().as_secs_f64();
    let started = Instant::now();
    let outcome = prepare::watched(&pool, until.cancel, until.deadline, || {
        emit(Event::Stage(Stage::Baseline));
        measure(&pool, emit)
    });
    let seconds = started.elapsed().as_secs_f64();
    Ok(outcome.map(|outcome| Started { pool, outcome, setup, seconds }))
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
