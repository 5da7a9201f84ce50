//! `mutate __guard` and `mutate __confined`: what a worker is started by, for nobody to type.

use std::{ffi::OsString, io};

use super::args::{ConfinedArgs, GuardArgs};
use super::exit::{CliError, ExitCode};
use crate::worker::{self, Layers};

pub(super) fn guard(args: &GuardArgs) -> Result<ExitCode, CliError> {
    let layers = match args.layers.as_slice() {
        [lower, upper, work, tree] => Some(Layers {
            lower: lower.clone(),
            upper: upper.clone(),
            work: work.clone(),
            tree: tree.clone(),
        }),
        _ => None,
    };
    worker::guard(layers.as_ref(), args.own_memory, &args.command)
        .map_err(|error| failed(&args.command, &error))?;
    Ok(ExitCode::Ok)
}

/// Returns only where the command cannot be started.
pub(super) fn run(args: &ConfinedArgs) -> Result<ExitCode, CliError> {
    Err(failed(&args.command, &worker::enter(&args.write, &args.command)))
}

fn failed(command: &[OsString], error: &io::Error) -> CliError {
    let program = command.first().map(|p| p.display().to_string()).unwrap_or_default();
    CliError::new(ExitCode::Red, format!("failed to start {program}: {error}"))
}
