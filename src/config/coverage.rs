//! What the user's coverage configuration says: what is measured (the default
//! for `paths`), and which lines are left out of its reports.

use std::path::Path;

use super::{ConfigError, file};

/// What is taken over from coverage.py's configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// `source` and `source_pkgs` of `[run]`.
    pub source: Vec<String>,
    /// `exclude_lines` of `[report]`, or coverage.py's own default for it, and
    /// `exclude_also`.
    pub exclude: Vec<Exclusion>,
    /// `fail_under` and `precision` of `[report]`, a percentage and a number of decimals.
    pub fail_under: f64,
    pub precision: u32,
}

/// A regular expression, in Python's syntax, for lines left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exclusion {
    pub pattern: String,
    /// Where it stands, as "exclude_also in [report] of .coveragerc"; None for
    /// coverage.py's default.
    pub place: Option<String>,
}

/// coverage.py's `# pragma: no cover`.  Its other defaults, stubs and
/// `TYPE_CHECKING`, are filters in any case.
const NO_COVER: &str = r"#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(cover|COVER)";

/// The sections that coverage.py knows.
const SECTIONS: &[&str] = &["run", "report", "paths", "html", "xml", "json", "lcov"];

impl Default for Coverage {
    fn default() -> Coverage {
        let no_cover = Exclusion { pattern: NO_COVER.to_owned(), place: None };
        Coverage { source: Vec::new(), exclude: vec![no_cover], fail_under: 0.0, precision: 0 }
    }
}

/// From the file that coverage.py itself would use.  `pyproject` is the parsed
/// pyproject.toml.
pub(super) fn read(project: &Path, pyproject: Option<&toml::Table>) -> Result<Coverage, ConfigError> {
    let text = |name: &str| std::fs::read_to_string(project.join(name)).ok();
    let ini = |name, own| Some(Settings { name, own, content: Content::Ini(text(name)?) });
    if let Some(own) = ini(".coveragerc", true) {
        return Ok(own.coverage());
    }
    let name = ".coveragerc.toml";
    if let Some(text) = text(name) {
        let table = file::typed(&text, name)?;
        return Ok(Settings { name, own: true, content: Content::Toml(table) }.coverage());
    }
    let shared = ["setup.cfg", "tox.ini"].into_iter().filter_map(|name| ini(name, false));
    let pyproject = pyproject.map(|table| Settings {
        name: "pyproject.toml",
        own: false,
        content: Content::Toml(table.clone()),
    });
    let used = shared.chain(pyproject).find(|settings| SECTIONS.iter().any(|name| settings.has(name)));
    Ok(used.map(|settings| settings.coverage()).unwrap_or_default())
}

/// A file that may configure coverage.py.
struct Settings {
    name: &'static str,
    /// It is coverage.py's alone, so sections need no prefix.
    own: bool,
    content: Content,
}

enum Content {
    Ini(String),
    Toml(toml::Table),
}

pub(super) enum Value {
    /// Still to be split.
    Text(String),
    Items(Vec<String>),
}

struct Section {
    name: String,
    keys: Vec<(String, Value)>,
}

impl Settings {
    fn has(&self, section: &str) -> bool {
        self.section(section).is_some_and(|section| !section.keys.is_empty())
    }

    /// A section, by its name with the prefix or, in a file of coverage.py's
    /// own, without.
    fn section(&self, name: &str) -> Option<Section> {
        let read = |name: String| {
            let keys = match &self.content {
                Content::Ini(text) => ini_section(text, &name)?,
                Content::Toml(table) => toml_section(table, &name)?,
            };
            Some(Section { name, keys })
        };
        let prefix = match &self.content {
            Content::Ini(_) => "coverage:",
            Content::Toml(_) => "tool.coverage.",
        };
        read(format!("{prefix}{name}")).or_else(|| read(name.to_owned()).filter(|_| self.own))
    }

    fn coverage(&self) -> Coverage {
        let run = self.section("run").map(|section| section.keys).unwrap_or_default();
        let sources = run.iter().filter(|(key, _)| key == "source" || key == "source_pkgs");
        let source = sources.flat_map(|(_, value)| value.list()).collect();
        let report = self.section("report").map(|section| section.keys).unwrap_or_default();
        let number = |name: &str| -> Option<f64> {
            let (_, value) = report.iter().find(|(key, _)| key == name)?;
            value.list().first()?.parse().ok()
        };
        Coverage {
            source,
            exclude: self.exclusions(),
            fail_under: number("fail_under").unwrap_or(0.0),
            precision: number("precision").map_or(0, |digits| digits as u32),
        }
    }

    fn exclusions(&self) -> Vec<Exclusion> {
        let report = self.section("report");
        let patterns = |key: &str| -> Option<Vec<Exclusion>> {
            let report = report.as_ref()?;
            let (_, value) = report.keys.iter().find(|(name, _)| name == key)?;
            let place = Some(format!("{key} in [{}] of {}", report.name, self.name));
            let exclusion = |pattern| Exclusion { pattern, place: place.clone() };
            Some(value.patterns().into_iter().map(exclusion).collect())
        };
        let mut all = patterns("exclude_lines").unwrap_or_else(|| Coverage::default().exclude);
        all.extend(patterns("exclude_also").unwrap_or_default());
        all
    }
}

impl Value {
    fn list(&self) -> Vec<String> {
        match self {
            Value::Text(text) => trimmed(text.split([',', '\n'])),
            Value::Items(items) => items.clone(),
        }
    }

    /// One a line; an item of a list may have several lines.
    fn patterns(&self) -> Vec<String> {
        match self {
            Value::Text(text) => trimmed(text.lines()),
            Value::Items(items) => trimmed(items.iter().map(String::as_str)),
        }
    }
}

fn trimmed<'a>(items: impl Iterator<Item = &'a str>) -> Vec<String> {
    items.map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

/// The keys and values of one section, as Python's configparser reads them:
/// an indented line continues the value above it.
pub(super) fn ini_section(text: &str, section: &str) -> Option<Vec<(String, Value)>> {
    let mut inside = false;
    let mut found = false;
    let mut keys: Vec<(String, String)> = Vec::new();
    for line in text.strip_prefix('\u{feff}').unwrap_or(text).lines() {
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
    found.then(|| keys.into_iter().map(|(key, value)| (key, Value::Text(value))).collect())
}

/// The same of a table by its dotted name; values of other types than texts, lists and numbers are empty.
pub(super) fn toml_section(table: &toml::Table, section: &str) -> Option<Vec<(String, Value)>> {
    let mut parts = section.split('.');
    let first = table.get(parts.next()?)?;
    let section = parts.try_fold(first, |value, part| value.get(part))?.as_table()?;
    let keys = section.iter().map(|(key, value)| {
        let value = match value {
            toml::Value::String(text) => Value::Text(text.clone()),
            toml::Value::Array(items) => {
                Value::Items(items.iter().filter_map(|item| item.as_str()).map(str::to_owned).collect())
            }
            toml::Value::Integer(number) => Value::Text(number.to_string()),
            toml::Value::Float(number) => Value::Text(number.to_string()),
            _ => Value::Text(String::new()),
        };
        (key.clone(), value)
    });
    Some(keys.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_is_read_from_all_kinds_of_files() {
        let of = |name: &str, text: &str| {
            let Coverage { fail_under, precision, .. } = coverage(&[(name, text)]);
            (fail_under, precision)
        };
        assert_eq!(of(".coveragerc", "[report]\nfail_under = 80.5\nprecision = 1\n"), (80.5, 1));
        assert_eq!(of("setup.cfg", "[coverage:report]\nfail_under: 70\n"), (70.0, 0));
        assert_eq!(
            of("pyproject.toml", "[tool.coverage.report]\nfail_under = 60\nprecision = 2\n"),
            (60.0, 2)
        );
        assert_eq!(of("pyproject.toml", "[tool.coverage.report]\nfail_under = 60.25\n"), (60.25, 0));
        assert_eq!(of("pyproject.toml", "[tool.coverage.run]\nbranch = true\n"), (0.0, 0));
    }

    /// What is read from these files; one may be pyproject.toml.
    fn coverage(files: &[(&str, &str)]) -> Coverage {
        let dir = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(dir.path().join(name), text).unwrap());
        file::read(dir.path()).unwrap().coverage
    }

    /// `pattern: place` of each exclusion.
    fn excluded(files: &[(&str, &str)]) -> Vec<String> {
        let line = |e: Exclusion| format!("{}: {}", e.pattern, e.place.unwrap_or_else(|| "default".into()));
        coverage(files).exclude.into_iter().map(line).collect()
    }

    #[test]
    fn ini_values_go_on_over_indented_lines_and_split_at_commas() {
        let text = "[paths]\nsource = no\n\n[run]\n# a comment\nbranch = True\nsource =\n    one\n    two, three\n\
                    omit: x\n[report]\nsource = no\n";
        assert_eq!(coverage(&[(".coveragerc", text)]).source, ["one", "two", "three"]);
        assert_eq!(coverage(&[("setup.cfg", text)]), Coverage::default());
    }

    #[test]
    fn toml_lists_and_strings_are_read() {
        let text = "[tool.coverage.run]\nsource = ['analysis']\nsource_pkgs = 'api'";
        assert_eq!(coverage(&[("pyproject.toml", text)]).source, ["analysis", "api"]);
    }

    #[test]
    fn one_file_hides_the_others_as_it_does_for_coverage_itself() {
        let shared = ("setup.cfg", "[coverage:run]\nsource = a\n");
        let pyproject = ("pyproject.toml", "[tool.coverage.report]\nexclude_also = ['b']");
        assert_eq!(coverage(&[shared, pyproject]).source, ["a"]);
        assert_eq!(excluded(&[shared, pyproject]).len(), 1);
        let own = (".coveragerc", "[run]\nbranch = True\n");
        assert_eq!(coverage(&[own, shared]), Coverage::default());
        // the section alone is no setting
        let empty = ("setup.cfg", "[coverage:run]\n");
        assert_eq!(excluded(&[empty, pyproject]).len(), 2);
    }

    #[test]
    fn exclude_lines_replaces_the_default_and_exclude_also_adds_to_it() {
        let default = format!("{NO_COVER}: default");
        let ini = "[report]\nexclude_also =\n    def __repr__\n    a{2,3}, b\n";
        let place = "exclude_also in [report] of .coveragerc";
        let expected = [default.clone(), format!("def __repr__: {place}"), format!("a{{2,3}}, b: {place}")];
        assert_eq!(excluded(&[(".coveragerc", ini)]), expected);
        let tox = "[coverage:report]\nexclude_lines = if DEBUG\nexclude_also = x\n";
        let expected = [
            "if DEBUG: exclude_lines in [coverage:report] of tox.ini",
            "x: exclude_also in [coverage:report] of tox.ini",
        ];
        assert_eq!(excluded(&[("tox.ini", tox)]), expected);
    }

    #[test]
    fn items_of_a_toml_list_are_not_split() {
        let text = "[tool.coverage.report]\nexclude_also = [' a,\\n b ', \"c\\nd\", '']";
        let place = "exclude_also in [tool.coverage.report] of pyproject.toml";
        let expected = [format!("a,\\n b: {place}"), format!("c\nd: {place}")];
        assert_eq!(excluded(&[("pyproject.toml", text)])[1..], expected);
        let text = "[report]\nexclude_lines = ['c']";
        assert_eq!(
            excluded(&[(".coveragerc.toml", text)]),
            ["c: exclude_lines in [report] of .coveragerc.toml"]
        );
    }
}
