//! For a terminal.

use std::fmt::Write;

use super::snippet::{Snippet, Sources};
use super::{Patch, count, listed, nothing, number};

/// A line a file and the sum; with `sources` also the lines that no test runs.
pub fn text(patch: &Patch, float: bool, sources: Option<&Sources>) -> String {
    let mut out = format!("Coverage of the changed lines\n{}\n\n", patch.name);
    if patch.files.is_empty() {
        let _ = writeln!(out, "{} There is nothing to cover.", nothing(patch));
        return out;
    }
    let width = patch.files.iter().map(|file| file.path.chars().count()).max().unwrap_or(0);
    for file in &patch.files {
        // rounded down: only what is covered as a whole is 100 %
        let percent = (file.percent() * 10.0 + 1e-9).floor() / 10.0;
        let missing = match file.missing.is_empty() {
            true => String::new(),
            false => format!("  missing {}", listed(&file.missing, ", ")),
        };
        let parts = format!("{}/{}", file.covered.len(), file.lines());
        let line = format!("{percent:>6.1}%  {parts:>9}  {:<width$}{missing}", file.path);
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let missing = match patch.missing() {
        0 => "all covered".to_owned(),
        missing => format!("{missing} not covered"),
    };
    let percent = number(patch.shown(float), float);
    let _ = writeln!(out, "\n{percent}% of {}: {missing}", count(patch.lines(), "changed line"));
    let snippets = sources.map(|sources| sources.snippets(patch, false)).unwrap_or_default();
    for (path, snippets) in snippets {
        let _ = writeln!(out, "\n{path}");
        let shown: Vec<String> = snippets.iter().map(lines).collect();
        out += &shown.join("   ...\n");
    }
    out
}

fn lines(snippet: &Snippet) -> String {
    let line = |line: &super::snippet::Line| {
        format!("{} {:>5}  {}", if line.missing { '!' } else { ' ' }, line.number, line.text)
            .trim_end()
            .to_owned()
            + "\n"
    };
    snippet.lines.iter().map(line).collect()
}
