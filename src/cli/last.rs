//! The last run, and mutants in it.

use std::path::Path;

use super::args::Global;
use super::exit::CliError;
use super::{kept, setup};
use crate::cache::Cache;
use crate::report::{Document, File, Mutant};

/// The fewest characters of an id that are looked up.
const SHORTEST: usize = 4;

/// The last run of the project that the arguments mean.
pub(super) fn load(global: &Global) -> Result<Document, CliError> {
    of_project(&setup::project(global)?)
}

/// The last run of `project`.
pub(super) fn of_project(project: &Path) -> Result<Document, CliError> {
    kept::recover_if_free(project)?;
    let json = Cache::open_existing(project)?.map(|cache| cache.last_run()).transpose()?.flatten();
    let json = json.ok_or_else(|| {
        CliError::usage(format!("there is no last run of {}; `mutate run` makes one", project.display()))
    })?;
    Ok(Document::parse(&json)?)
}

/// The one mutant whose id is, or starts with, `id`.
pub(super) fn find<'a>(
    document: &'a Document,
    id: &str,
) -> Result<(&'a str, &'a File, &'a Mutant), CliError> {
    if let Some(found) = document.mutants().find(|(_, _, mutant)| mutant.id == id) {
        return Ok(found);
    }
    if id.chars().count() < SHORTEST {
        return Err(CliError::usage(format!(
            "`{id}` is too short: give {SHORTEST} characters of the id or more"
        )));
    }
    let alike: Vec<_> = document.mutants().filter(|(_, _, mutant)| mutant.id.starts_with(id)).collect();
    match alike.as_slice() {
        [one] => Ok(*one),
        [] => Err(CliError::usage(format!("no mutant `{id}` in the last run; `mutate results` lists them"))),
        many => {
            let ids: Vec<&str> = many.iter().map(|(_, _, mutant)| mutant.id.as_str()).collect();
            Err(CliError::usage(format!("`{id}` is the beginning of several ids: {}", ids.join(", "))))
        }
    }
}

/// `path:line:col description in qualname`
pub(super) fn name(path: &str, mutant: &Mutant) -> String {
    let start = mutant.location.start;
    format!("{path}:{}:{} {}", start.line, start.column, mutant.title())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Document {
        let mutant = |id: &str| {
            format!(
                r#"{{"id": "{id}", "mutatorName": "x", "status": "Killed",
                "location": {{"start": {{"line": 1, "column": 1}}, "end": {{"line": 1, "column": 2}}}}}}"#
            )
        };
        let mutants = [mutant("abcd11"), mutant("abcd22"), mutant("ffff33")].join(",");
        let json = format!(
            r#"{{"schemaVersion": "2", "thresholds": {{"high": 80, "low": 60}}, "files": {{"a.py":
            {{"language": "python", "source": "x", "mutants": [{mutants}]}}}}}}"#
        );
        Document::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn the_beginning_of_an_id_is_enough_where_it_is_unique() {
        let document = document();
        assert_eq!(find(&document, "ffff").unwrap().2.id, "ffff33");
        assert_eq!(find(&document, "abcd22").unwrap().2.id, "abcd22");
        for (id, expect) in
            [("abcd", "several ids: abcd11, abcd22"), ("fff", "too short"), ("9999", "no mutant")]
        {
            let error = find(&document, id).unwrap_err();
            assert!(error.message.contains(expect), "{error}");
        }
    }
}
