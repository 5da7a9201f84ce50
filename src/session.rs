//! The pipeline: the only module that knows the stages.

use crate::cancel::Cancel;
use crate::config::Config;
use crate::event::Event;
use crate::model::RunResult;

/// Why a run has no result; each variant has an exit status of its own.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// An option that only the run itself could check.
    #[error("{0}")]
    Config(String),
    /// The unmutated suite fails.
    #[error("{message}")]
    Red { message: String, failing: Vec<String> },
    /// The suite, or the interpreter, cannot be run at all.
    #[error("{0}")]
    Unusable(String),
    /// There is nothing to mutate.
    #[error("{0}")]
    Nothing(String),
    /// A defect of this program.
    #[error("{0}")]
    Internal(String),
    /// Stopped before any mutant was judged.
    #[error("interrupted before any mutant was judged")]
    Interrupted,
}

/// Runs the pipeline.  `emit` hears of everything as it happens, in one
/// thread.
pub fn run(
    _config: &Config,
    _cancel: &Cancel,
    _emit: &mut dyn FnMut(Event),
) -> Result<RunResult, SessionError> {
    Err(SessionError::Internal("this build has no engine".into()))
}
