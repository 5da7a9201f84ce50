//! Lines that coverage.py leaves out of its reports: `# pragma: no cover`, or
//! what `exclude_lines` and `exclude_also` say.
//!
//! As there, an expression is searched in the whole text and excludes every
//! line that its match touches, the rest of a statement with any of its lines,
//! and all of a block with any line of its header.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as _;

use fancy_regex::{CompileError, Error, Regex, RegexBuilder};

use super::{Regions, python_regex};
use crate::config::Exclusion;
use crate::model::{Ignored, Span};
use crate::syntax::{Block, LineIndex, Module, Outline};

/// How often one search may try another way before it is given up.  It is
/// spent on every character that is passed over, too.
const MOST_STEPS: usize = 10_000_000;

/// The expressions of a project, compiled.
#[derive(Default)]
pub(in crate::generate) struct Excluded {
    patterns: Vec<Pattern>,
}

struct Pattern {
    regex: Regex,
    ignored: Ignored,
    /// For warnings: the expression and where it stands.
    name: String,
}

impl Excluded {
    /// The second value says which cannot be used, and why.
    pub(in crate::generate) fn compile(exclusions: &[Exclusion]) -> (Excluded, Vec<String>) {
        let mut excluded = Excluded::default();
        let mut warnings = Vec::new();
        for exclusion in exclusions {
            match compiled(&exclusion.pattern) {
                Ok(regex) => excluded.patterns.push(Pattern::new(exclusion, regex)),
                Err(why) => {
                    warnings.push(format!("failed to use {}: {why}; it is left out", name(exclusion)))
                }
            }
        }
        (excluded, warnings)
    }

    /// # Errors
    /// Which expression was given up, and why; the others have been heeded.
    pub(in crate::generate) fn find(
        &self,
        module: &Module,
        outline: &Outline,
        regions: &mut Regions,
    ) -> Result<(), String> {
        let (lines, problem) = self.lines(module.text());
        for (&line, ignored) in &lines {
            regions.push_ignored(module.lines().line_span(line, module.text()), (*ignored).clone());
        }
        for block in &outline.blocks {
            if let Some((_, ignored)) = lines.range(block.header.first..=block.header.last).next() {
                regions.push_ignored(reach(block, module), (*ignored).clone());
            }
        }
        problem.map_or(Ok(()), Err)
    }

    /// The lines that matches touch.
    fn lines(&self, text: &str) -> (BTreeMap<u32, &Ignored>, Option<String>) {
        let text = unix(text);
        let index = LineIndex::new(&text);
        let mut lines = BTreeMap::new();
        let mut search = Search::new(self, &text);
        while let Some((ignored, start, end)) = search.next_match() {
            for line in index.line(start as u32)..=index.line(end as u32) {
                lines.entry(line).or_insert(ignored);
            }
        }
        (lines, search.problem)
    }
}

/// A block, or all lines of a simple statement: `if x: f(` before it on its line
/// goes with it.
fn reach(block: &Block, module: &Module) -> Span {
    if block.compound {
        return block.span;
    }
    let line = |line| module.lines().line_span(line, module.text());
    Span { start: line(block.header.first).start, end: line(block.header.last).end }
}

impl Pattern {
    fn new(exclusion: &Exclusion, regex: Regex) -> Pattern {
        let (filter, reason) = match &exclusion.place {
            None => ("pragma-no-cover", "marked `# pragma: no cover`".to_owned()),
            Some(_) => ("no-cover", format!("coverage.py leaves it out: {}", name(exclusion))),
        };
        Pattern { regex, ignored: Ignored { filter, reason }, name: name(exclusion) }
    }
}

fn name(exclusion: &Exclusion) -> String {
    let pattern = exclusion.pattern.replace('\n', "\\n");
    match &exclusion.place {
        Some(place) => format!("`{pattern}` ({place})"),
        None => format!("`{pattern}`"),
    }
}

fn compiled(pattern: &str) -> Result<Regex, String> {
    let translated = python_regex::translated(pattern)?;
    let built = RegexBuilder::new(&translated).multi_line(true).backtrack_limit(MOST_STEPS).build();
    built.map_err(|error| short(&error))
}

/// An error in one line: the last says what is wrong.  Its position is left
/// out, which is that of the translation.
fn short(error: &Error) -> String {
    let text = match error {
        Error::ParseError(_, error) => error.to_string(),
        Error::CompileError(error) => match &**error {
            CompileError::InnerError(error) => error.source().map_or(error.to_string(), ToString::to_string),
            error => error.to_string(),
        },
        Error::RuntimeError(error) => error.to_string(),
        error => error.to_string(),
    };
    let last = text.lines().last().unwrap_or("").trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

/// With the line ends that Python's regular expressions know.
fn unix(text: &str) -> Cow<'_, str> {
    match text.contains('\r') {
        true => text.replace("\r\n", "\n").replace('\r', "\n").into(),
        false => text.into(),
    }
}

/// The matches of all expressions as if they were one: from left to right, none
/// overlapping another, the first expression where several match.
struct Search<'p, 't> {
    text: &'t str,
    at: usize,
    /// Each expression with its next match.
    upcoming: Vec<(&'p Pattern, (usize, usize))>,
    problem: Option<String>,
}

impl<'p, 't> Search<'p, 't> {
    fn new(excluded: &'p Excluded, text: &'t str) -> Search<'p, 't> {
        let mut search = Search { text, at: 0, upcoming: Vec::new(), problem: None };
        for pattern in &excluded.patterns {
            let found = search.find(pattern);
            search.upcoming.extend(found.map(|found| (pattern, found)));
        }
        search
    }

    fn find(&mut self, pattern: &Pattern) -> Option<(usize, usize)> {
        match pattern.regex.find_from_pos(self.text, self.at) {
            Ok(found) => found.map(|found| (found.start(), found.end())),
            Err(error) => {
                self.problem = Some(format!("gave up on {}: {}", pattern.name, short(&error)));
                None
            }
        }
    }

    fn next_match(&mut self) -> Option<(&'p Ignored, usize, usize)> {
        for (pattern, found) in std::mem::take(&mut self.upcoming) {
            let found = if found.0 < self.at { self.find(pattern) } else { Some(found) };
            self.upcoming.extend(found.map(|found| (pattern, found)));
        }
        let (pattern, (start, end)) = self.upcoming.iter().min_by_key(|(_, found)| found.0).copied()?;
        let beyond = self.text[end..].chars().next().map_or(1, char::len_utf8);
        self.at = if end > start { end } else { end + beyond };
        if self.at > self.text.len() {
            self.upcoming.clear();
        }
        Some((&pattern.ignored, start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exclusion(pattern: &str) -> Exclusion {
        Exclusion {
            pattern: pattern.to_owned(),
            place: Some("exclude_also in [report] of .coveragerc".into()),
        }
    }

    /// The lines that `patterns` touch in `text`.
    fn touched(patterns: &[&str], text: &str) -> Vec<u32> {
        let exclusions: Vec<Exclusion> = patterns.iter().map(|pattern| exclusion(pattern)).collect();
        let (excluded, warnings) = Excluded::compile(&exclusions);
        assert_eq!(warnings, Vec::<String>::new());
        let (lines, problem) = excluded.lines(text);
        assert_eq!(problem, None);
        lines.into_keys().collect()
    }

    #[test]
    fn every_line_that_a_match_touches_counts() {
        assert_eq!(touched(&["b"], "a\nb\r\nab\rc\n"), [2, 3]);
        assert_eq!(touched(&["^b$"], "a\r\nb\r\nab\r\n"), [2]);
        assert_eq!(touched(&["(?s:start.*?stop)"], "a\nstart\nb\nstop\nc\n"), [2, 3, 4]);
        // a line end that is matched leads to the next line
        assert_eq!(touched(&[r"a\n"], "a\nb\nc\n"), [1, 2]);
        assert_eq!(touched(&["^"], "a\nb"), [1, 2]);
    }

    #[test]
    fn matches_do_not_overlap() {
        // the second would match from line 2 to 3, but line 2 is the first's
        assert_eq!(touched(&[r"a\nb", r"b\nc"], "a\nb\nc\n"), [1, 2]);
        assert_eq!(touched(&[r"b\nc", r"a\nb"], "a\nb\nc\n"), [1, 2]);
    }

    #[test]
    fn look_around_and_back_references_work() {
        assert_eq!(touched(&[r"^if (?!x).*:"], "if x:\nif y:\n"), [2]);
        assert_eq!(touched(&[r"(?<=# )off"], "off\n# off\n"), [2]);
        assert_eq!(touched(&[r"(?P<q>['\x22])a(?P=q)"], "'a'\n'a\x22\n"), [1]);
    }

    #[test]
    fn an_expression_that_cannot_be_used_is_named_with_its_place() {
        let warning = |pattern: &str| Excluded::compile(&[exclusion(pattern)]).1.remove(0);
        insta::assert_snapshot!(warning("def (x"), @r"failed to use `def (x` (exclude_also in [report] of .coveragerc): Opening parenthesis without closing parenthesis; it is left out");
        insta::assert_snapshot!(warning(r"\N{DASH}\n"), @r"failed to use `\N{DASH}\n` (exclude_also in [report] of .coveragerc): characters by name (`\N{…}`) are not known here; it is left out");
        insta::assert_snapshot!(warning("(?a:b)"), @r"failed to use `(?a:b)` (exclude_also in [report] of .coveragerc): Unknown group flag: (?a; it is left out");
        insta::assert_snapshot!(warning("[b-a]"), @r"failed to use `[b-a]` (exclude_also in [report] of .coveragerc): invalid character class range, the start must be <= the end; it is left out");
    }

    #[test]
    fn an_expression_that_takes_too_long_is_given_up() {
        let (excluded, _) = Excluded::compile(&[exclusion("(a|b|ab)*(?>c)"), exclusion("^d")]);
        let (lines, problem) = excluded.lines(&format!("{}\nd\n", "ab".repeat(200)));
        assert_eq!(lines.into_keys().collect::<Vec<_>>(), [2]);
        insta::assert_snapshot!(problem.unwrap(), @"gave up on `(a|b|ab)*(?>c)` (exclude_also in [report] of .coveragerc): Max limit for backtracking count exceeded");
    }
}
