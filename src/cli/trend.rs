//! `--history FILE`: a line of JSON for every run, and what has moved since the last one.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::exit::CliError;
use crate::change::Git;
use crate::report::Document;

/// What is kept of one run.  Shares are in percent; None where there is nothing to score.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    /// Seconds since 1970, UTC.
    at: u64,
    /// The commit that was checked out, where there is a repository.
    revision: Option<String>,
    mutation_score: Option<f64>,
    test_strength: Option<f64>,
    killed: usize,
    timeout: usize,
    survived: usize,
    no_coverage: usize,
    runtime_error: usize,
    compile_error: usize,
    ignored: usize,
}

/// A file of such lines, the last run's at its end.
pub(super) struct Trend {
    path: PathBuf,
    last: Option<Row>,
    /// Its last line has no end: somebody has edited it.
    open: bool,
}

impl Trend {
    /// Reads what is there: whoever cannot go on with it should know before mutants are judged.
    pub fn open(path: &Path) -> Result<Trend, CliError> {
        let name = path.display();
        let text = match fs::read_to_string(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            text => text.map_err(|error| CliError::usage(format!("failed to read {name}: {error}")))?,
        };
        let mut last = None;
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let row = serde_json::from_str(line).map_err(|error| {
                CliError::usage(format!("{name}:{number}: no line of a history of runs: {error}"))
            })?;
            last = Some(row);
        }
        Ok(Trend { path: path.to_owned(), last, open: !text.is_empty() && !text.ends_with('\n') })
    }

    /// Adds a run; returns what has moved since the last one.  There is nothing to compare with a run that was not
    /// finished, or has no score.
    pub fn add(self, document: &Document, project: &Path) -> Result<String, CliError> {
        if document.mutate.partial || document.summary().score().is_none() {
            return Ok(format!("{} is as it was: this run is not whole", self.path.display()));
        }
        let row = Row::of(document, project);
        self.write(&row)
            .map_err(|error| CliError::usage(format!("failed to write {}: {error}", self.path.display())))?;
        Ok(told(&row, self.last.as_ref()))
    }

    fn write(&self, row: &Row) -> std::io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let line = format!("{}{}\n", if self.open { "\n" } else { "" }, serde_json::to_string(row)?);
        OpenOptions::new().create(true).append(true).open(&self.path)?.write_all(line.as_bytes())
    }
}

impl Row {
    fn of(document: &Document, project: &Path) -> Row {
        let sum = document.summary();
        Row {
            at: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            revision: Git::find(project).ok().flatten().and_then(|git| git.head()),
            mutation_score: sum.score().map(rounded),
            test_strength: sum.strength().map(rounded),
            killed: sum.killed,
            timeout: sum.timeout,
            survived: sum.survived,
            no_coverage: sum.no_coverage,
            runtime_error: sum.runtime_error,
            compile_error: sum.compile_error,
            ignored: sum.ignored,
        }
    }
}

/// To hundredths: more is noise, in a file that people read.
fn rounded(percent: f64) -> f64 {
    (percent * 100.0).round() / 100.0
}

fn told(now: &Row, last: Option<&Row>) -> String {
    let Some(last) = last else { return "the history begins with this run".to_owned() };
    let since =
        last.revision.as_deref().map_or("the last run", |revision| &revision[..revision.len().min(10)]);
    let score = now.mutation_score.unwrap_or_default() - last.mutation_score.unwrap_or_default();
    let survived = now.survived as i64 - last.survived as i64;
    format!("since {since}: mutation score {score:+.1}, survived {survived:+}")
}
