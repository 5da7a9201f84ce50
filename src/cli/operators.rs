//! `mutate operators [NAME]`

use std::fmt::Write;

use super::args::OperatorsArgs;
use super::exit::{CliError, ExitCode};
use super::output;
use crate::operators::{Group, Level, Spec, TABLE};

pub(super) fn run(args: &OperatorsArgs) -> Result<ExitCode, CliError> {
    let text = match &args.name {
        None => list(),
        Some(name) => document(name)?,
    };
    output::print(text.as_bytes())?;
    Ok(ExitCode::Ok)
}

fn specs() -> impl Iterator<Item = &'static Spec> {
    TABLE.iter().map(|operator| operator.spec())
}

/// All operators by group.
fn list() -> String {
    let width = specs().map(|spec| spec.id.len()).max().unwrap_or(0);
    let mut out = String::new();
    for group in Group::ALL {
        let members: Vec<&Spec> = specs().filter(|spec| spec.group == group).collect();
        if !members.is_empty() {
            let _ = writeln!(out, "{}", group.name());
        }
        for spec in members {
            let level = match spec.level {
                Level::Default => String::new(),
                other => format!("  ({})", other.name()),
            };
            let _ = writeln!(out, "  {:<width$}  {}{level}", spec.id, spec.summary);
        }
    }
    out
}

fn document(name: &str) -> Result<String, CliError> {
    let spec = specs().find(|spec| spec.id == name);
    let spec = spec.ok_or_else(|| {
        CliError::usage(format!("no operator is called `{name}`; `mutate operators` lists them"))
    })?;
    let mut out = format!(
        "{}: {}\n\ngroup {}, level {}, version {}\n",
        spec.id,
        spec.summary,
        spec.group.name(),
        spec.level.name(),
        spec.version
    );
    for (index, example) in spec.examples.iter().enumerate() {
        out += if index == 0 { "\nexamples:\n" } else { "\n" };
        block("  ", example.before, &mut out);
        for after in example.after {
            block("    → ", after, &mut out);
        }
        if example.after.is_empty() {
            out += "    (left alone)\n";
        }
    }
    Ok(out)
}

/// A text of one or more lines, the further ones indented like the first.
fn block(prefix: &str, text: &str, out: &mut String) {
    let indent = " ".repeat(prefix.chars().count());
    for (index, line) in text.lines().enumerate() {
        let _ = writeln!(out, "{}{line}", if index == 0 { prefix } else { &indent });
    }
}
