//! For a terminal.

use std::fmt::Write;

use super::{Row, Sort, Survey};
use crate::gate::percent;

/// How many modules or files are named in a sentence.
const NAMED: usize = 5;

/// Half of a module's statements and branches.
const LOW: f64 = 50.0;

/// A line a module, and what they amount to.
pub fn text(survey: &Survey, sort: Sort, all: bool) -> String {
    let rows = survey.sorted(sort);
    let branches = rows.iter().any(|row| row.counts.branches > 0);
    let tests = rows.iter().any(|row| row.tests.is_some());
    let mut lines = vec![head(branches, tests)];
    lines.extend(rows.iter().map(|row| cells(row, branches, tests)));
    let mut out = aligned(&lines);
    sums(survey, &mut out);
    let low = rows.iter().filter(|row| row.counts.percent() < LOW).count();
    let _ = writeln!(out, "{low} of {} modules are below 50 %", rows.len());
    let first: Vec<&Row> =
        survey.sorted(Sort::Priority).into_iter().filter(|row| row.priority() > 0).collect();
    if !first.is_empty() {
        let names: Vec<&str> = first.iter().take(3).map(|row| row.path.as_str()).collect();
        let _ = writeln!(out, "test first: {}", names.join(", "));
    }
    let untouched: Vec<String> =
        survey.rows.iter().filter(|row| row.counts.untouched()).map(|row| row.path.clone()).collect();
    named("configured as source, but never imported", survey.unimported.clone(), all, &mut out);
    named("never imported", untouched, all, &mut out);
    let excluded: Vec<String> = survey.excluded.iter().map(|(path, why)| format!("{path} ({why})")).collect();
    named("left out", excluded, all, &mut out);
    out
}

fn head(branches: bool, tests: bool) -> Vec<String> {
    let mut cells = vec!["module", "covered", "statements", "missing"];
    cells.extend(branches.then_some(["branches", "missing"]).into_iter().flatten());
    cells.push("complexity");
    cells.extend(tests.then_some("tests"));
    cells.push("priority");
    cells.into_iter().map(str::to_owned).collect()
}

fn cells(row: &Row, branches: bool, tests: bool) -> Vec<String> {
    let counts = &row.counts;
    let mut cells = vec![row.path.clone(), percent(counts.percent())];
    cells.extend([counts.statements, counts.missing].map(|n| n.to_string()));
    if branches {
        cells.extend([counts.branches, counts.missing_branches].map(|n| n.to_string()));
    }
    cells.push(row.complexity.to_string());
    if tests {
        cells.push(row.tests.map_or("?".to_owned(), |tests| tests.to_string()));
    }
    cells.push(row.priority().to_string());
    cells
}

/// The first column to the left, the others to the right.
fn aligned(lines: &[Vec<String>]) -> String {
    let width = |i: usize| lines.iter().map(|cells| cells[i].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines[0].len()).map(width).collect();
    let line = |cells: &Vec<String>| {
        let mut line = format!("{:<1$}", cells[0], widths[0]);
        cells.iter().zip(&widths).skip(1).for_each(|(cell, width)| line += &format!("  {cell:>width$}"));
        line.trim_end().to_owned() + "\n"
    };
    lines.iter().map(line).collect()
}

fn sums(survey: &Survey, out: &mut String) {
    let total = survey.total();
    let _ = write!(out, "\n{} of {} statements", percent(total.percent()), total.statements);
    if total.branches > 0 {
        let _ = write!(out, " and {} branches", total.branches);
    }
    let _ = write!(out, ", missing {}", total.missing);
    if total.branches > 0 {
        let _ = write!(out, " and {}", total.missing_branches);
    }
    *out += "\n";
}

/// `what: a, b and 3 more`
fn named(what: &str, items: Vec<String>, all: bool, out: &mut String) {
    if items.is_empty() {
        return;
    }
    let shown = if all { items.len() } else { items.len().min(NAMED) };
    let more = match items.len() - shown {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let _ = writeln!(out, "{what}: {}{more}", items[..shown].join(", "));
}
