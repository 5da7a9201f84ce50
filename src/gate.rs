//! Does a run meet the thresholds?  Pure.

use globset::{GlobBuilder, GlobMatcher};

use crate::config::PathGate;
use crate::model::Summary;

/// What the gate says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// With what the user should know all the same.
    Pass(Vec<String>),
    /// One sentence for each threshold that was missed.
    Fail(Vec<String>),
}

/// Holds `fail_under` against all files together, and each of `gates` against
/// the files under its paths.  `files` are paths with their sums.
pub fn check(files: &[(&str, Summary)], fail_under: Option<f64>, gates: &[PathGate]) -> Outcome {
    let mut notes = Vec::new();
    let mut failures = Vec::new();
    if let Some(threshold) = fail_under {
        judge("the whole run", sum(files.iter()), threshold, &mut notes, &mut failures);
    }
    for gate in gates {
        let Some(threshold) = gate.fail_under else { continue };
        let chosen = under(files, gate);
        judge(&gate.paths.join(", "), sum(chosen), threshold, &mut notes, &mut failures);
    }
    if failures.is_empty() { Outcome::Pass(notes) } else { Outcome::Fail(failures) }
}

/// Holds the coverage thresholds of `gates` against the files under their paths; `percent` is
/// that of some files together.  Returns what was missed, and what the user should know all the same.
pub fn check_coverage<T>(
    files: &[(&str, T)],
    gates: &[PathGate],
    percent: &dyn Fn(&[&T]) -> f64,
) -> (Vec<String>, Vec<String>) {
    let (mut failures, mut notes) = (Vec::new(), Vec::new());
    for gate in gates {
        let chosen: Vec<&T> = under(files, gate).map(|(_, file)| file).collect();
        let Some(threshold) = gate.coverage else { continue };
        if chosen.is_empty() {
            let paths = gate.paths.join(", ");
            notes.push(format!(
                "{paths}: no module to cover, so the threshold of {threshold}% was not applied"
            ));
            continue;
        }
        let score = percent(&chosen);
        if score < threshold {
            failures.push(format!(
                "{}: coverage {} is below {threshold}%",
                gate.paths.join(", "),
                self::percent(score)
            ));
        }
    }
    (failures, notes)
}

/// The files under a gate's paths.
fn under<'a, T>(files: &'a [(&'a str, T)], gate: &PathGate) -> impl Iterator<Item = &'a (&'a str, T)> {
    let matchers: Vec<Matcher> = gate.paths.iter().map(|path| Matcher::new(path)).collect();
    files.iter().filter(move |(path, _)| matchers.iter().any(|m| m.matches(path)))
}

fn judge(what: &str, sum: Summary, threshold: f64, notes: &mut Vec<String>, failures: &mut Vec<String>) {
    match sum.score() {
        None => notes
            .push(format!("{what}: no mutant to score, so the threshold of {threshold}% was not applied")),
        Some(score) if score < threshold => {
            failures.push(format!("{what}: mutation score {} is below {threshold}%", percent(score)));
        }
        Some(_) => {}
    }
}

fn sum<'a>(files: impl Iterator<Item = &'a (&'a str, Summary)>) -> Summary {
    files.fold(Summary::default(), |total, (_, file)| total.plus(file))
}

/// One decimal, rounded down: a score below a threshold never looks as if it
/// met it.
pub fn percent(value: f64) -> String {
    format!("{:.1}%", (value * 10.0 + 1e-9).floor() / 10.0)
}

/// A file, a folder, or a glob.
struct Matcher {
    text: String,
    glob: Option<GlobMatcher>,
}

impl Matcher {
    fn new(path: &str) -> Matcher {
        let text = path.trim_start_matches("./").trim_end_matches('/').to_owned();
        let glob = GlobBuilder::new(&text).literal_separator(true).build().ok();
        Matcher { glob: glob.map(|glob| glob.compile_matcher()), text }
    }

    fn matches(&self, path: &str) -> bool {
        let inside =
            path.strip_prefix(&self.text).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let everything = self.text.is_empty() || self.text == ".";
        everything || inside || self.glob.as_ref().is_some_and(|glob| glob.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> Vec<(&'static str, Summary)> {
        let good = Summary { killed: 9, no_coverage: 1, ..Summary::default() };
        let bad = Summary { killed: 1, survived: 1, timeout: 1, runtime_error: 1, ..Summary::default() };
        let none = Summary { ignored: 3, ..Summary::default() };
        vec![("api/__init__.py", none), ("api/views.py", bad), ("core/a.py", good)]
    }

    fn gate(path: &str, fail_under: f64) -> PathGate {
        PathGate { paths: vec![path.into()], fail_under: Some(fail_under), coverage: None }
    }

    #[test]
    fn a_score_on_the_threshold_passes() {
        assert_eq!(check(&files()[2..], Some(90.0), &[]), Outcome::Pass(vec![]));
        assert_eq!(
            check(&files()[2..], Some(90.1), &[]),
            Outcome::Fail(vec!["the whole run: mutation score 90.0% is below 90.1%".into()])
        );
    }

    #[test]
    fn what_was_not_judged_never_raises_the_score() {
        assert_eq!(
            check(&files()[1..2], Some(66.0), &[]),
            Outcome::Fail(vec!["the whole run: mutation score 50.0% is below 66%".into()])
        );
    }

    #[test]
    fn a_gate_for_a_path_looks_at_files_under_it_only() {
        for path in ["core", "core/", "./core", "core/*.py", "core/a.py", "**/a.py"] {
            assert_eq!(check(&files(), None, &[gate(path, 90.0)]), Outcome::Pass(vec![]), "{path}");
        }
        for path in ["api", "api/v*", ".", "**"] {
            assert!(matches!(check(&files(), None, &[gate(path, 90.0)]), Outcome::Fail(_)), "{path}");
        }
    }

    #[test]
    fn nothing_to_score_passes_with_a_note() {
        for path in ["cor", "api/__init__.py"] {
            let Outcome::Pass(notes) = check(&files(), None, &[gate(path, 90.0)]) else { panic!("{path}") };
            assert!(notes[0].contains("no mutant to score"), "{notes:?}");
        }
    }

    #[test]
    fn percentages_are_rounded_down() {
        assert_eq!(percent(79.96), "79.9%");
        assert_eq!(percent(100.0), "100.0%");
        assert_eq!(percent(100.0 * 7.0 / 10.0), "70.0%");
    }
}
