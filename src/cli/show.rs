//! `mutate show ID`

use super::args::{Global, IdArgs};
use super::exit::{CliError, ExitCode};
use super::{last, output};
use crate::report::{Document, Mutant, diff};

pub(super) fn run(global: &Global, args: &IdArgs) -> Result<ExitCode, CliError> {
    let document = last::load(global)?;
    let (path, file, mutant) = last::find(&document, &args.id)?;
    let diff = diff::of_mutant(path, file, mutant).ok_or_else(|| {
        CliError::usage(format!("the report places mutant {} outside of {path}; run mutate again", mutant.id))
    })?;
    let text = format!("{}\n{}\n\n{diff}", last::name(path, mutant), verdict(&document, mutant));
    output::print(text.as_bytes())?;
    Ok(ExitCode::Ok)
}

/// The verdict in a few lines.
fn verdict(document: &Document, mutant: &Mutant) -> String {
    let names = document.test_names();
    let reason = mutant.status_reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let mut text = format!("{} by {}, {}{reason}", mutant.id, mutant.mutator_name, mutant.status);
    for test in &mutant.killed_by {
        text += &format!("\nkilled by {}", names.get(test.as_str()).unwrap_or(&test.as_str()));
    }
    if mutant.killed_by.is_empty() && !mutant.covered_by.is_empty() {
        text += &format!(
            "\nreached by {} tests; `mutate explain {}` names them",
            mutant.covered_by.len(),
            mutant.id
        );
    }
    text
}
