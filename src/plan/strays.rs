//! Functions that tests run only because of a mutant.

use std::collections::{BTreeMap, BTreeSet};

use super::mentions;
use crate::model::{Baseline, LineRange, Ran, SourceFile, TestId, Unit};

/// The outermost functions of the measured files, by path: who runs them without a mutant.
pub struct Functions(BTreeMap<String, Vec<Function>>);

struct Function {
    lines: LineRange,
    tests: BTreeSet<TestId>,
    /// Whether it has to do with what tests leave to others.
    kept: bool,
}

impl Functions {
    pub fn new(files: &[SourceFile], baseline: &Baseline) -> Functions {
        let of = |file: &SourceFile| {
            let coverage = baseline.files.get(&file.path)?;
            let function = |unit: &Unit| {
                let text = &file.text[unit.span.start as usize..unit.span.end as usize];
                let lines = LineRange { first: unit.line, last: unit.line + text.lines().count() as u32 - 1 };
                let tests = coverage.by_line.range(lines.first..=lines.last).flat_map(|(_, tests)| tests);
                Function { lines, tests: tests.copied().collect(), kept: mentions(text, &baseline.kept) }
            };
            Some((file.path.clone(), file.units.iter().map(function).collect()))
        };
        Functions(files.iter().filter_map(of).collect())
    }

    /// Whether something `ran` that none of `tests` runs without a mutant: what it finds there, tests before them
    /// may have left, which do not run the mutant.
    pub fn strays(&self, ran: &Ran, tests: &[TestId]) -> bool {
        self.new_to(ran, tests).next().is_some()
    }

    /// Likewise, of functions that have to do with what tests leave to others.
    pub fn strays_to_kept(&self, ran: &Ran, tests: &[TestId]) -> bool {
        self.new_to(ran, tests).any(|function| function.kept)
    }

    fn new_to<'a>(&'a self, ran: &'a Ran, tests: &'a [TestId]) -> impl Iterator<Item = &'a Function> {
        let files = ran.sure.iter().filter_map(|(path, lines)| Some((path, self.0.get(path)?, lines)));
        let entered = files.flat_map(|(path, functions, lines)| {
            let before = ran.before.get(path);
            let since = move |line: &&u32| before.is_none_or(|before| !before.contains(line));
            functions.iter().filter(move |f| lines.iter().filter(since).any(|line| f.lines.contains(*line)))
        });
        entered.filter(|function| !tests.iter().any(|test| function.tests.contains(test)))
    }
}
