//! The options of `mutate diff`: those of diff-cover, also in the table that diff-cover reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};

use super::ConfigError;
use super::file::typed;
use super::options::{list, value};

/// A layer of options; what is `None` is left to the layer below.
#[derive(Clone, Debug, Default, PartialEq, serde::Deserialize)]
#[serde(default)]
pub struct DiffOptions {
    pub compare_branch: Option<String>,
    #[serde(deserialize_with = "value")]
    pub diff_range_notation: Option<Notation>,
    pub diff_file: Option<PathBuf>,
    pub ignore_staged: Option<bool>,
    pub ignore_unstaged: Option<bool>,
    pub include_untracked: Option<bool>,
    pub ignore_whitespace: Option<bool>,
    #[serde(deserialize_with = "list")]
    pub include: Option<Vec<String>>,
    #[serde(deserialize_with = "list")]
    pub exclude: Option<Vec<String>>,
    #[serde(deserialize_with = "list")]
    pub src_roots: Option<Vec<String>>,
    pub fail_under: Option<f64>,
    pub minimum_change: Option<i64>,
    pub branch_coverage: Option<bool>,
    pub expand_coverage_report: Option<bool>,
    pub show_uncovered: Option<bool>,
    pub show_covered: Option<bool>,
    pub total_percent_float: Option<bool>,
    #[serde(deserialize_with = "formats")]
    pub format: Option<DiffFormats>,
    pub external_css_file: Option<PathBuf>,
    pub quiet: Option<bool>,
}

/// `...` or `..`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notation(pub String);

impl FromStr for Notation {
    type Err = String;

    fn from_str(text: &str) -> Result<Notation, String> {
        match text {
            "..." | ".." => Ok(Notation(text.to_owned())),
            _ => Err(format!("`{text}` is neither `...` nor `..`")),
        }
    }
}

/// What to write, and where: `html:P,json:P,markdown:P,github-annotations:TYPE`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiffFormats(pub Vec<(DiffFormat, String)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffFormat {
    Html,
    Json,
    Markdown,
    Annotations,
}

impl FromStr for DiffFormats {
    type Err = String;

    fn from_str(text: &str) -> Result<DiffFormats, String> {
        let one = |item: &str| {
            let (name, rest) =
                item.split_once(':').ok_or_else(|| format!("`{item}` has no colon; write FORMAT:PATH"))?;
            named(name, rest)
        };
        text.split(',').filter(|item| !item.is_empty()).map(one).collect::<Result<_, _>>().map(DiffFormats)
    }
}

fn named(name: &str, target: &str) -> Result<(DiffFormat, String), String> {
    let (format, default) = match name {
        "html" => (DiffFormat::Html, "diff-cover.html"),
        "json" => (DiffFormat::Json, "diff-cover.json"),
        "markdown" => (DiffFormat::Markdown, "diff-cover.md"),
        "github-annotations" => (DiffFormat::Annotations, "warning"),
        _ => {
            return Err(format!(
                "unknown format `{name}`; known are html, json, markdown, github-annotations"
            ));
        }
    };
    Ok((format, if target.is_empty() { default } else { target }.to_owned()))
}

/// As a text, or as a table of targets by format.
fn formats<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DiffFormats>, D::Error> {
    #[derive(serde::Deserialize)]
    #[serde(untagged, expecting = "neither FORMAT:PATH nor a table of them")]
    enum Told {
        Text(String),
        Table(BTreeMap<String, String>),
    }
    let formats = match Told::deserialize(from)? {
        Told::Text(text) => text.parse(),
        Told::Table(table) => {
            table.iter().map(|(name, target)| named(name, target)).collect::<Result<_, _>>().map(DiffFormats)
        }
    };
    formats.map(Some).map_err(D::Error::custom)
}

impl DiffOptions {
    /// This layer, with what it leaves open taken from `below`.
    pub fn or(self, below: DiffOptions) -> DiffOptions {
        DiffOptions {
            compare_branch: self.compare_branch.or(below.compare_branch),
            diff_range_notation: self.diff_range_notation.or(below.diff_range_notation),
            diff_file: self.diff_file.or(below.diff_file),
            ignore_staged: self.ignore_staged.or(below.ignore_staged),
            ignore_unstaged: self.ignore_unstaged.or(below.ignore_unstaged),
            include_untracked: self.include_untracked.or(below.include_untracked),
            ignore_whitespace: self.ignore_whitespace.or(below.ignore_whitespace),
            include: self.include.or(below.include),
            exclude: self.exclude.or(below.exclude),
            src_roots: self.src_roots.or(below.src_roots),
            fail_under: self.fail_under.or(below.fail_under),
            minimum_change: self.minimum_change.or(below.minimum_change),
            branch_coverage: self.branch_coverage.or(below.branch_coverage),
            expand_coverage_report: self.expand_coverage_report.or(below.expand_coverage_report),
            show_uncovered: self.show_uncovered.or(below.show_uncovered),
            show_covered: self.show_covered.or(below.show_covered),
            total_percent_float: self.total_percent_float.or(below.total_percent_float),
            format: self.format.or(below.format),
            external_css_file: self.external_css_file.or(below.external_css_file),
            quiet: self.quiet.or(below.quiet),
        }
    }
}

#[derive(serde::Deserialize)]
struct File {
    tool: Option<Tool>,
}

#[derive(serde::Deserialize)]
struct Tool {
    diff_cover: Option<DiffOptions>,
}

/// Reads `[tool.diff_cover]` of a file, in which it has to be.
pub fn read_diff(file: &Path) -> Result<DiffOptions, ConfigError> {
    let name = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|source| ConfigError::Read { file: name.clone(), source })?;
    typed::<File>(&text, &name)?.tool.and_then(|tool| tool.diff_cover).ok_or_else(|| ConfigError::Parse {
        file: name,
        message: "there is no table [tool.diff_cover] in it".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_a_path_each_or_the_usual_one() {
        let formats: DiffFormats = "html:a.html,json:,github-annotations:error".parse().unwrap();
        let expected = [
            (DiffFormat::Html, "a.html"),
            (DiffFormat::Json, "diff-cover.json"),
            (DiffFormat::Annotations, "error"),
        ];
        assert_eq!(formats.0, expected.map(|(format, path)| (format, path.to_owned())));
        assert!("json".parse::<DiffFormats>().unwrap_err().contains("no colon"));
        assert!("pdf:x".parse::<DiffFormats>().unwrap_err().contains("unknown format `pdf`"));
    }

    #[test]
    fn the_table_of_diff_cover_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("x.toml");
        std::fs::write(
            &file,
            "[tool.diff_cover]\ncompare_branch = 'origin/x'\nquiet = true\nexclude = 'a'\nfail_under = 80\n\
             format = 'json:x'\ndiff_range_notation = '..'\n",
        )
        .unwrap();
        let options = read_diff(&file).unwrap();
        assert_eq!(options.compare_branch.as_deref(), Some("origin/x"));
        assert_eq!((options.quiet, options.exclude), (Some(true), Some(vec!["a".to_owned()])));
        assert_eq!(
            (options.fail_under, options.diff_range_notation.unwrap().0),
            (Some(80.0), "..".to_owned())
        );
        let table = "[tool.diff_cover]\nminimum_change = -1\n[tool.diff_cover.format]\nmarkdown = 'x.md'\n";
        std::fs::write(&file, table).unwrap();
        let options = read_diff(&file).unwrap();
        assert_eq!(options.format.unwrap().0, [(DiffFormat::Markdown, "x.md".to_owned())]);
        assert_eq!(options.minimum_change, Some(-1));
        std::fs::write(&file, "[tool.diff_cover]\nformat = 3\n").unwrap();
        assert!(read_diff(&file).unwrap_err().to_string().contains("neither FORMAT:PATH nor a table"));
        std::fs::write(&file, "[tool.other]\n").unwrap();
        assert!(read_diff(&file).unwrap_err().to_string().contains("no table [tool.diff_cover]"));
    }
}
