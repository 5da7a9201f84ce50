//! What a verdict is found to depend on once its mutant has been run: the functions that ran.
//!
//! What a mutant *may* lead tests to is far more than what it does lead them to.  Where a process
//! tells which functions have run in it, its verdict holds as long as those are what they were:
//! up to the first that is not, everything goes as before.  Their names, a *trail*, are kept
//! beside the verdict.  What shows of the others without running, their headers, is a part of
//! its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::parts::{Parts, add};
use crate::{
    model::{LineRange, Lines, Ran, TestId},
    syntax::Digest,
};

/// What ran where a mutant was judged, as parts of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    sure: BTreeSet<usize>,
    perhaps: BTreeSet<usize>,
    /// Other processes ran, too, of which nothing is known.
    pub forked: bool,
}

impl Steps {
    pub fn all(&self) -> BTreeSet<usize> {
        &self.sure | &self.perhaps
    }
}

/// The functions of a run, and what is known of each without a trail.
pub struct Trails {
    /// By file: lines, and the part that has the content.
    functions: BTreeMap<String, Vec<(LineRange, usize)>>,
    parts: Vec<(String, Digest)>,
    by_name: HashMap<String, usize>,
    common: BTreeSet<usize>,
    tests: Vec<Option<BTreeSet<usize>>>,
}

impl Trails {
    pub(super) fn new(
        functions: BTreeMap<String, Vec<(LineRange, usize)>>,
        parts: &Parts,
        common: BTreeSet<usize>,
        tests: Vec<Option<BTreeSet<usize>>>,
    ) -> Trails {
        let parts = parts.all().to_vec();
        let by_name = parts.iter().enumerate().map(|(k, (name, _))| (name.clone(), k)).collect();
        Trails { functions, parts, by_name, common, tests }
    }

    /// The functions that ran, by their parts; None where one of them cannot be told.
    pub fn of(&self, ran: &Ran) -> Option<Steps> {
        Some(Steps { sure: self.places(&ran.sure)?, perhaps: self.places(&ran.perhaps)?, forked: ran.forked })
    }

    fn places(&self, found: &Lines) -> Option<BTreeSet<usize>> {
        let mut out = BTreeSet::new();
        for (path, lines) in found {
            let functions = self.functions.get(path)?;
            for line in lines {
                let here = functions.iter().filter(|(range, _)| *line == 0 || range.contains(*line));
                out.extend(here.map(|(_, part)| *part));
            }
        }
        Some(out)
    }

    /// Of what ran before in its process, what the killer can get to by name (`may`): it may have found what that made.
    pub fn of_killer(steps: &Steps, may: &BTreeSet<usize>) -> BTreeSet<usize> {
        &(&steps.perhaps & may) | &steps.sure
    }

    /// The names of those that are no parts of what counts for `tests` anyway.
    pub fn names(&self, trail: &BTreeSet<usize>, tests: impl Iterator<Item = TestId>) -> Vec<String> {
        let mut known = self.common.clone();
        for own in tests.filter_map(|test| self.tests[test.0 as usize].as_ref()) {
            known.extend(own);
        }
        trail.difference(&known).map(|part| self.parts[*part].0.clone()).collect()
    }

    /// Under what a verdict is kept that has this trail; None where there is no such function now.
    pub fn key(&self, under: &Digest, names: &[String]) -> Option<Digest> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(under);
        for name in names {
            let part = self.by_name.get(name)?;
            add(&mut hasher, name.as_bytes());
            hasher.update(&self.parts[*part].1);
        }
        Some(*hasher.finalize().as_bytes())
    }
}
