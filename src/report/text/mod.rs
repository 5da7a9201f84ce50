//! `text`: for people at a terminal.

mod details;
mod paint;
mod table;

use super::{Document, Format, ReportError, Style};
use crate::gate::percent;
use crate::model::Summary;
use paint::Paint;

pub(super) struct Text;

impl Format for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn render(&self, document: &Document, style: Style) -> Result<Vec<u8>, ReportError> {
        let paint = Paint { color: style.color };
        let sections = [
            table::modules(document),
            details::survivors(document, paint),
            details::uncovered(document, paint),
            details::unsteady(document, paint),
            details::errors(document, paint),
            details::skipped(document, paint),
            details::quarantined(document, paint),
            details::remarks(document, paint),
            score_line(document) + "\n",
        ];
        let shown: Vec<String> = sections.into_iter().filter(|section| !section.trim().is_empty()).collect();
        Ok(shown.join("\n").into_bytes())
    }
}

/// The whole run in one line.
pub(super) fn score_line(document: &Document) -> String {
    let sum = document.summary();
    let score = sum.score().map_or_else(|| "none".to_owned(), percent);
    let strength = sum.strength().map_or_else(|| "none".to_owned(), percent);
    let partial = if document.mutate.partial { " (partial run)" } else { "" };
    format!(
        "mutation score {score}, test strength {strength}{partial}: {} of {} mutants",
        counts(&sum),
        sum.total()
    )
}

/// "7 killed, 2 survived": what there is of each status.
fn counts(sum: &Summary) -> String {
    let all = [
        (sum.killed, "killed"),
        (sum.timeout, "timed out"),
        (sum.survived, "survived"),
        (sum.no_coverage, "not covered"),
        (sum.runtime_error, "could not be judged"),
        (sum.compile_error, "did not compile"),
        (sum.ignored, "ignored"),
        (sum.pending, "pending"),
    ];
    let some = all.iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = some.map(|(count, word)| format!("{count} {word}")).collect();
    if words.is_empty() { "none".into() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn the_summary_shows_everything_that_a_reader_must_know() {
        let bytes = Text.render(&fixture::document(), Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r"
module    score  killed  survived  no coverage  errors  ignored
pkg/a.py  25.0%       1         1            1       1        1

Survived: no test noticed these changes
  pkg/a.py:4:10  demo  replace `<` with `<=` in f  [aaaaaaaaaaaa]
      - if a < b and b < LIMIT:
      + if a <= b and b < LIMIT:

No coverage: no test runs this code
  pkg/a.py:6  f  1 mutant

Not judged
  pkg/a.py:5:18  demo  replace `+` with `-` in f  [cccccccccccc]
      RuntimeError: the worker died twice: signal 11

Skipped files
  pkg/old.py: line 1: Python 2 print statement

Quarantined tests: they prove nothing
  tests/test_b.py::T::test_three: it fails when it runs alone

mutation score 25.0%, test strength 33.3%: 1 killed, 1 survived, 1 not covered, 1 could not be judged, 1 ignored of 5 mutants
");
    }

    #[test]
    fn colour_is_only_there_on_demand() {
        let colored = Text.render(&fixture::document(), Style { color: true }).unwrap();
        assert!(colored.contains(&0x1b));
        let plain = Text.render(&fixture::document(), Style::default()).unwrap();
        assert!(!plain.contains(&0x1b));
    }
}
