//! For a terminal.

use std::fmt::Write;

use super::snippet::{Snippet, Sources};
use super::{Patch, count, listed, nothing, number};
use crate::gate::percent;

/// A line a file and the sum; with `sources` also the lines that no test runs.
pub fn text(patch: &Patch, float: bool, sources: Option<&Sources>) -> String {
    let mut out = format!("Coverage of the changed lines\n{}\n\n", patch.name);
    if patch.files.is_empty() {
        let _ = writeln!(out, "{} There is nothing to cover.", nothing(patch));
        return out;
    }
    let width = patch.files.iter().map(|file| file.path.chars().count()).max().unwrap_or(0);
    for file in &patch.files {
        let missing = match file.missing.is_empty() {
            true => String::new(),
            false => format!("  missing {}", listed(&file.missing, ", ")),
        };
        let parts = format!("{}/{}", file.covered.len(), file.lines());
        let line = format!("{:>7}  {parts:>9}  {:<width$}{missing}", percent(file.percent()), file.path);
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let missing = match patch.missing() {
        0 => "all covered".to_owned(),
        missing => format!("{missing} not covered"),
    };
    let total = number(patch.shown(float), float);
    let _ = writeln!(out, "\n{total}% of {}: {missing}", count(patch.lines(), "changed line"));
    let snippets = sources.map(|sources| sources.snippets(patch, false)).unwrap_or_default();
    for (path, snippets) in snippets {
        let _ = writeln!(out, "\n{path}");
        let shown: Vec<String> = snippets.iter().map(Snippet::rows).collect();
        out += &shown.join("   ...\n");
    }
    out
}
