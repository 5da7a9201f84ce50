//! What the user's coverage configuration measures: the default for `paths`.

use std::path::Path;

/// `source` and `source_pkgs` of coverage.py's `[run]` section, from the file
/// that coverage.py itself would use.  `pyproject` is the parsed
/// pyproject.toml.
pub(super) fn source(project: &Path, pyproject: Option<&toml::Table>) -> Vec<String> {
    let read = |name: &str| std::fs::read_to_string(project.join(name)).ok();
    if let Some(text) = read(".coveragerc") {
        return from_ini(&text, "run").unwrap_or_default();
    }
    let ini = ["setup.cfg", "tox.ini"];
    let found = ini.iter().filter_map(|name| read(name)).find_map(|text| from_ini(&text, "coverage:run"));
    found.or_else(|| from_toml(pyproject?)).unwrap_or_default()
}

/// None where the file has no such section.
fn from_ini(text: &str, section: &str) -> Option<Vec<String>> {
    let keys = ini_section(text, section)?;
    let values = keys.into_iter().filter(|(key, _)| key == "source" || key == "source_pkgs");
    let items = values.flat_map(|(_, value)| split_list(&value));
    Some(items.collect())
}

fn split_list(value: &str) -> Vec<String> {
    value.split([',', '\n']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The keys and values of one section, as Python's configparser reads them:
/// an indented line continues the value above it.
fn ini_section(text: &str, section: &str) -> Option<Vec<(String, String)>> {
    let mut inside = false;
    let mut found = false;
    let mut keys: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        let indented = line.starts_with([' ', '\t']);
        if let (false, Some(name)) = (indented, content.strip_prefix('[')) {
            inside = name.split(']').next().is_some_and(|name| name.trim() == section);
            found |= inside;
        } else if inside && indented {
            if let Some((_, value)) = keys.last_mut() {
                value.push('\n');
                value.push_str(content);
            }
        } else if inside && let Some((key, value)) = content.split_once(['=', ':']) {
            keys.push((key.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    found.then_some(keys)
}

fn from_toml(pyproject: &toml::Table) -> Option<Vec<String>> {
    let run = pyproject.get("tool")?.get("coverage")?.get("run")?;
    let values = ["source", "source_pkgs"].into_iter().filter_map(|key| run.get(key));
    let items = values.flat_map(|value| match value {
        toml::Value::String(text) => split_list(text),
        toml::Value::Array(items) => items.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect(),
        _ => Vec::new(),
    });
    Some(items.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ini_values_go_on_over_indented_lines_and_split_at_commas() {
        let text = "[paths]\nsource = no\n\n[run]\n# a comment\nbranch = True\nsource =\n    one\n    two, three\n\
                    omit: x\n[report]\nsource = no\n";
        assert_eq!(from_ini(text, "run"), Some(vec!["one".into(), "two".into(), "three".into()]));
        assert_eq!(from_ini(text, "coverage:run"), None);
    }

    #[test]
    fn toml_lists_and_strings_are_read() {
        let table = "[tool.coverage.run]\nsource = ['analysis']\nsource_pkgs = 'api'".parse().unwrap();
        assert_eq!(from_toml(&table), Some(vec!["analysis".into(), "api".into()]));
    }

    #[test]
    fn coveragerc_hides_the_other_files_as_it_does_for_coverage_itself() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("setup.cfg"), "[coverage:run]\nsource = a\n").unwrap();
        assert_eq!(source(dir.path(), None), ["a"]);
        std::fs::write(dir.path().join(".coveragerc"), "[run]\nbranch = True\n").unwrap();
        assert_eq!(source(dir.path(), None), Vec::<String>::new());
    }
}
