//! From the workers' folders to where the user wants it.

use std::io;
use std::path::{Path, PathBuf};

use super::{BaselineArgs, CliError};
use crate::config::{Config, ReportTarget};
use crate::session::Measurement;

/// coverage.py's data, and its reports, to their places.
pub(super) fn reports(args: &BaselineArgs, config: &Config, from: &Measurement) -> Result<(), CliError> {
    let reported = &from.covered.reported;
    let folder = &from.covered.folder;
    if args.import.is_empty() {
        bring(&folder.join("coverage"), &config.project.join(&reported.data_file))?;
    }
    for ReportTarget { format, path } in
        args.report.iter().filter(|target| !target.format.starts_with("term"))
    {
        let usual = || reported.outputs.get(format).map(|usual| config.project.join(usual));
        let to = path.clone().or_else(usual).unwrap_or_else(|| PathBuf::from(format));
        bring(&folder.join(format), &to)?;
    }
    Ok(())
}

/// A file, or a folder with all that is in it.
fn bring(from: &Path, to: &Path) -> Result<(), CliError> {
    let copied = || -> io::Result<()> {
        if from.is_file() {
            to.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            return std::fs::copy(from, to).map(drop);
        }
        for entry in walkdir::WalkDir::new(from) {
            let entry = entry?;
            let to = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
            if entry.file_type().is_dir() {
                std::fs::create_dir_all(to)?;
            } else {
                std::fs::copy(entry.path(), to)?;
            }
        }
        Ok(())
    };
    copied().map_err(|error| failed(to, &error))
}

pub(super) fn write(to: &Path, bytes: &[u8]) -> Result<(), CliError> {
    std::fs::write(to, bytes).map_err(|error| failed(to, &error))
}

fn failed(to: &Path, error: &io::Error) -> CliError {
    CliError::usage(format!("failed to write {}: {error}", to.display()))
}
