//! How the program ends: exit statuses and errors.

use crate::cache::CacheError;
use crate::config::ConfigError;
use crate::report::ReportError;

/// The exit statuses, all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitCode {
    /// Done, gates passed.
    Ok = 0,
    /// A gate failed.
    Gate = 1,
    /// Usage or configuration error.
    Usage = 2,
    /// The unmutated suite is red, or unusable.
    Red = 3,
    /// Nothing to mutate in the given paths.
    Nothing = 4,
    /// A defect of this program.
    Internal = 70,
    /// SIGINT.
    Interrupted = 130,
    /// SIGTERM.
    Terminated = 143,
}

impl ExitCode {
    /// The status after `signal` ended the run.
    pub fn from_signal(signal: i32) -> ExitCode {
        if signal == signal_hook::consts::SIGTERM { ExitCode::Terminated } else { ExitCode::Interrupted }
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        (code as u8).into()
    }
}

/// Why a command ends early: what to say, and the exit status.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct CliError {
    pub code: ExitCode,
    pub message: String,
}

impl CliError {
    /// With this status.
    pub fn new(code: ExitCode, message: impl Into<String>) -> CliError {
        CliError { code, message: message.into() }
    }

    /// The user asked for something that cannot be.
    pub fn usage(message: impl Into<String>) -> CliError {
        CliError::new(ExitCode::Usage, message)
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> CliError {
        CliError::usage(error.to_string())
    }
}

impl From<CacheError> for CliError {
    fn from(error: CacheError) -> CliError {
        CliError::usage(error.to_string())
    }
}

impl From<ReportError> for CliError {
    fn from(error: ReportError) -> CliError {
        CliError::usage(error.to_string())
    }
}
