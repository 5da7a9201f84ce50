//! `mutate list`

use std::fmt::Write;

use serde::Serialize;

use super::args::{Global, ListArgs};
use super::exit::{CliError, ExitCode};
use super::{output, setup};
use crate::config::Config;
use crate::discover;
use crate::generate::{Generated, generate};
use crate::model::{Mutant, SourceFile};
use crate::operators::Selection;
use crate::report::diff;

/// A mutant in `mutate list --json`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Row<'a> {
    id: &'a str,
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    qualname: &'a str,
    operator: &'a str,
    operator_version: u32,
    description: &'a str,
    original: &'a str,
    replacement: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ignored: Option<Ignored<'a>>,
}

#[derive(Serialize)]
struct Ignored<'a> {
    filter: &'a str,
    reason: &'a str,
}

pub(super) fn run(global: &Global, args: ListArgs) -> Result<ExitCode, CliError> {
    let config = setup::config(global, args.select.options())?;
    let generated = generated(&config)?;
    for warning in &generated.warnings {
        eprintln!("warning: {warning}");
    }
    for file in &generated.skipped {
        eprintln!("warning: skipped {}: {}", file.path, file.reason);
    }
    let all: Vec<(&SourceFile, &Mutant)> =
        generated.files.iter().flat_map(|file| file.mutants.iter().map(move |m| (file, m))).collect();
    let judged: Vec<(&SourceFile, &Mutant)> =
        all.iter().copied().filter(|(_, m)| m.ignored.is_none()).collect();
    match (args.count, args.json) {
        (true, _) => output::print(format!("{}\n", judged.len()).as_bytes())?,
        (_, true) => output::print(&json(&all, args.diff)?)?,
        _ => output::print(text(&judged, args.diff).as_bytes())?,
    }
    if all.len() > judged.len() {
        eprintln!("{} more are ignored; --json shows why", all.len() - judged.len());
    }
    if judged.is_empty() {
        return Err(CliError::new(ExitCode::Nothing, "there is nothing to mutate in the given paths"));
    }
    Ok(ExitCode::Ok)
}

/// What a run with this configuration would judge.
fn generated(config: &Config) -> Result<Generated, CliError> {
    let selection = Selection::parse(&config.operators).map_err(CliError::usage)?;
    let paths = match config.paths.is_empty() {
        true => discover::default_paths(&config.project, &config.coverage.source),
        false => config.paths.clone(),
    };
    let files =
        discover::sources(&config.project, &paths).map_err(|error| CliError::usage(error.to_string()))?;
    Ok(generate(&config.project, &files, &selection, &config.only, &config.coverage.exclude))
}

fn text(mutants: &[(&SourceFile, &Mutant)], with_diff: bool) -> String {
    let mut out = String::new();
    for (file, mutant) in mutants {
        let (path, start) = (&file.path, mutant.start);
        let inside = match mutant.qualname.as_str() {
            "" => String::new(),
            qualname => format!(" in {qualname}"),
        };
        let _ = writeln!(
            out,
            "{path}:{}:{} {}{inside}  {}  [{}]",
            start.line,
            start.column,
            one_line(&mutant.description),
            mutant.operator,
            mutant.id
        );
        if with_diff {
            let _ = writeln!(out, "{}", diff_of(file, mutant));
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ")
}

fn diff_of(file: &SourceFile, mutant: &Mutant) -> String {
    let span = mutant.edit.span;
    diff::unified(&file.path, &file.text, span.start as usize..span.end as usize, &mutant.edit.replacement)
}

fn json(mutants: &[(&SourceFile, &Mutant)], with_diff: bool) -> Result<Vec<u8>, CliError> {
    let rows: Vec<Row> = mutants.iter().map(|(file, mutant)| row(file, mutant, with_diff)).collect();
    let mut bytes = serde_json::to_vec_pretty(&rows)
        .map_err(|error| CliError::new(ExitCode::Internal, format!("failed to write JSON: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn row<'a>(file: &'a SourceFile, mutant: &'a Mutant, with_diff: bool) -> Row<'a> {
    Row {
        id: &mutant.id,
        path: &file.path,
        line: mutant.start.line,
        column: mutant.start.column,
        end_line: mutant.end.line,
        end_column: mutant.end.column,
        qualname: &mutant.qualname,
        operator: mutant.operator,
        operator_version: mutant.operator_version,
        description: &mutant.description,
        original: &mutant.original,
        replacement: &mutant.edit.replacement,
        diff: with_diff.then(|| diff_of(file, mutant)),
        ignored: mutant.ignored.as_ref().map(|i| Ignored { filter: i.filter, reason: &i.reason }),
    }
}
