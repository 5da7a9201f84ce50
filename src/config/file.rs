//! The layer of options that stands in a file of the project.

use std::path::Path;

use serde::Deserialize;

use super::ConfigError;
use super::coverage::{self, Coverage};
use super::options::{GATE_KEYS, KEYS, Options};
use super::sandbox;

/// What the project's files say.
#[derive(Debug, Default)]
pub struct Files {
    pub options: Options,
    pub coverage: Coverage,
}

#[derive(Default, Deserialize)]
struct PyProject {
    #[serde(default)]
    tool: Tool,
}

#[derive(Default, Deserialize)]
struct Tool {
    #[serde(default)]
    mutate: Options,
}

/// Reads `[tool.mutate]` in pyproject.toml, or mutate.toml.
pub fn read(project: &Path) -> Result<Files, ConfigError> {
    let pyproject = load(project, "pyproject.toml")?;
    let own = load(project, "mutate.toml")?;
    let table = pyproject.as_ref().and_then(|(_, table)| table.get("tool")?.get("mutate"));
    let options = match (&pyproject, table, &own) {
        (_, Some(_), Some(_)) => return Err(ConfigError::TwoFiles),
        (_, None, Some((text, table))) => {
            check_keys(table, "mutate.toml", "the file")?;
            typed(text, "mutate.toml")?
        }
        (Some((text, _)), Some(table), None) => {
            if let Some(table) = table.as_table() {
                check_keys(table, "pyproject.toml", "[tool.mutate]")?;
            }
            typed::<PyProject>(text, "pyproject.toml")?.tool.mutate
        }
        _ => Options::default(),
    };
    let coverage = coverage::read(project, pyproject.as_ref().map(|(_, table)| table))?;
    Ok(Files { options: at_home(options, project), coverage })
}

/// Paths in a file are relative to the project.
fn at_home(mut options: Options, project: &Path) -> Options {
    for target in options.report.iter_mut().flatten() {
        target.path = target.path.take().map(|path| project.join(path));
    }
    if let Some(python) = options.python.as_mut().filter(|python| python.components().count() > 1) {
        *python = project.join(&python);
    }
    options
}

/// The text and table of a file; None where there is no such file.
fn load(project: &Path, name: &str) -> Result<Option<(String, toml::Table)>, ConfigError> {
    let text = match std::fs::read_to_string(project.join(name)) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(ConfigError::Read { file: name.into(), source }),
    };
    let table = typed(&text, name)?;
    Ok(Some((text, table)))
}

pub(super) fn typed<T: serde::de::DeserializeOwned>(text: &str, name: &str) -> Result<T, ConfigError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| ConfigError::Parse {
        file: match error.span() {
            Some(span) => format!("{name}, line {}", 1 + text[..span.start].matches('\n').count()),
            None => name.into(),
        },
        message: error.message().trim().to_owned(),
    })
}

fn check_keys(table: &toml::Table, file: &str, place: &str) -> Result<(), ConfigError> {
    unknown(table, KEYS, file, place)?;
    if let Some(sandbox) = table.get("sandbox").and_then(|sandbox| sandbox.as_table()) {
        unknown(sandbox, sandbox::KEYS, file, "the sandbox table")?;
    }
    let gates = table.get("gate").and_then(|gate| gate.as_array()).into_iter().flatten();
    for gate in gates.filter_map(|gate| gate.as_table()) {
        unknown(gate, GATE_KEYS, file, "a gate")?;
    }
    Ok(())
}

fn unknown(table: &toml::Table, known: &[&str], file: &str, place: &str) -> Result<(), ConfigError> {
    let Some(key) = table.keys().find(|key| !known.contains(&key.as_str())) else { return Ok(()) };
    let hint = match nearest(key, known) {
        Some(known) => format!("; did you mean `{known}`?"),
        None => format!("; known are {}", known.join(", ")),
    };
    Err(ConfigError::UnknownKey { file: file.into(), table: place.into(), key: key.clone(), hint })
}

/// The known key most like `key`; None where nothing is alike.
fn nearest<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    let key = key.replace('_', "-").to_lowercase();
    let scored = known.iter().map(|known| (strsim::jaro_winkler(&key, known), *known));
    let (score, best) = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score > 0.7).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_error(name: &str, text: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(name), text).unwrap();
        read(dir.path()).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_names_the_nearest() {
        let error = read_error("pyproject.toml", "[tool.mutate]\nfail_under = 80\n");
        assert!(error.contains("`fail_under` in [tool.mutate]; did you mean `fail-under`?"), "{error}");
        let error = read_error("mutate.toml", "[[gate]]\npath = 'a'\nfail-under = 1\n");
        assert!(error.contains("`path` in a gate; did you mean `paths`?"), "{error}");
        let error = read_error("mutate.toml", "zzz = 1");
        assert!(error.contains("known are paths, python"), "{error}");
    }

    #[test]
    fn a_bad_value_names_file_and_line() {
        let error = read_error("pyproject.toml", "[tool.mutate]\njobs = 1\nshard = '5/4'\n");
        assert!(error.starts_with("failed to parse pyproject.toml, line 3: `5/4` is not a shard"), "{error}");
    }

    #[test]
    fn reports_of_a_file_are_relative_to_the_project() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mutate.toml"), "report = 'json=out.json'\npython = 'py3'").unwrap();
        let options = read(dir.path()).unwrap().options;
        assert_eq!(options.report.unwrap()[0].path, Some(dir.path().join("out.json")));
        assert_eq!(options.python, Some("py3".into()));
    }

    #[test]
    fn two_configurations_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("mutate.toml"), "").unwrap();
        assert!(read(dir.path()).is_ok());
        std::fs::write(dir.path().join("pyproject.toml"), "[tool.mutate]").unwrap();
        assert!(matches!(read(dir.path()), Err(ConfigError::TwoFiles)));
    }
}
