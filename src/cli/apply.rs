//! `mutate apply ID`

use std::path::Path;

use super::args::{Global, IdArgs};
use super::exit::{CliError, ExitCode};
use super::{last, output, setup};
use crate::report::{File, Mutant, lines, offset};
use crate::syntax::decode;

pub(super) fn run(global: &Global, args: &IdArgs) -> Result<ExitCode, CliError> {
    let project = setup::project(global)?;
    let document = last::of_project(&project)?;
    let (path, file, mutant) = last::find(&document, &args.id)?;
    write(&project.join(path), path, file, mutant)?;
    let done = format!("applied {}: {}\n", mutant.id, last::name(path, mutant));
    output::print(done.as_bytes())?;
    Ok(ExitCode::Ok)
}

fn write(target: &Path, path: &str, file: &File, mutant: &Mutant) -> Result<(), CliError> {
    let failed = |what: String| CliError::usage(format!("failed to apply {} to {path}: {what}", mutant.id));
    let bytes = std::fs::read(target).map_err(|error| failed(error.to_string()))?;
    let (text, encoding) = decode(&bytes).map_err(failed)?;
    let mutated = replaced(&text, file, mutant)
        .ok_or_else(|| failed("its text has changed since the last run; run mutate again".into()))?;
    std::fs::write(target, encoding.encode(&mutated)).map_err(|error| failed(error.to_string()))
}

/// The text with the mutant in place; None where the lines that it changes
/// are not those of the report.
fn replaced(text: &str, file: &File, mutant: &Mutant) -> Option<String> {
    let (start, end) = (mutant.location.start, mutant.location.end);
    let changed = (start.line as usize).checked_sub(1)?..end.line as usize;
    let now = lines(text);
    let then = lines(&file.source);
    if now.get(changed.clone())? != then.get(changed)? {
        return None;
    }
    let (from, to) = (offset(text, start)?, offset(text, end)?);
    Some(format!("{}{}{}", text.get(..from)?, mutant.replacement, text.get(to..)?))
}
