//! Standard output, which is for results alone.

use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;

use super::exit::CliError;
use crate::config::{Color, ReportTarget};
use crate::report::{self, Document, Format, Style};

/// Writes to standard output.  A reader that has gone away is no error.
pub(super) fn print(bytes: &[u8]) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(CliError::usage(format!("failed to write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// How to write to standard output, given `--color`.
pub(super) fn style(color: Color) -> Style {
    let on_terminal = || std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => on_terminal(),
    };
    Style { color }
}

/// The formats of `targets`; at most one may go to standard output.
pub(super) fn formats(targets: &[ReportTarget]) -> Result<Vec<&'static dyn Format>, CliError> {
    if targets.iter().filter(|target| target.path.is_none()).count() > 1 {
        return Err(CliError::usage(
            "only one report can go to standard output; give the others a path: FORMAT=PATH",
        ));
    }
    let find = |target: &ReportTarget| {
        report::find(&target.format).ok_or_else(|| {
            CliError::usage(format!(
                "unknown report format `{}`; known are {}",
                target.format,
                report::names()
            ))
        })
    };
    targets.iter().map(find).collect()
}

/// Renders each of `targets` to where it belongs.
pub(super) fn write_reports(
    document: &Document,
    targets: &[ReportTarget],
    style: Style,
) -> Result<(), CliError> {
    for (format, target) in formats(targets)?.into_iter().zip(targets) {
        match &target.path {
            None => print(&format.render(document, style)?)?,
            Some(path) => write(path, &format.render(document, Style::default())?)?,
        }
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, bytes))
        .map_err(|error| CliError::usage(format!("failed to write the report {}: {error}", path.display())))
}

/// The text report.
pub(super) fn print_text(document: &Document, style: Style) -> Result<(), CliError> {
    write_reports(document, &[ReportTarget { format: "text".into(), path: None }], style)
}
