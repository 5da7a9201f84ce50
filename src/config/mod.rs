//! Options: command line, then environment, then file, resolved to a
//! [`Config`] in which nothing is left open.

mod coverage;
mod diff;
mod env;
mod file;
mod options;
mod packaging;
mod pytest;
mod python;
mod resolve;
mod sandbox;
mod values;

pub use coverage::{Coverage, Exclusion};
pub use diff::{DiffFormat, DiffFormats, DiffOptions, Notation, read_diff};
pub use env::from_env;
pub use file::{Files, read};
pub use options::{GateOptions, Options};
pub use packaging::{Packaging, packaging};
pub use pytest::{TestNames, choice, test_names};
pub use resolve::{Config, PathGate, Sandbox, resolve};
pub use sandbox::SandboxOptions;
pub use values::{
    Color, Jobs, Limit, Percent, Positive, ReportTarget, Runs, SandboxMode, Shard, StrategyChoice, TreeChoice,
};

/// A configuration that cannot be used.  Says what, where, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("failed to read {file}: {source}")]
    Read { file: String, source: std::io::Error },
    #[error("failed to parse {file}: {message}")]
    Parse { file: String, message: String },
    #[error("failed to read {file}: unknown key `{key}` in {table}{hint}")]
    UnknownKey { file: String, table: String, key: String, hint: String },
    #[error("failed to read {place}: {message}")]
    Value { place: String, message: String },
    #[error(
        "failed to choose a configuration: both mutate.toml and [tool.mutate] in pyproject.toml are there; keep one"
    )]
    TwoFiles,
    #[error("failed to find the interpreter `{0}`: no such file or command; give another with --python")]
    NoPython(String),
    #[error("failed to open the project folder {path}: {source}; give another with --project")]
    NoProject { path: String, source: std::io::Error },
    #[error(
        "failed to allow writes below {path} (sandbox.write, --sandbox-write): {why}; make the folder, or leave it out"
    )]
    NoFolder { path: String, why: String },
}
