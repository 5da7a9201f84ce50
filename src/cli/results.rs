//! `mutate results`

use std::fmt::Write;

use super::args::{Global, ResultsArgs};
use super::exit::{CliError, ExitCode};
use super::{last, output};
use crate::report::{Document, score_line};

pub(super) fn run(global: &Global, args: &ResultsArgs) -> Result<ExitCode, CliError> {
    let document = last::load(global)?;
    output::print(table(&document, args).as_bytes())?;
    Ok(ExitCode::Ok)
}

fn table(document: &Document, args: &ResultsArgs) -> String {
    let wanted = |status: &str| args.status.is_empty() || args.status.iter().any(|s| s.name() == status);
    let mut out = String::new();
    for (path, _, mutant) in document.mutants().filter(|(_, _, mutant)| wanted(&mutant.status)) {
        let name = last::name(path, mutant);
        let _ = writeln!(out, "{}  {:<12}  {:<14}  {name}", mutant.id, mutant.status, mutant.mutator_name);
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out + &score_line(document) + "\n"
}
