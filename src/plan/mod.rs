//! From mutants and the baseline to work.  Pure: no IO, no clock.

mod bounds;
mod groups;
mod order;
mod strays;
mod words;

use std::collections::BTreeSet;

pub use bounds::bounds;
pub use groups::{blocks, groupable, separating};
pub use order::{Budget, Ordering, side_by_side};
pub use strays::Functions;
pub use words::Words;

use crate::model::{
    Baseline, FileCoverage, Ignored, LineRange, Mutant, Site, SourceFile, Status, Strategy, TestId, Verdict,
};

/// A mutant by its place in the list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MutantRef {
    pub file: usize,
    pub mutant: usize,
}

/// How a mutant will be judged.
#[derive(Clone, Debug)]
pub enum Route {
    /// Nothing to run: the verdict is known.
    Known(Verdict),
    Run(Strategy),
}

#[derive(Clone, Debug)]
pub struct Planned {
    pub at: MutantRef,
    pub route: Route,
    /// No test was seen to reach it, nor any import: it runs only if that was hidden.
    pub unreached: bool,
    /// The tests that reach the mutant, in collection order; for code that ran
    /// at import those that also run it themselves.
    pub covered_by: Vec<TestId>,
    /// Tests that read the file's text, and may notice what no test runs.
    pub readers: Vec<TestId>,
    /// Where few tests reach the statement, what they compute may be kept for
    /// others: those that enter the function, and the neighbours in their files.
    pub wider: Vec<TestId>,
    /// Where only the import of these test files ran it: no other file's tests
    /// can notice it.
    pub only_for: Option<BTreeSet<String>>,
}

/// Plans every mutant of `files`.  `forced`: a strategy for all of them.
pub fn plan(files: &[SourceFile], baseline: &Baseline, forced: Option<Strategy>) -> Vec<Planned> {
    let nothing = FileCoverage::default();
    let mut out = Vec::new();
    for (f, file) in files.iter().enumerate() {
        let coverage = baseline.files.get(&file.path).unwrap_or(&nothing);
        for (m, mutant) in file.mutants.iter().enumerate() {
            let at = MutantRef { file: f, mutant: m };
            out.push(plan_one(at, mutant, file, coverage, baseline, forced));
        }
    }
    out
}

/// Plans every mutant of `files` that no filter left out for the `cold` strategy.
pub fn cold(files: &[SourceFile]) -> Vec<Planned> {
    let all = files.iter().enumerate().flat_map(|(f, file)| (0..).zip(&file.mutants).map(move |m| (f, m)));
    all.map(|(file, (index, mutant))| {
        let at = MutantRef { file, mutant: index };
        let ignored = mutant.ignored.as_ref().map(|ignored| Planned::ignored(at, ignored));
        ignored.unwrap_or_else(|| Planned::bare(at, Route::Run(Strategy::Cold)))
    })
    .collect()
}

impl Planned {
    /// Of a mutant of which nothing is known.
    fn bare(at: MutantRef, route: Route) -> Planned {
        Planned {
            at,
            route,
            unreached: false,
            covered_by: Vec::new(),
            readers: Vec::new(),
            wider: Vec::new(),
            only_for: None,
        }
    }

    fn ignored(at: MutantRef, ignored: &Ignored) -> Planned {
        let reason = format!("{}: {}", ignored.filter, ignored.reason);
        Planned::bare(at, Route::Known(Verdict::unrun(Status::Ignored, Some(reason))))
    }
}

fn plan_one(
    at: MutantRef,
    mutant: &Mutant,
    file: &SourceFile,
    coverage: &FileCoverage,
    baseline: &Baseline,
    forced: Option<Strategy>,
) -> Planned {
    if let Some(ignored) = &mutant.ignored {
        return Planned::ignored(at, ignored);
    }
    let lines = traced(mutant, coverage);
    let covered_by: BTreeSet<TestId> =
        lines.iter().filter_map(|line| coverage.by_line.get(&line)).flatten().copied().collect();
    let early = baseline.early.contains(&file.path);
    // what nothing ran since may have run before the measurement began
    let ran_for_all =
        lines.iter().any(|line| coverage.import_lines.contains(&line)) || (early && covered_by.is_empty());
    let mut for_files: BTreeSet<String> =
        lines.iter().filter_map(|line| coverage.collected_for.get(&line)).flatten().cloned().collect();
    // a default value is seen by calls, and by whoever reads the signature
    let default = matches!(mutant.site, Site::Default { .. });
    let read =
        default && mutant.site.unit().is_some_and(|u| coverage.inspected.contains(&file.units[u].line));
    let ran = ran_for_all || !for_files.is_empty() || read;
    // a decorator may make its function from the text
    let as_text = baseline.world.common.read.contains(&file.path);
    let (for_all, at_import) = (ran_for_all || as_text, ran || as_text);
    // a process that a test starts, a thread older than the measurement, a copy: code may run unseen
    let hidden = baseline.fork_unsafe.is_some() || baseline.tests.iter().any(|t| t.spawns);
    // tests put it into a registry: those of another part of the clean run may have found it there
    let registered = mutant.qualname.split('.').any(|name| baseline.kept.contains(name));
    let unseen = (hidden && mutant.site.unit().is_some()) || !coverage.readers.is_empty() || registered;
    let route = if covered_by.is_empty() && !at_import && !unseen && default {
        let reason = "no test calls the function or reads its signature".to_owned();
        Route::Known(Verdict::unrun(Status::Survived, Some(reason)))
    } else if covered_by.is_empty() && !at_import && !unseen {
        Route::Known(Verdict::unrun(Status::NoCoverage, None))
    } else {
        Route::Run(strategy(mutant, at_import, early, baseline, forced))
    };
    let narrow = at_import && !for_all && mutant.site.unit().is_some();
    if narrow {
        let of_test = |t: &TestId| baseline.tests[t.0 as usize].file().to_owned();
        for_files.extend(covered_by.iter().chain(&coverage.readers).map(of_test));
    }
    let only_for = narrow.then_some(for_files);
    let wider =
        if covered_by.len() <= ONCE { wider(mutant, coverage, &covered_by, baseline) } else { Vec::new() };
    let unreached = covered_by.is_empty() && !ran && !default;
    let readers = coverage.readers.difference(&covered_by).copied().collect();
    Planned { at, route, unreached, covered_by: covered_by.into_iter().collect(), readers, wider, only_for }
}

/// A statement that this many tests reach at most may run only once in a process, or once for
/// each key of a table, whoever comes first: one test for each key and process of the baseline.
const ONCE: usize = 64;

fn wider(
    mutant: &Mutant,
    coverage: &FileCoverage,
    covered_by: &BTreeSet<TestId>,
    baseline: &Baseline,
) -> Vec<TestId> {
    let entering = mutant.fallback.iter().filter_map(|line| coverage.by_line.get(&line)).flatten();
    let mut wider: BTreeSet<TestId> = entering.copied().collect();
    let files: BTreeSet<&str> = covered_by.iter().map(|t| baseline.tests[t.0 as usize].file()).collect();
    let neighbours = baseline.tests.iter().enumerate().filter(|(_, test)| files.contains(test.file()));
    wider.extend(neighbours.map(|(i, _)| TestId(i as u32)));
    wider.difference(covered_by).copied().collect()
}

/// The lines that stand for the mutant; where the interpreter traces none of
/// its statement's, those of the function around it.
pub fn traced(mutant: &Mutant, coverage: &FileCoverage) -> LineRange {
    let seen = mutant.lines.iter().any(|line| coverage.executable.contains(&line));
    if seen { mutant.lines } else { mutant.fallback }
}

fn strategy(
    mutant: &Mutant,
    at_import: bool,
    early: bool,
    baseline: &Baseline,
    forced: Option<Strategy>,
) -> Strategy {
    let import = at_import || mutant.site == Site::Import;
    match forced {
        _ if baseline.fork_unsafe.is_some() || (early && import) => Strategy::Cold,
        // what ran at import cannot be swapped truthfully, whoever asks for it
        Some(Strategy::Swap) if import => Strategy::Reimport,
        Some(strategy) => strategy,
        None if import => Strategy::Reimport,
        None => Strategy::Swap,
    }
}

/// Whether the mutant's function, or its statement where it is in none, has to do with what tests leave to
/// others.  What is told by a few tests in some order may then be otherwise in the suite: an earlier test
/// has loaded what a mutant fails to load, or has set a variable to what it was.
pub fn is_kept(mutant: &Mutant, file: &SourceFile, baseline: &Baseline) -> bool {
    if is_set_again(mutant, file, baseline) {
        return true;
    }
    let kept = |text: &str| mentions(text, &baseline.kept);
    if baseline.kept.is_empty() {
        return false;
    }
    if let Some(unit) = mutant.site.unit().map(|unit| &file.units[unit]) {
        let text = &file.text[unit.span.start as usize..unit.span.end as usize];
        return kept(text) || unit.headers.iter().any(|header| kept(header));
    }
    let near = |number| [mutant.lines, mutant.fallback].iter().any(|l| l.contains(number));
    (1..).zip(file.text.lines()).any(|(number, line)| near(number) && kept(line))
}

/// Whether one of `words` is in the text.
fn mentions(text: &str, words: &BTreeSet<String>) -> bool {
    let inside = |c: char| c.is_alphanumeric() || c == '_';
    text.split(|c| !inside(c)).any(|word| words.contains(word))
}

/// Whether the mutant's statement, or its function when it ran at import, makes a variable that somebody sets
/// again: a test that comes before the one that notices may do so.
fn is_set_again(mutant: &Mutant, file: &SourceFile, baseline: &Baseline) -> bool {
    let set_again = &baseline.set_again;
    if set_again.variables.is_empty() {
        return false;
    }
    if mutant.site.unit().is_none() {
        return groups::binds(mutant, file).iter().any(|name| set_again.variables.contains(*name));
    }
    let Some(coverage) = baseline.files.get(&file.path) else { return false };
    traced(mutant, coverage).iter().any(|line| coverage.import_lines.contains(&line))
        && mutant.qualname.split('.').any(|name| set_again.makers.contains(name))
}
