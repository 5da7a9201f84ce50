//! How a project is packaged, as far as a CI job needs to know.

use std::path::Path;

use super::{ConfigError, file};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packaging {
    /// There is a table [tool.mutate].
    pub configured: bool,
    /// pip can install it.
    pub installable: bool,
    /// The versions of Python that it says it is for, oldest first.
    pub pythons: Vec<String>,
    /// Optional dependencies and dependency groups for its tests.
    pub extras: Vec<String>,
    pub groups: Vec<String>,
}

/// What projects call the dependencies of their tests.
const FOR_TESTS: [&str; 5] = ["test", "tests", "testing", "dev", "develop"];

/// Reads pyproject.toml, if there is one.
pub fn packaging(project: &Path) -> Result<Packaging, ConfigError> {
    let name = "pyproject.toml";
    let setup = project.join("setup.py").is_file() || project.join("setup.cfg").is_file();
    let Ok(text) = std::fs::read_to_string(project.join(name)) else {
        return Ok(Packaging { installable: setup, ..Packaging::default() });
    };
    let table: toml::Table = file::typed(&text, name)?;
    let at = |keys: &[&str]| {
        let first = table.get(keys[0]);
        keys[1..].iter().fold(first, |value, key| value.and_then(|value| value.get(key)))
    };
    let named = |keys: &[&str]| -> Vec<String> {
        let known = at(keys).and_then(toml::Value::as_table);
        known
            .into_iter()
            .flat_map(|t| t.keys())
            .filter(|k| FOR_TESTS.contains(&k.as_str()))
            .cloned()
            .collect()
    };
    let classifiers = at(&["project", "classifiers"]).and_then(toml::Value::as_array).into_iter().flatten();
    let version = |text: &str| {
        let version = text.strip_prefix("Programming Language :: Python :: 3.")?;
        version.parse::<u32>().ok().filter(|minor| *minor >= 9)
    };
    let mut minors: Vec<u32> = classifiers.filter_map(|value| version(value.as_str()?)).collect();
    minors.sort_unstable();
    Ok(Packaging {
        configured: at(&["tool", "mutate"]).is_some(),
        installable: setup || at(&["build-system"]).is_some() || at(&["project"]).is_some(),
        pythons: minors.iter().map(|minor| format!("3.{minor}")).collect(),
        extras: named(&["project", "optional-dependencies"]),
        groups: named(&["dependency-groups"]),
    })
}
