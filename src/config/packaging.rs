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

/// The minor versions of Python 3 that this program is for.
const KNOWN: std::ops::RangeInclusive<u32> = 9..=14;

/// The oldest and the newest of the known versions that `requires-python` allows.
fn bounds(requires: &str) -> Vec<u32> {
    let clauses: Vec<(&str, u32)> =
        requires.split(',').filter_map(|clause| clause_of(clause.trim())).collect();
    let allowed = |minor: &u32| {
        clauses.iter().all(|(operator, bound)| match *operator {
            ">=" | "~=" => minor >= bound,
            ">" => minor > bound,
            "<" => minor < bound,
            "<=" => minor <= bound,
            "==" => minor == bound,
            _ => minor != bound,
        })
    };
    let fit: Vec<u32> = KNOWN.filter(allowed).collect();
    fit.first().into_iter().chain(fit.last()).copied().collect()
}

/// `>=3.10` as an operator and a minor version; None of what says nothing about those.
fn clause_of(clause: &str) -> Option<(&str, u32)> {
    let at = clause.find(|char: char| char.is_ascii_digit())?;
    let (operator, version) = (clause[..at].trim(), &clause[at..]);
    let mut parts = version.split('.');
    let (major, minor) =
        (parts.next()?.parse::<u32>().ok()?, parts.next().and_then(|minor| minor.parse().ok()));
    let micro = parts.next().filter(|micro| *micro != "*");
    match (major, minor, operator) {
        (3, Some(minor), ">=" | "~=" | "<=") => Some((operator, minor)),
        (3, Some(minor), "<" | ">" | "!=") if micro.is_some_and(|micro| micro.trim() != "0") => {
            // only some of its releases are meant
            (operator == "<").then_some(("<=", minor)).or((operator == ">").then_some((">=", minor)))
        }
        (3, Some(minor), "<" | ">" | "==" | "===" | "!=") => {
            Some((operator.get(..2).unwrap_or(operator), minor))
        }
        _ => None,
    }
}

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
        version.parse::<u32>().ok().filter(|minor| minor >= KNOWN.start())
    };
    let mut minors: Vec<u32> = classifiers.filter_map(|value| version(value.as_str()?)).collect();
    if minors.is_empty() {
        minors =
            at(&["project", "requires-python"]).and_then(toml::Value::as_str).map(bounds).unwrap_or_default();
    }
    minors.sort_unstable();
    minors.dedup();
    Ok(Packaging {
        configured: at(&["tool", "mutate"]).is_some(),
        installable: setup || at(&["build-system"]).is_some() || at(&["project"]).is_some(),
        pythons: minors.iter().map(|minor| format!("3.{minor}")).collect(),
        extras: named(&["project", "optional-dependencies"]),
        groups: named(&["dependency-groups"]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_bound_the_versions() {
        for (requires, expected) in [
            (">=3.10", vec![10, 14]),
            (">=3.8,<4", vec![9, 14]),
            ("~=3.11", vec![11, 14]),
            (">= 3.9, != 3.9.7, < 3.13", vec![9, 12]),
            (">3.9.1,<3.12.5", vec![9, 12]),
            (">3.9,<=3.12", vec![10, 12]),
            ("==3.12.*", vec![12, 12]),
            (">=3.13", vec![13, 14]),
            (">=3.15", vec![]),
            ("", vec![9, 14]),
        ] {
            assert_eq!(bounds(requires), expected, "{requires}");
        }
    }
}
