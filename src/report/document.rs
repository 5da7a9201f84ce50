//! The mutation-testing-report schema, version 2, as types.
//!
//! Only what this program writes or reads.  Maps are ordered, so equal runs
//! give equal bytes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ReportError;
use crate::model::{Status, Summary};

/// The version of the schema that is written.
pub const SCHEMA_VERSION: &str = "2";
/// The version of what stands under `mutate`, which the schema does not know.
pub const EXTRA_VERSION: u32 = 1;

/// A whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    pub schema_version: String,
    pub thresholds: Thresholds,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project_root: Option<String>,
    /// The options that decide what was judged.
    #[serde(default)]
    pub config: BTreeMap<String, serde_json::Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<Framework>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performance: Option<Performance>,
    pub files: BTreeMap<String, File>,
    #[serde(default)]
    pub test_files: BTreeMap<String, TestFile>,
    #[serde(default)]
    pub mutate: RunExtra,
}

/// Scores from which a viewer shows green (`high`) or red (`low`).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    pub high: u32,
    pub low: u32,
}

/// Who wrote the report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Framework {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// Milliseconds of the stages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Performance {
    pub setup: f64,
    pub initial_run: f64,
    pub mutation: f64,
}

/// A mutated file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct File {
    pub language: String,
    pub source: String,
    pub mutants: Vec<Mutant>,
}

/// A mutant and its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mutant {
    pub id: String,
    pub mutator_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub location: Location,
    #[serde(default)]
    pub replacement: String,
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_reason: Option<String>,
    /// It changes code that runs while the module is imported.
    #[serde(default, rename = "static", skip_serializing_if = "is_false")]
    pub at_import: bool,
    #[serde(default)]
    pub covered_by: Vec<String>,
    #[serde(default)]
    pub killed_by: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests_completed: Option<u32>,
    #[serde(default)]
    pub mutate: MutantExtra,
}

/// What the schema has no field for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MutantExtra {
    #[serde(default)]
    pub qualname: String,
    #[serde(default)]
    pub operator_version: u32,
    #[serde(default)]
    pub strategy: Option<String>,
    #[serde(default)]
    pub cached: bool,
    #[serde(default)]
    pub duration_ms: f64,
}

/// From `start` up to, not including, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    pub start: Point,
    pub end: Point,
}

/// Both 1-based; columns count Unicode code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    pub line: u32,
    pub column: u32,
}

/// The tests of one file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestFile {
    pub tests: Vec<Test>,
}

/// `name` is pytest's node id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Test {
    pub id: String,
    pub name: String,
}

/// What the schema has no field for, about the whole run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunExtra {
    pub version: u32,
    pub project: String,
    /// Interrupted or out of time.
    pub partial: bool,
    /// Files that could not be read or parsed.
    pub skipped: Vec<SkippedFile>,
    /// Tests whose failures prove nothing.
    pub quarantined: Vec<Quarantined>,
    /// Modules of the project that were imported from somewhere else.
    pub foreign: Vec<String>,
    /// Why no process of the suite can be forked soundly.
    pub fork_unsafe: Option<String>,
    pub python: String,
    pub pytest: String,
    pub coverage: String,
}

/// A file that was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SkippedFile {
    pub path: String,
    pub reason: String,
}

/// A test that was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quarantined {
    pub test: String,
    pub reason: String,
    /// The share of its unmutated runs that failed, where it fails by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flake_rate: Option<f64>,
}

impl Document {
    /// Reads a report, of this program or another.
    pub fn parse(bytes: &[u8]) -> Result<Document, ReportError> {
        let document: Document = serde_json::from_slice(bytes).map_err(ReportError::Read)?;
        let major = document.schema_version.split('.').next();
        match major {
            Some("1" | "2") => Ok(document),
            _ => Err(ReportError::Version(document.schema_version)),
        }
    }

    /// The report as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, ReportError> {
        let mut bytes = serde_json::to_vec(self).map_err(ReportError::Write)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Every mutant with its file's path and contents, in order.
    pub fn mutants(&self) -> impl Iterator<Item = (&str, &File, &Mutant)> {
        self.files
            .iter()
            .flat_map(|(path, file)| file.mutants.iter().map(move |mutant| (path.as_str(), file, mutant)))
    }

    /// Every mutant of one status.
    pub fn with_status(&self, status: Status) -> impl Iterator<Item = (&str, &File, &Mutant)> {
        self.mutants().filter(move |(_, _, mutant)| mutant.status == status.name())
    }

    /// Mutants that only quarantined tests run, and so are not covered.
    pub fn unsteady(&self) -> impl Iterator<Item = (&str, &File, &Mutant)> {
        self.with_status(Status::NoCoverage).filter(|(_, _, mutant)| mutant.status_reason.is_some())
    }

    /// How many mutants have each status.
    pub fn summary(&self) -> Summary {
        self.files.values().fold(Summary::default(), |sum, file| sum.plus(&file.summary()))
    }

    /// The sums of each file, by path.
    pub fn by_file(&self) -> Vec<(&str, Summary)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file.summary())).collect()
    }

    /// Test ids with their node ids.
    pub fn test_names(&self) -> BTreeMap<&str, &str> {
        let tests = self.test_files.values().flat_map(|file| &file.tests);
        tests.map(|test| (test.id.as_str(), test.name.as_str())).collect()
    }
}

impl Mutant {
    /// What it does and where, in one line: "replace `<` with `<=` in f".
    pub fn title(&self) -> String {
        let description = self.description.as_deref().unwrap_or(&self.mutator_name);
        let words: Vec<&str> = description.split(['\n', '\r']).map(str::trim).collect();
        let inside = match self.mutate.qualname.as_str() {
            "" => String::new(),
            qualname => format!(" in {qualname}"),
        };
        words.join(" ") + &inside
    }
}

impl File {
    /// How many mutants have each status.
    pub fn summary(&self) -> Summary {
        Summary::of(self.mutants.iter().filter_map(|mutant| Status::parse(&mutant.status)))
    }
}

fn is_false(value: &bool) -> bool {
    !value
}
