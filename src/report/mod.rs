//! Reports: a [`Document`] of a run, rendered by a [`Format`].
//!
//! The document is the JSON report itself, so that a run, the last run and a
//! report from elsewhere are all shown by the same code.

mod build;
pub mod diff;
mod document;
mod github;
mod json;
mod markdown;
mod merge;
mod place;
mod text;

pub use build::{Settings, entry};
pub use document::{
    Document, File, Location, Mutant, MutantExtra, Performance, Point, Quarantined, RunExtra, SkippedFile,
    Test, TestFile, Thresholds,
};
pub use merge::{MergeError, Merged, Part, merge};
pub use place::{lines, offset};

/// A report that cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("failed to write the report as JSON: {0}")]
    Write(serde_json::Error),
    #[error("failed to read the report: {0}; a mutation-testing-report JSON file is needed")]
    Read(serde_json::Error),
    #[error("failed to read the report: its schema version is `{0}`, known are 1 and 2")]
    Version(String),
}

/// How a report looks, where the format leaves a choice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Style {
    pub color: bool,
}

/// One way to write a run down.
pub trait Format: Sync {
    /// What `--report` calls it.
    fn name(&self) -> &'static str;
    /// The report's bytes.
    fn render(&self, document: &Document, style: Style) -> Result<Vec<u8>, ReportError>;
}

/// All formats.  A new one is a file and its row here.
pub const FORMATS: &[&dyn Format] = &[&text::Text, &json::Json, &markdown::Markdown, &github::GitHub];

/// The format of that name.
pub fn find(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// The names of all formats, for messages.
pub fn names() -> String {
    FORMATS.iter().map(|format| format.name()).collect::<Vec<_>>().join(", ")
}

/// The last line of the text report: the score in one line.
pub fn score_line(document: &Document) -> String {
    text::score_line(document)
}

#[cfg(test)]
mod fixture;
