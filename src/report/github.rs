//! `github`: workflow commands, shown as annotations on the changed lines.

use std::fmt::Write;

use super::{Document, Format, ReportError, Style, diff, score_line};
use crate::model::Status;

pub(super) struct GitHub;

impl Format for GitHub {
    fn name(&self) -> &'static str {
        "github"
    }

    fn render(&self, document: &Document, _: Style) -> Result<Vec<u8>, ReportError> {
        let mut out = String::new();
        for (path, file, mutant) in document.with_status(Status::Survived) {
            let (start, end) = (mutant.location.start, mutant.location.end);
            let change = diff::short(file, mutant);
            let change = change.map(|(before, after)| format!("- {before}\n+ {after}")).unwrap_or_default();
            let noticed = mutant.status_reason.as_deref().unwrap_or("no test noticed this change");
            let _ = writeln!(
                out,
                "::warning file={},line={},endLine={},col={},title={}::{}",
                property(path),
                start.line,
                end.line,
                start.column,
                property(&format!("Survived: {}", mutant.mutator_name)),
                message(&format!("{noticed} [{}]\n{change}", mutant.id))
            );
        }
        for file in &document.mutate.skipped {
            let (path, reason) = (property(&file.path), message(&file.reason));
            let _ = writeln!(out, "::warning file={path},title=Skipped by mutate::{reason}");
        }
        for test in &document.mutate.quarantined {
            let text = message(&format!("{}: {}", test.test, test.reason));
            let _ = writeln!(out, "::warning title=Quarantined test::{text}");
        }
        for (path, _, mutant) in document.unsteady() {
            let (path, line) = (property(path), mutant.location.start.line);
            let reason = message(mutant.status_reason.as_deref().unwrap_or_default());
            let _ = writeln!(out, "::warning file={path},line={line},title=Not tested::{reason}");
        }
        let _ = writeln!(out, "::notice title=Mutation testing::{}", message(&score_line(document)));
        Ok(out.into_bytes())
    }
}

fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn survivors_are_warnings_on_their_lines() {
        let bytes = GitHub.render(&fixture::document(), Style::default()).unwrap();
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r"
::warning file=pkg/a.py,line=4,endLine=4,col=10,title=Survived%3A demo::no test noticed this change [aaaaaaaaaaaa]%0A- if a < b and b < LIMIT:%0A+ if a <= b and b < LIMIT:
::warning file=pkg/old.py,title=Skipped by mutate::line 1: Python 2 print statement
::warning title=Quarantined test::tests/test_b.py::T::test_three: it fails when it runs alone
::notice title=Mutation testing::mutation score 25.0%25, test strength 33.3%25: 1 killed, 1 survived, 1 not covered, 1 could not be judged, 1 ignored of 5 mutants
");
    }
}
