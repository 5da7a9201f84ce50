//! For comments on a pull request.

use std::fmt::Write;

use super::snippet::{Snippet, Sources};
use super::{Patch, count, listed, nothing, number};
use crate::gate::percent;

pub fn markdown(patch: &Patch, float: bool, sources: &Sources) -> String {
    let mut out = format!("# Coverage of the changed lines\n\n{}\n\n", patch.name);
    if patch.files.is_empty() {
        let _ = writeln!(out, "{}", nothing(patch));
        return out;
    }
    let total = number(patch.shown(float), float);
    let _ = writeln!(
        out,
        "**{total}%** of {}, {} not covered\n",
        count(patch.lines(), "changed line"),
        patch.missing()
    );
    out += "| file | covered | lines | missing |\n|---|--:|--:|---|\n";
    for file in &patch.files {
        let percent = percent(file.percent());
        let path = file.path.replace('|', "\\|");
        let missing = listed(&file.missing, ", ");
        let _ = writeln!(out, "| `{path}` | {percent} | {} | {missing} |", file.lines());
    }
    for (path, snippets) in sources.snippets(patch, false) {
        let _ = writeln!(out, "\n<details><summary><code>{}</code></summary>\n", super::escaped(&path));
        snippets.iter().for_each(|snippet| out += &fenced(&path, snippet));
        out += "</details>\n";
    }
    out
}

fn fenced(path: &str, snippet: &Snippet) -> String {
    // longer than any fence in the source
    let longest =
        snippet.lines.iter().map(|l| l.text.split(|c| c != '`').map(str::len).max().unwrap_or(0)).max();
    let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let language = if path.ends_with(".py") { "python" } else { "" };
    format!("{fence}{language}\n{}{fence}\n\n", snippet.rows())
}
