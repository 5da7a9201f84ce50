//! Why a report says nothing of the changed files.

use std::collections::BTreeSet;

use crate::change::Changes;
use crate::coverage::{Kind, Report};
use crate::model::folder_of;

/// How many paths are shown of each side.
const SHOWN: usize = 3;

/// What to tell where no report knows any of the changed files that are of a kind that they do
/// know; None where there is nothing strange about it: `measured` are the files of the repository
/// that they know, and the changed ones are elsewhere.
pub fn explanation(
    changes: &Changes,
    reports: &[Report],
    known: &dyn Fn(&str) -> bool,
    measured: &[String],
) -> Option<String> {
    if reports.is_empty() {
        return None; // there was nothing to measure
    }
    let told: BTreeSet<&str> = reports.iter().flat_map(Report::files).collect();
    let kinds: BTreeSet<&str> = told.iter().filter_map(|path| ending(path)).collect();
    let expected: Vec<&str> = changes
        .iter()
        .filter(|(path, lines)| !lines.is_empty() && ending(path).is_some_and(|e| kinds.contains(e)))
        .map(|(path, _)| path.as_str())
        .filter(|path| measured.is_empty() || measured.iter().any(|file| path.starts_with(folder_of(file))))
        .collect();
    if told.is_empty() {
        return (!changes.is_empty()).then(|| "the coverage report tells of no file at all".to_owned());
    }
    if expected.is_empty() || expected.iter().any(|path| known(path)) {
        return None;
    }
    let advice = match reports.iter().any(|report| report.kind == Kind::Jacoco) {
        true => "name the folders of the sources with --src-roots",
        false if told.iter().any(|path| path.starts_with('/')) => {
            "if these are the same files, set `relative_files = true` in [tool.coverage.run] where they are \
             measured, or make the report in this working tree"
        }
        false => {
            "if these are the same files, run this command in the folder in which they were measured; if not, \
             the changed ones were not measured: see `source` and `omit` of [tool.coverage.run]"
        }
    };
    Some(format!(
        "the coverage report knows none of the changed files\n  the report has  {}\n  the diff has    {}\n  {advice}",
        some(told.into_iter()),
        some(expected.into_iter())
    ))
}

fn ending(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next()?;
    name.rsplit_once('.').map(|(_, ending)| ending)
}

fn some<'a>(paths: impl ExactSizeIterator<Item = &'a str>) -> String {
    let count = paths.len();
    let mut text = paths.take(SHOWN).collect::<Vec<_>>().join(", ");
    if count > SHOWN {
        text += &format!(" and {} more", count - SHOWN);
    }
    text
}
