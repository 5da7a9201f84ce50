//! The table of modules.

use std::fmt::Write;

use crate::gate::percent;
use crate::model::Summary;
use crate::report::Document;

const HEADER: [&str; 8] =
    ["module", "score", "killed", "timeout", "survived", "no coverage", "errors", "ignored"];

/// One row for each file that has mutants, by path.
pub(super) fn modules(document: &Document) -> String {
    let files = document.by_file().into_iter().filter(|(_, sum)| sum.total() > 0);
    let mut rows: Vec<[String; 8]> = files.map(|(path, sum)| row(path, &sum)).collect();
    if rows.len() > 1 {
        rows.push(row("total", &document.summary()));
    }
    align(&HEADER.map(str::to_owned), &rows)
}

fn row(name: &str, sum: &Summary) -> [String; 8] {
    let count = |count: usize| if count == 0 { "·".to_owned() } else { count.to_string() };
    [
        name.to_owned(),
        sum.score().map_or_else(|| "·".to_owned(), percent),
        count(sum.killed),
        count(sum.timeout),
        count(sum.survived),
        count(sum.no_coverage),
        count(sum.runtime_error + sum.compile_error),
        count(sum.ignored),
    ]
}

/// The first column to the left, the others to the right; a column with
/// nothing in it is left out.
fn align(header: &[String; 8], rows: &[[String; 8]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let used: Vec<usize> =
        (0..8).filter(|column| *column < 3 || rows.iter().any(|row| row[*column] != "·")).collect();
    let all = || std::iter::once(header).chain(rows);
    let width = |column: usize| all().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<(usize, usize)> = used.iter().map(|column| (*column, width(*column))).collect();
    let mut out = String::new();
    for row in all() {
        let mut line = String::new();
        for (column, width) in &widths {
            let cell = &row[*column];
            let _ = match column {
                0 => write!(line, "{cell:<width$}"),
                _ => write!(line, "  {cell:>width$}"),
            };
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}
