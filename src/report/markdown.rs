//! `markdown`: for a pull request's comment or a job's summary.

use std::fmt::Write;

use super::{Document, Format, ReportError, Style, diff, score_line};
use crate::gate::percent;
use crate::model::Status;

pub(super) struct Markdown;

impl Format for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn render(&self, document: &Document, _: Style) -> Result<Vec<u8>, ReportError> {
        let mut out = format!("## Mutation testing\n\n{}\n", score_line(document));
        table(document, &mut out);
        survivors(document, &mut out);
        let skipped = document.mutate.skipped.iter().map(|file| (file.path.as_str(), file.reason.as_str()));
        list("Skipped files", skipped, &mut out);
        let tests = document.mutate.quarantined.iter().map(|test| (test.test.as_str(), test.reason.as_str()));
        list("Quarantined tests", tests, &mut out);
        let unsteady = document
            .unsteady()
            .map(|(_, _, mutant)| (mutant.id.as_str(), mutant.status_reason.as_deref().unwrap_or_default()));
        list("Run only by quarantined tests", unsteady, &mut out);
        let errors =
            document.with_status(Status::RuntimeError).chain(document.with_status(Status::CompileError));
        let errors = errors.map(|(_, _, mutant)| {
            (mutant.id.as_str(), mutant.status_reason.as_deref().unwrap_or("no reason was given"))
        });
        list("Not judged", errors, &mut out);
        Ok(out.into_bytes())
    }
}

fn table(document: &Document, out: &mut String) {
    out.push_str("\n| module | score | killed | timeout | survived | no coverage | errors |\n");
    out.push_str("|---|--:|--:|--:|--:|--:|--:|\n");
    for (path, sum) in document.by_file() {
        let score = sum.score().map_or_else(|| "–".to_owned(), percent);
        let errors = sum.runtime_error + sum.compile_error;
        let _ = writeln!(
            out,
            "| {} | {score} | {} | {} | {} | {} | {errors} |",
            escape(path),
            sum.killed,
            sum.timeout,
            sum.survived,
            sum.no_coverage
        );
    }
}

fn survivors(document: &Document, out: &mut String) {
    if document.summary().survived == 0 {
        return;
    }
    out.push_str("\n### Survived\n");
    for (path, file, mutant) in document.with_status(Status::Survived) {
        let start = mutant.location.start;
        let name = escape(&mutant.mutator_name);
        let _ = write!(out, "\n`{path}:{}:{}` {name} `{}`\n", start.line, start.column, mutant.id);
        if let Some((before, after)) = diff::short(file, mutant) {
            let fence = if before.contains("```") || after.contains("```") { "~~~~" } else { "```" };
            let _ = writeln!(out, "\n{fence}diff\n- {before}\n+ {after}\n{fence}");
        }
        if let Some(reason) = &mutant.status_reason {
            let _ = writeln!(out, "\n{}", escape(reason));
        }
    }
}

fn list<'a>(title: &str, items: impl Iterator<Item = (&'a str, &'a str)>, out: &mut String) {
    for (index, (name, reason)) in items.enumerate() {
        if index == 0 {
            let _ = writeln!(out, "\n### {title}\n");
        }
        let _ = writeln!(out, "- `{name}`: {}", escape(reason));
    }
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '|' | '*' | '_' | '`' | '<' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_comment_has_the_table_and_the_survivors() {
        let bytes = Markdown.render(&fixture::document(), Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r"
## Mutation testing

mutation score 25.0%, test strength 33.3%: 1 killed, 1 survived, 1 not covered, 1 could not be judged, 1 ignored of 5 mutants

| module | score | killed | timeout | survived | no coverage | errors |
|---|--:|--:|--:|--:|--:|--:|
| pkg/a.py | 25.0% | 1 | 0 | 1 | 1 | 1 |
| pkg/b.py | – | 0 | 0 | 0 | 0 | 0 |

### Survived

`pkg/a.py:4:10` demo `aaaaaaaaaaaa`

```diff
- if a < b and b < LIMIT:
+ if a <= b and b < LIMIT:
```

### Skipped files

- `pkg/old.py`: line 1: Python 2 print statement

### Quarantined tests

- `tests/test_b.py::T::test_three`: it fails when it runs alone

### Not judged

- `cccccccccccc`: the worker died twice: signal 11
");
    }
}
