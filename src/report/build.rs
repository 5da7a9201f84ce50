//! From a run to its document.

use std::collections::BTreeMap;

use super::document::{
    Document, EXTRA_VERSION, File, Framework, Location, Mutant, MutantExtra, Performance, Point, Quarantined,
    RunExtra, SCHEMA_VERSION, SkippedFile, Test, TestFile, Thresholds,
};
use crate::model::{self, Baseline, Position, RunResult, Site, SourceFile, TestId, Verdict};

/// The options that a report shows: those that decide what was judged, none
/// that differ from machine to machine.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub paths: Vec<String>,
    pub operators: Vec<String>,
    pub only: Vec<String>,
    /// Test files or folders; none: as pytest is configured.
    pub tests: Vec<String>,
    pub pytest_args: Vec<String>,
    pub fail_under: Option<f64>,
    pub strategy: Option<model::Strategy>,
    /// "2/4"
    pub shard: Option<String>,
}

impl Document {
    /// Makes this the report of a run under `settings` that found nothing to do.
    pub fn reuse(&mut self, settings: &Settings) {
        self.config = settings.to_map();
        let mutants = self.files.values_mut().flat_map(|file| &mut file.mutants);
        mutants.for_each(|mutant| mutant.mutate.cached = mutant.mutate.strategy.is_some());
    }

    /// Writes `result` down.
    pub fn new(result: &RunResult, settings: &Settings) -> Document {
        let files = result.files.iter().zip(&result.verdicts);
        Document {
            schema_version: SCHEMA_VERSION.into(),
            thresholds: Thresholds { high: 80, low: 60 },
            project_root: Some(".".into()),
            config: settings.to_map(),
            framework: Some(Framework {
                name: "mutate".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
            performance: Some(Performance {
                setup: milliseconds(result.timings.setup),
                initial_run: milliseconds(result.timings.baseline),
                mutation: milliseconds(result.timings.judging),
            }),
            files: files.map(|(source, verdicts)| (source.path.clone(), file(source, verdicts))).collect(),
            test_files: test_files(&result.baseline),
            mutate: extra(result),
        }
    }
}

impl Settings {
    fn to_map(&self) -> BTreeMap<String, serde_json::Value> {
        let mut map = BTreeMap::from([
            ("paths".into(), self.paths.clone().into()),
            ("operators".into(), self.operators.clone().into()),
            ("only".into(), self.only.clone().into()),
            ("tests".into(), self.tests.clone().into()),
            ("pytestArgs".into(), self.pytest_args.clone().into()),
            ("strategy".into(), self.strategy.map_or("auto", model::Strategy::name).into()),
        ]);
        if let Some(threshold) = self.fail_under {
            map.insert("failUnder".into(), threshold.into());
        }
        if let Some(shard) = &self.shard {
            map.insert("shard".into(), shard.clone().into());
        }
        map
    }
}

fn file(source: &SourceFile, verdicts: &[Verdict]) -> File {
    let mutants = source.mutants.iter().zip(verdicts);
    File {
        language: "python".into(),
        source: source.text.clone(),
        mutants: mutants.map(|(mutant, verdict)| entry(mutant, verdict)).collect(),
    }
}

/// A mutant and its verdict, as the report has them.
pub fn entry(mutant: &model::Mutant, verdict: &Verdict) -> Mutant {
    let ignored = mutant.ignored.as_ref().map(|ignored| ignored.reason.clone());
    Mutant {
        id: mutant.id.clone(),
        mutator_name: mutant.operator.into(),
        description: Some(mutant.description.clone()),
        location: Location { start: point(mutant.start), end: point(mutant.end) },
        replacement: mutant.edit.replacement.clone(),
        status: verdict.status.name().into(),
        status_reason: verdict.reason.clone().or(ignored),
        at_import: mutant.site == Site::Import,
        covered_by: verdict.covered_by.iter().copied().map(test_id).collect(),
        killed_by: verdict.killed_by.into_iter().map(test_id).collect(),
        tests_completed: verdict.strategy.map(|_| verdict.tests_completed),
        mutate: MutantExtra {
            qualname: mutant.qualname.clone(),
            operator_version: mutant.operator_version,
            strategy: verdict.strategy.map(|strategy| strategy.name().into()),
            cached: verdict.cached,
            duration_ms: (verdict.duration_ms * 1000.0).round() / 1000.0,
        },
    }
}

fn point(position: Position) -> Point {
    Point { line: position.line, column: position.column }
}

fn test_id(test: TestId) -> String {
    test.0.to_string()
}

fn test_files(baseline: &Baseline) -> BTreeMap<String, TestFile> {
    let mut files: BTreeMap<String, TestFile> = BTreeMap::new();
    for (index, test) in baseline.tests.iter().enumerate() {
        let path = test.nodeid.split("::").next().unwrap_or_default();
        let entry = Test { id: index.to_string(), name: test.nodeid.clone() };
        files.entry(path.to_owned()).or_default().tests.push(entry);
    }
    files
}

fn extra(result: &RunResult) -> RunExtra {
    let baseline = &result.baseline;
    let mut foreign: Vec<String> = baseline.foreign.iter().map(|(module, _)| module.clone()).collect();
    foreign.sort();
    let quarantined = baseline.tests.iter().filter_map(|test| {
        let flake_rate = test.by_chance().then(|| (test.steadiness.rate() * 1000.0).round() / 1000.0);
        let reason = test.quarantined.clone()?;
        Some(Quarantined { test: test.nodeid.clone(), reason, flake_rate })
    });
    let skipped = result.skipped.iter();
    let mut skipped: Vec<SkippedFile> =
        skipped.map(|file| SkippedFile { path: file.path.clone(), reason: file.reason.clone() }).collect();
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    RunExtra {
        version: EXTRA_VERSION,
        project: result.project.clone(),
        partial: result.partial,
        skipped,
        quarantined: quarantined.collect(),
        foreign,
        fork_unsafe: baseline.fork_unsafe.clone(),
        python: baseline.interpreter.python.clone(),
        pytest: baseline.interpreter.pytest.clone(),
        coverage: baseline.interpreter.coverage.clone(),
    }
}

fn milliseconds(seconds: f64) -> f64 {
    (seconds * 1000.0).round()
}
