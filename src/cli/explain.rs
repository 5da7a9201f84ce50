//! `mutate explain ID`

use std::fmt::Write;

use super::args::{Global, IdArgs};
use super::exit::{CliError, ExitCode};
use super::{last, output, setup};
use crate::cache::Cache;
use crate::model::{Status, Strategy};
use crate::report::{Document, Mutant};

pub(super) fn run(global: &Global, args: &IdArgs) -> Result<ExitCode, CliError> {
    let document = last::load(global)?;
    let (path, _, mutant) = last::find(&document, &args.id)?;
    let text = format!(
        "{}\n{}{}",
        last::name(path, mutant),
        explanation(&document, mutant),
        origin(global, mutant)?
    );
    output::print(text.as_bytes())?;
    Ok(ExitCode::Ok)
}

/// Whether the verdict was there before the last run; if not, why it had to be found.
fn origin(global: &Global, mutant: &Mutant) -> Result<String, CliError> {
    if mutant.mutate.cached {
        return Ok("from the cache: nothing that it depends on has changed since it was judged\n".to_owned());
    }
    let Some(cache) = Cache::open_existing(&setup::project(global)?)? else { return Ok(String::new()) };
    let reasons = cache.reasons()?;
    Ok(match reasons.get(&mutant.id).map(Vec::as_slice) {
        None => String::new(),
        Some([]) => "judged in the last run: there was no verdict of it\n".to_owned(),
        Some(reasons) => format!("judged in the last run:\n  {}\n", reasons.join("\n  ")),
    })
}

fn explanation(document: &Document, mutant: &Mutant) -> String {
    let mut out = String::new();
    let status = Status::parse(&mutant.status);
    let _ = writeln!(out, "{}: {}", mutant.status, status.map_or("unknown to this mutate", meaning));
    if let Some(reason) = &mutant.status_reason {
        let _ = writeln!(out, "reason: {reason}");
    }
    if let Some(strategy) = mutant.mutate.strategy.as_deref() {
        let how = Strategy::parse(strategy).map_or("", manner);
        let cached = if mutant.mutate.cached { ", in an earlier run" } else { "" };
        let tests = mutant.tests_completed.unwrap_or(0);
        let time = mutant.mutate.duration_ms;
        let _ = writeln!(out, "judged by {strategy}{cached}: {how}; {tests} tests completed in {time:.1} ms");
    }
    tests(document, "killed by", &mutant.killed_by, &mut out);
    tests(document, "reached by", &mutant.covered_by, &mut out);
    if mutant.covered_by.is_empty() && status == Some(Status::NoCoverage) {
        out.push_str("reached by no test\n");
    }
    out
}

fn tests(document: &Document, title: &str, ids: &[String], out: &mut String) {
    if ids.is_empty() {
        return;
    }
    let names = document.test_names();
    let quarantined = |name: &str| document.mutate.quarantined.iter().any(|test| test.test == name);
    let _ = writeln!(out, "{title}:");
    for id in ids {
        let name = names.get(id.as_str()).copied().unwrap_or(id);
        let mark = if quarantined(name) { " (quarantined)" } else { "" };
        let _ = writeln!(out, "  {name}{mark}");
    }
}

fn meaning(status: Status) -> &'static str {
    match status {
        Status::Killed => "a test that passes on the original code fails with this change",
        Status::Survived => "every test that reaches this code passes with the change in place",
        Status::NoCoverage => "no test runs this code",
        Status::Timeout => "with this change a test does not end in its time",
        Status::CompileError => "the changed text is not valid Python: a defect of the operator",
        Status::RuntimeError => "it could not be judged; never counted as killed",
        Status::Ignored => "left out on purpose",
        Status::Pending => "not judged yet: the run ended before",
    }
}

fn manner(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Swap => "the function's code was replaced in a fork of the warm process",
        Strategy::Reimport => "the module was imported anew with the change in place",
        Strategy::Cold => "in a fresh interpreter on a fresh copy",
    }
}
