//! `mutate __confined`: what a worker is started by, for nobody to type.

use super::args::ConfinedArgs;
use super::exit::{CliError, ExitCode};
use crate::worker;

/// Returns only where the command cannot be started.
pub(super) fn run(args: &ConfinedArgs) -> Result<ExitCode, CliError> {
    let error = worker::enter(&args.write, &args.command);
    let program = args.command.first().map(|p| p.display().to_string()).unwrap_or_default();
    Err(CliError::new(ExitCode::Internal, format!("failed to start {program}: {error}")))
}
