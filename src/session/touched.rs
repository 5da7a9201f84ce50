//! A run of the mutants that a change has to do with.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{History, SessionError, Shared, judged, reuse};
use crate::{
    cache::Kept,
    cancel::Cancel,
    config::Config,
    event::Event,
    model::{Baseline, RunResult, SourceFile, Status, function_of},
    plan::{self, MutantRef, Planned, Route},
};

/// What has changed.
#[derive(Clone, Debug, Default)]
pub struct Touched {
    /// New lines of source files, relative to the project.
    pub lines: BTreeMap<String, BTreeSet<u32>>,
    /// Tests that are not what they were, by node id without parameters.
    pub tests: BTreeSet<String>,
    /// Mutants that such tests reached before, by id.
    pub bereft: BTreeSet<String>,
    /// Test files, and folders with a `/` at their end, of which any test may not be what it was.
    pub places: BTreeSet<String>,
}

impl Touched {
    /// Whether the mutant is in a changed line.
    pub fn holds(&self, file: &SourceFile, mutant: usize) -> bool {
        let mutant = &file.mutants[mutant];
        let lines = self.lines.get(&file.path);
        lines.is_some_and(|lines| lines.range(mutant.start.line..=mutant.end.line).next().is_some())
    }

    /// Whether no mutant can have to do with it.
    pub fn is_empty(&self) -> bool {
        self.lines.values().all(BTreeSet::is_empty)
            && [&self.tests, &self.bereft, &self.places].into_iter().all(BTreeSet::is_empty)
    }

    /// Whether the test may not be what it was, by its node id.
    pub fn asks(&self, id: &str) -> bool {
        let placed = |place: &String| {
            id.strip_prefix(place.as_str())
                .is_some_and(|rest| place.is_empty() || place.ends_with('/') || rest.starts_with("::"))
        };
        self.tests.contains(function_of(id)) || self.places.iter().any(placed)
    }

    fn wants(&self, file: &SourceFile, planned: &Planned, baseline: &Baseline) -> bool {
        self.holds(file, planned.at.mutant)
            || self.bereft.contains(&file.mutants[planned.at.mutant].id)
            || planned.covered_by.iter().any(|test| self.asks(&baseline.tests[test.0 as usize].nodeid))
    }
}

/// Judges what tests did not notice in an earlier run; `noticed` has the verdicts of the others, by
/// mutant's id, which are not looked at again.
pub fn run_failed(
    config: &Config,
    noticed: &BTreeMap<String, Kept>,
    cancel: &Cancel,
    history: &History,
    emit: &mut dyn FnMut(Event),
) -> Result<RunResult, SessionError> {
    judged(config, cancel, history, emit, None, |files, baseline| {
        let tests = reuse::by_name(baseline);
        let mut all = plan::plan(files, baseline, config.strategy);
        for planned in all.iter_mut().filter(|planned| matches!(planned.route, Route::Run(_))) {
            let kept = noticed.get(&files[planned.at.file].mutants[planned.at.mutant].id);
            if let Some((verdict, _)) = kept.and_then(|kept| reuse::known(kept.clone(), &tests)) {
                planned.route = Route::Known(verdict);
            }
        }
        all
    })
}

/// Judges the mutants of changed lines, and those of other lines that changed tests reach or
/// deleted ones noticed.  The result holds no others.
pub fn run_touched(
    config: &Config,
    touched: &Touched,
    shared: Option<&mut Shared>,
    cancel: &Cancel,
    history: &History,
    emit: &mut dyn FnMut(Event),
) -> Result<RunResult, SessionError> {
    let wanted: RefCell<BTreeSet<MutantRef>> = RefCell::default();
    let plan = |files: &[SourceFile], baseline: &Baseline| {
        let mut all = plan::plan(files, baseline, config.strategy);
        all.retain(|planned| touched.wants(&files[planned.at.file], planned, baseline));
        wanted.borrow_mut().extend(all.iter().map(|planned| planned.at));
        all
    };
    let mut result = judged(config, cancel, history, emit, shared, plan)?;
    let wanted = wanted.into_inner();
    for (f, (file, verdicts)) in result.files.iter_mut().zip(&mut result.verdicts).enumerate() {
        let mut kept = (0..file.mutants.len()).map(|m| wanted.contains(&MutantRef { file: f, mutant: m }));
        verdicts.retain(|_| kept.next().unwrap_or(false));
        let mut kept = (0..file.mutants.len()).map(|m| wanted.contains(&MutantRef { file: f, mutant: m }));
        file.mutants.retain(|_| kept.next().unwrap_or(false));
    }
    result.partial = result.verdicts.iter().flatten().any(|verdict| verdict.status == Status::Pending);
    Ok(result)
}
