//! The clean run alone, under the user's own coverage configuration.

use std::path::PathBuf;

use super::{SessionError, prepare, start};
use crate::{
    baseline::{self, Covered},
    cancel::Cancel,
    config::Config,
    dispatch::{Pool, Wanted},
    event::Event,
};

/// What coverage.py measured; its files are there as long as this is.
pub struct Measurement {
    pub covered: Covered,
    /// The project's source files.
    pub files: Vec<String>,
    _pool: Pool,
}

/// Coverage as the user has configured it, of the clean run before mutants.
#[derive(Debug, Default)]
pub struct Shared {
    /// A Cobertura report; None where the user's configuration asks for more than that run can measure.
    pub xml: Option<Vec<u8>>,
}

impl Shared {
    pub(super) fn take(&mut self, pool: &Pool) {
        let covered = baseline::shared(pool, &["xml".to_owned()]);
        self.xml = covered.and_then(|covered| std::fs::read(covered.folder.join("xml")).ok());
    }
}

/// Runs the suite, or takes the `given` measurements, and has coverage.py render `formats`.
pub fn cover(
    config: &Config,
    formats: &[String],
    given: &[PathBuf],
    cancel: &Cancel,
    emit: &mut dyn FnMut(Event),
) -> Result<Measurement, SessionError> {
    let files = match prepare::files(config) {
        Err(SessionError::Nothing(_)) => Vec::new(), // the suite may know what it covers
        files => files?,
    };
    let slots = if given.is_empty() { config.jobs } else { 1 };
    let workers = start::Workers { files: files.clone(), slots };
    let until = start::Until { cancel, deadline: None };
    let started = start::start(config, &workers, &until, emit, &|pool, emit| {
        let wanted = Wanted {
            formats: formats.to_vec(),
            given: given.to_vec(),
            files: files.clone(),
            ..Wanted::default()
        };
        baseline::cover(pool, wanted, emit)
    })?;
    if let Some(problem) = &started.outcome.reported.problem {
        return Err(SessionError::Unusable(format!("coverage.py refuses: {problem}")));
    }
    emit(Event::BaselineDone { tests: started.outcome.tests, recalled: 0, seconds: started.seconds });
    Ok(Measurement { covered: started.outcome, files, _pool: started.pool })
}
