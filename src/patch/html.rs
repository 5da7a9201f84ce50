//! One page, which needs nothing else.

use std::fmt::Write;

use super::snippet::{Snippet, Sources};
use super::{Patch, count, escaped, listed, nothing, number};
use crate::gate::percent;

/// What the page looks like.
pub const STYLE: &str = "\
body { font: 16px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em; }
table { border-collapse: collapse; } td, th { padding: .2em 1em; text-align: left; }
tr:nth-child(even) { background: #8882; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #8881; overflow-x: auto; padding: .5em 0; }
pre span { display: block; padding: 0 1em; } pre i { color: #888; font-style: normal; user-select: none; }
.missing { background: #f443; } .covered { background: #4a43; }
";

/// With `covered`, lines that tests run are marked as well.  The style is in the page unless a
/// `sheet` is named.
pub fn html(patch: &Patch, float: bool, sources: &Sources, covered: bool, sheet: Option<&str>) -> String {
    let style = match sheet {
        Some(sheet) => format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(sheet)),
        None => format!("<style>\n{STYLE}</style>"),
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Coverage of the changed \
         lines</title>\n{style}\n</head>\n<body>\n<h1>Coverage of the changed lines</h1>\n<p>{}</p>\n",
        escaped(&patch.name)
    );
    if patch.files.is_empty() {
        let _ = write!(out, "<p>{}</p>\n</body>\n</html>\n", nothing(patch));
        return out;
    }
    let total = number(patch.shown(float), float);
    let lines = count(patch.lines(), "changed line");
    let _ = writeln!(out, "<p><b>{total}%</b> of {lines}, {} not covered</p>", patch.missing());
    out += "<table>\n<tr><th>file</th><th>covered</th><th>lines</th><th>missing</th></tr>\n";
    for file in &patch.files {
        let _ = writeln!(
            out,
            "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>",
            escaped(&file.path),
            percent(file.percent()),
            file.lines(),
            listed(&file.missing, ", ")
        );
    }
    out += "</table>\n";
    for (path, snippets) in sources.snippets(patch, covered) {
        let _ = writeln!(out, "<h2>{}</h2>", escaped(&path));
        snippets.iter().for_each(|snippet| out += &code(snippet));
    }
    out + "</body>\n</html>\n"
}

fn code(snippet: &Snippet) -> String {
    let line = |line: &super::snippet::Line| {
        let class = match (line.missing, line.covered) {
            (true, _) => " class=\"missing\"",
            (_, true) => " class=\"covered\"",
            _ => "",
        };
        format!("<span{class}><i>{:>5}</i>  {}</span>", line.number, escaped(&line.text))
    };
    format!("<pre>{}</pre>\n", snippet.lines.iter().map(line).collect::<String>())
}
