//! The clean run alone, under the user's own coverage configuration.

use std::path::PathBuf;

use super::{SessionError, prepare, start};
use crate::{
    baseline::{self, Covered},
    cancel::Cancel,
    config::Config,
    dispatch::{Pool, Slots, Wanted},
    event::{Event, Stage},
};

/// What coverage.py measured; its files are there as long as this is.
pub struct Measurement {
    pub covered: Covered,
    /// The project's source files.
    pub files: Vec<String>,
    _pool: Pool,
}

/// Coverage as the user has configured it, of the clean run before mutants.
pub struct Shared {
    /// Names of coverage.py's reports.
    pub formats: Vec<String>,
    /// None where there was no such run, or the user's configuration asks for more than it can measure.
    pub measurement: Option<Measurement>,
}

impl Shared {
    pub fn new(formats: &[&str]) -> Shared {
        Shared { formats: formats.iter().map(|&name| name.to_owned()).collect(), measurement: None }
    }

    /// `files`: the project's source files.
    pub(super) fn take(&mut self, pool: Pool, files: Vec<String>) {
        let covered = baseline::shared(&pool, &self.formats, &files);
        self.measurement = covered.map(|covered| Measurement { covered, files, _pool: pool });
    }
}

/// What coverage.py renders, and of what.
#[derive(Clone, Debug, Default)]
pub struct Rendering {
    /// Names of its reports.
    pub formats: Vec<String>,
    /// Measurements that are there; without one the suite runs.
    pub given: Vec<PathBuf>,
    /// Patterns of files, relative to the project, that alone are of interest.
    pub only: Vec<String>,
}

/// Runs the suite, or takes the measurements that are there, and has coverage.py render what is asked for.
pub fn cover(
    config: &Config,
    rendering: &Rendering,
    cancel: &Cancel,
    emit: &mut dyn FnMut(Event),
) -> Result<Measurement, SessionError> {
    let files = match prepare::files(config) {
        Err(SessionError::Nothing(_)) => Vec::new(), // the suite may know what it covers
        files => files?,
    };
    let runs = rendering.given.is_empty();
    let slots = if runs { config.jobs } else { 1 };
    let slots = Slots::new(slots, slots);
    let workers = start::Workers { files: files.clone(), slots };
    let mut emit = |event: Event| match event {
        Event::Stage(Stage::Baseline) | Event::BaselineDone { .. } if !runs => {}
        event => emit(event),
    };
    let emit = &mut emit;
    let until = start::Until { cancel, deadline: None };
    let started = start::start(config, &workers, &until, emit, &|pool, emit| {
        let Rendering { formats, given, only } = rendering.clone();
        let wanted = Wanted { formats, given, only, files: files.clone(), ..Wanted::default() };
        baseline::cover(pool, wanted, emit)
    })?;
    if let Some(problem) = &started.outcome.reported.problem {
        let problem = format!("coverage.py refuses: {problem}");
        return Err(if runs { SessionError::Unusable(problem) } else { SessionError::Config(problem) });
    }
    emit(Event::BaselineDone { tests: started.outcome.tests, recalled: 0, seconds: started.seconds });
    Ok(Measurement { covered: started.outcome, files, _pool: started.pool })
}
