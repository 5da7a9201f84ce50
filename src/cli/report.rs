//! `mutate report`

use super::args::{Global, ReportArgs};
use super::exit::{CliError, ExitCode};
use super::{last, output, setup};
use crate::report::Document;

pub(super) fn run(global: &Global, args: &ReportArgs) -> Result<ExitCode, CliError> {
    output::formats(&args.reports)?;
    let document = match &args.from {
        Some(path) => {
            let json = std::fs::read(path)
                .map_err(|error| CliError::usage(format!("failed to read {}: {error}", path.display())))?;
            Document::parse(&json).map_err(|error| CliError::usage(format!("{}: {error}", path.display())))?
        }
        None => last::load(global)?,
    };
    let style = output::style(setup::color(global)?);
    output::write_reports(&document, &args.reports, style)?;
    Ok(ExitCode::Ok)
}
