//! The sections below the table.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::paint::Paint;
use crate::model::Status;
use crate::report::document::Mutant;
use crate::report::{Document, diff};

/// Each survivor with its place and its change of line.
pub(super) fn survivors(document: &Document, paint: Paint) -> String {
    let mut out = String::new();
    for (path, file, mutant) in document.with_status(Status::Survived) {
        let _ = writeln!(out, "{}", place(path, mutant, paint));
        if let Some((before, after)) = diff::short(file, mutant) {
            let _ = writeln!(out, "    {}", paint.red(&format!("- {before}")));
            let _ = writeln!(out, "    {}", paint.green(&format!("+ {after}")));
        }
        if let Some(reason) = &mutant.status_reason {
            let _ = writeln!(out, "    {reason}");
        }
    }
    section(&paint.bold("Survived: no test noticed these changes"), out)
}

/// `path:line:col  operator  description in qualname  [id]`
fn place(path: &str, mutant: &Mutant, paint: Paint) -> String {
    let start = mutant.location.start;
    format!(
        "{}  {}  {}  {}",
        paint.bold(&format!("{path}:{}:{}", start.line, start.column)),
        mutant.mutator_name,
        mutant.title(),
        paint.dim(&format!("[{}]", mutant.id))
    )
}

/// What no test reaches, counted by function.
pub(super) fn uncovered(document: &Document, paint: Paint) -> String {
    let mut files: BTreeMap<&str, Vec<(&str, u32, usize)>> = BTreeMap::new();
    let nobody = document.with_status(Status::NoCoverage).filter(|(_, _, m)| m.status_reason.is_none());
    for (path, _, mutant) in nobody {
        let functions = files.entry(path).or_default();
        let name = mutant.mutate.qualname.as_str();
        match functions.iter_mut().find(|(known, _, _)| *known == name) {
            Some((_, _, count)) => *count += 1,
            None => functions.push((name, mutant.location.start.line, 1)),
        }
    }
    let mut out = String::new();
    for (path, functions) in files {
        for (name, line, count) in functions {
            let name = if name.is_empty() { "module level" } else { name };
            let noun = if count == 1 { "mutant" } else { "mutants" };
            let _ = writeln!(out, "{path}:{line}  {name}  {count} {noun}");
        }
    }
    section(&paint.bold("No coverage: no test runs this code"), out)
}

/// What only quarantined tests run.
pub(super) fn unsteady(document: &Document, paint: Paint) -> String {
    let mut out = String::new();
    for (path, _, mutant) in document.unsteady() {
        let reason = mutant.status_reason.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{}\n    {reason}", place(path, mutant, paint));
    }
    section(&paint.bold("No coverage but by quarantined tests"), out)
}

/// What could not be judged, and why.
pub(super) fn errors(document: &Document, paint: Paint) -> String {
    let mut out = String::new();
    for status in [Status::RuntimeError, Status::CompileError] {
        for (path, _, mutant) in document.with_status(status) {
            let _ = writeln!(out, "{}", place(path, mutant, paint));
            let reason = mutant.status_reason.as_deref().unwrap_or("no reason was given");
            let _ = writeln!(out, "    {}: {reason}", paint.red(status.name()));
        }
    }
    section(&paint.bold("Not judged"), out)
}

/// Files that could not be read or parsed.
pub(super) fn skipped(document: &Document, paint: Paint) -> String {
    let lines = document.mutate.skipped.iter().map(|file| format!("{}: {}\n", file.path, file.reason));
    section(&paint.yellow("Skipped files"), lines.collect())
}

/// Tests that were not used.
pub(super) fn quarantined(document: &Document, paint: Paint) -> String {
    let lines = document.mutate.quarantined.iter().map(|test| format!("{}: {}\n", test.test, test.reason));
    section(&paint.yellow("Quarantined tests: they prove nothing"), lines.collect())
}

/// What else changes how the numbers are to be read.
pub(super) fn remarks(document: &Document, paint: Paint) -> String {
    let run = &document.mutate;
    let mut out = String::new();
    if run.partial {
        let pending = document.summary().pending;
        let _ = writeln!(out, "The run ended before all was judged: {pending} mutants are pending.");
    }
    if let Some(reason) = &run.fork_unsafe {
        let _ = writeln!(out, "Every mutant was judged in a fresh interpreter: {reason}");
    }
    if !run.foreign.is_empty() {
        let names = run.foreign.join(", ");
        let _ = writeln!(out, "Imported from somewhere else than the project's tree: {names}");
    }
    section(&paint.yellow("Note"), out)
}

fn section(title: &str, body: String) -> String {
    if body.is_empty() {
        return body;
    }
    let mut out = format!("{title}\n");
    for line in body.lines() {
        let _ = writeln!(out, "  {line}");
    }
    out
}
