//! The workers and the clean run: confined where kernel and suite can bear it.

use std::{
    collections::BTreeSet,
    path::PathBuf,
    time::{Instant, SystemTime},
};

use super::{
    SessionError,
    abroad::Places,
    prepare::{self, Reins},
};
use crate::{
    baseline::BaselineError,
    cache::Cache,
    cancel::Cancel,
    config::{Config, SandboxMode, TreeChoice},
    dispatch::{Pool, Slots},
    event::{Event, Stage},
    generate::Generated,
    worker::{self, Overlay, Watch},
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
    pub slots: Slots,
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

/// So many mutants are worth a worker before anything is known of the suite.
const WORTH: usize = 50;

/// No more workers than there is work for.
pub(super) fn workers(config: &Config, generated: &Generated) -> Workers {
    let work = generated.files.iter().flat_map(|f| &f.mutants).filter(|m| m.ignored.is_none()).count();
    Workers {
        files: generated.files.iter().map(|f| f.path.clone()).collect(),
        slots: Slots::new(config.jobs.min(work), work / WORTH),
    }
}

/// What became of the clean run, and what the suite changed outside, or would have.
struct Attempt<T> {
    outcome: Result<Started<T>, BaselineError>,
    outside: BTreeSet<PathBuf>,
}

/// Mutants are confined to where the unmutated suite itself writes.  That is found out by
/// running it: in the sandbox first; where it is denied something, with that opened, or as the
/// user would run it.  Only then is a red suite known to be red.
pub(super) fn start<T>(
    config: &Config,
    workers: &Workers,
    until: &Until<'_>,
    emit: &mut dyn FnMut(Event),
    measure: Measure<'_, T>,
) -> Result<Started<T>, SessionError> {
    let mode = config.sandbox.mode;
    let overlay = prepare::overlay(config, emit)?;
    let mut trials = Trials { config, workers, until, measure, overlay };
    if !may_confine(mode, emit)? {
        return trials.first(None, emit)?.outcome.map_err(refused);
    }
    let places = Places::new(&config.project);
    if let Some(started) = trials.as_before(&places, emit)? {
        return Ok(started);
    }
    let Attempt { outcome, mut outside } = trials.first(Some(&[]), emit)?;
    let denied = match outcome {
        Ok(started) if mode == SandboxMode::Strict || !places.opens(&outside) => return Ok(started),
        Err(error) if mode == SandboxMode::Strict => return Err(denied(error)),
        Err(
            error @ (BaselineError::Absent(_) | BaselineError::Misconfigured(_) | BaselineError::Interrupted),
        ) => return Err(refused(error)),
        Err(error) if !places.opens(&outside) && trials.fail_anyway(&error, emit)? => {
            return Err(refused(error));
        }
        Err(error) => Some(error),
        Ok(_) => None,
    };
    let mut tried = Vec::new();
    if let Some(open) = places.openings(&outside, false).filter(|open| !open.is_empty()) {
        emit(Event::Stage(Stage::Opened));
        let second = trials.attempt(Some(&open), emit)?;
        let more = places.opens(&second.outside);
        if let (Ok(started), false) = (second.outcome, more) {
            return Ok(opened(config, started, &open, emit));
        }
        outside.extend(second.outside);
        tried = open;
    }
    emit(Event::Stage(Stage::Unconfined));
    let then = SystemTime::now();
    let free = trials.attempt(None, emit)?;
    let started = free.outcome.map_err(refused)?;
    outside.extend(free.outside);
    let mut sets = vec![outside.clone()];
    if denied.is_some() {
        sets.push(&outside | &places.changed_at_home(then));
    }
    for set in sets {
        let open = places.openings(&set, true).unwrap_or_default();
        if open.is_empty() || open == tried {
            continue;
        }
        emit(Event::Stage(Stage::Opened));
        if let Ok(started) = trials.attempt(Some(&open), emit)?.outcome {
            return Ok(opened(config, started, &open, emit));
        }
        tried = open;
    }
    let symptom = denied.as_ref().map_or_else(|| "it is denied what it writes".to_owned(), symptom);
    if mode == SandboxMode::Required {
        return Err(denied.map_or_else(|| SessionError::Unusable(symptom), self::denied));
    }
    emit(Event::Warning(format!(
        "mutants may write wherever you may: the suite passes only so (in the sandbox: {symptom}); \
         name the folders that it writes to with --sandbox-write, and mutants are kept to those"
    )));
    Ok(started)
}

/// Says what was opened, and keeps it for the next run.
fn opened<T>(
    config: &Config,
    started: Started<T>,
    open: &[PathBuf],
    emit: &mut dyn FnMut(Event),
) -> Started<T> {
    if config.cache
        && let Err(error) = Cache::open(&config.project).and_then(|cache| cache.save_openings(open))
    {
        emit(Event::Note(format!("where the suite writes is not kept: {error}")));
    }
    said(open, emit);
    started
}

fn said(open: &[PathBuf], emit: &mut dyn FnMut(Event)) {
    let list = |quote: &str| -> String {
        let names: Vec<String> =
            open.iter().map(|path| format!("{quote}{}{quote}", path.display())).collect();
        names.join(", ")
    };
    emit(Event::Warning(format!(
        "the unmutated suite writes to {}, and so mutants may, too; --sandbox strict denies it, and \
         sandbox.write = [{}] saves the runs that find it out",
        list(""),
        list("\"")
    )));
}

fn symptom(error: &BaselineError) -> String {
    match error {
        BaselineError::Red(failures) => {
            failures.first().map(|(test, message)| failure(test, message)).unwrap_or_default()
        }
        error => error.to_string(),
    }
}

/// The suite does not pass in the sandbox, and must.
fn denied(error: BaselineError) -> SessionError {
    match refused(error) {
        SessionError::Red { failing, .. } => SessionError::Red {
            message: "the unmutated suite is red in the sandbox; name the folders that it writes to with \
                      --sandbox-write, or run with --sandbox on. Failing:"
                .to_owned(),
            failing,
        },
        other => other,
    }
}

/// Whether workers are to be confined.
pub(super) fn may_confine(mode: SandboxMode, emit: &mut dyn FnMut(Event)) -> Result<bool, SessionError> {
    match mode {
        SandboxMode::Off => Ok(false),
        _ if worker::confines() => Ok(true),
        SandboxMode::On => {
            emit(Event::Note("mutants may write wherever you may: this kernel has no Landlock".to_owned()));
            Ok(false)
        }
        SandboxMode::Required | SandboxMode::Strict => Err(SessionError::Config(format!(
            "this kernel has no Landlock, which --sandbox {} needs (Linux 5.13 or later); run with --sandbox on",
            mode.name()
        ))),
    }
}

/// What a test says of which the sandbox may have denied something.
const DENIALS: [&str; 5] =
    ["Permission", "permission", "not permitted", "Read-only file system", "Invalid cross-device link"];

/// So many of the tests that failed tell for all of them.
const PROBED: usize = 20;

/// Starts workers and runs the suite in them, once more each time.
struct Trials<'a, T> {
    config: &'a Config,
    workers: &'a Workers,
    until: &'a Until<'a>,
    measure: Measure<'a, T>,
    /// What workers see the project through; None: they have copies.
    overlay: Option<Overlay>,
}

impl<T> Trials<'_, T> {
    /// With open what the last run had to open: the suite most likely writes there still.  None where
    /// nothing is known of it, or that is not enough any more.
    fn as_before(
        &mut self,
        places: &Places,
        emit: &mut dyn FnMut(Event),
    ) -> Result<Option<Started<T>>, SessionError> {
        let config = self.config;
        if !config.cache || config.sandbox.mode == SandboxMode::Strict {
            return Ok(None);
        }
        let known = Cache::open_existing(&config.project).ok().flatten();
        let known = known.and_then(|cache| cache.openings().ok()).unwrap_or_default();
        let open = places.still_there(known);
        if open.is_empty() {
            return Ok(None);
        }
        let Attempt { outcome, outside } = self.first(Some(&open), emit)?;
        let started = outcome.ok().filter(|_| !places.opens(&outside));
        if started.is_some() {
            said(&open, emit);
        }
        Ok(started)
    }

    /// As `attempt`; a suite that minds the overlay has copies from then on, unless the user will have none.
    fn first(
        &mut self,
        open: Option<&[PathBuf]>,
        emit: &mut dyn FnMut(Event),
    ) -> Result<Attempt<T>, SessionError> {
        let attempt = self.attempt(open, emit)?;
        let minds = matches!(attempt.outcome, Err(BaselineError::Red(_) | BaselineError::Unusable(_)));
        if !minds || self.config.sandbox.tree != TreeChoice::Auto || self.overlay.take().is_none() {
            return Ok(attempt);
        }
        let what = attempt.outcome.err().as_ref().map(symptom).unwrap_or_default();
        emit(Event::Note(format!(
            "workers get copies of the project: on overlays the suite is red ({what})"
        )));
        self.attempt(open, emit)
    }

    /// Whether the tests that failed do so by themselves, too, where they may write anywhere, and nothing that they
    /// said hints at the sandbox: then a red suite is red, and need not run once more as a whole.
    fn fail_anyway(&self, error: &BaselineError, emit: &mut dyn FnMut(Event)) -> Result<bool, SessionError> {
        let BaselineError::Red(failures) = error else { return Ok(false) };
        if failures.iter().any(|(_, message)| DENIALS.iter().any(|denial| message.contains(denial))) {
            return Ok(false);
        }
        let some: BTreeSet<&String> = failures.iter().map(|(test, _)| test).take(PROBED).collect();
        let config = Config { tests: some.iter().map(|&test| test.clone()).collect(), ..self.config.clone() };
        emit(Event::Stage(Stage::Probed));
        let probe = Trials { config: &config, overlay: self.overlay.clone(), ..*self };
        let again = match probe.attempt(None, emit)?.outcome {
            Err(BaselineError::Red(again)) => again,
            _ => return Ok(false),
        };
        Ok(some.iter().all(|&test| again.iter().any(|(other, _)| other == test)))
    }

    /// `open`: where workers may write besides their own folders and what the user allows; None: anywhere.
    fn attempt(
        &self,
        open: Option<&[PathBuf]>,
        emit: &mut dyn FnMut(Event),
    ) -> Result<Attempt<T>, SessionError> {
        let Trials { config, workers, until, measure, overlay } = self;
        let begun = Instant::now();
        emit(Event::Stage(Stage::Setup));
        let user = config.sandbox.write.clone();
        let confinement = open.map(|open| [&user, open].concat());
        let watched = !matches!(config.sandbox.mode, SandboxMode::Off | SandboxMode::Strict);
        let allowed = confinement.clone().unwrap_or(user);
        let watch = watched.then_some(Watch { allowed, everything: false });
        let pool = prepare::pool(config, workers, Reins { confinement, watch, overlay: overlay.clone() })?;
        let setup = begun.elapsed().as_secs_f64();
        let started = Instant::now();
        let outcome = prepare::watched(&pool, until.cancel, until.deadline, || {
            emit(Event::Stage(Stage::Baseline));
            measure(&pool, emit)
        });
        let seconds = started.elapsed().as_secs_f64();
        let outside = pool.context.outside.lock().map(|seen| seen.clone()).unwrap_or_default();
        let outcome = outcome.map(|outcome| Started { pool, outcome, setup, seconds });
        Ok(Attempt { outcome, outside })
    }
}

pub(super) fn refused(error: BaselineError) -> SessionError {
    match error {
        BaselineError::Red(failures) => SessionError::Red {
            message: "the unmutated suite is red; mutation testing needs a green one. Failing:".to_owned(),
            failing: failures.into_iter().map(|(test, message)| failure(&test, &message)).collect(),
        },
        BaselineError::Unusable(why) | BaselineError::Absent(why) => SessionError::Unusable(why),
        BaselineError::Misconfigured(why) => SessionError::Config(why),
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
