//! What a verdict depends on, as a key: the same key, the same verdict.
//!
//! A key is a blake3 over the mutant and over *parts*: functions, import-time code, data files,
//! environment variables and the like, each by its content, none by an absolute path.  When in
//! doubt a part belongs to the key, and the mutant is judged again.

mod aside;
mod bases;
mod common;
mod exact;
mod graph;
mod layout;
mod looked;
mod parts;
mod reach;
mod snapshot;
mod standing;
mod trail;
mod unnamed;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use layout::{Layout, Place};
pub use parts::{Changes, Table};
pub use snapshot::{Entry, Snapshot, State};
pub use standing::Standing;
pub use trail::{Steps, Trails};

use self::{
    common::{Common, Own},
    graph::Graph,
    parts::Parts,
};
use crate::{
    config::Config,
    model::{Baseline, SourceFile, Strategy, TestId, TestInfo, file_of},
    plan::{self, Planned, Route},
    syntax::{Digest, Module, Pieces, decode, pool},
};

/// Raised whenever a change of this program may change verdicts.
const VERSION: u32 = 4;
/// Stands for import-time code among tests, where all of them are asked.
const IMPORTS: &str = "(import)";

/// What keys are made of.
pub struct Ingredients<'a> {
    pub config: &'a Config,
    pub snapshot: &'a Snapshot,
    pub files: &'a [SourceFile],
    pub baseline: &'a Baseline,
    /// Mutants may not write outside.
    pub confined: bool,
    /// The value of an environment variable.
    pub variable: Variable<'a>,
}

/// Gives the value of an environment variable.
pub type Variable<'a> = &'a (dyn Fn(&str) -> Option<std::ffi::OsString> + Sync);

/// Under what a mutant's verdict is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The mutant itself, and how it is judged, whoever is asked.
    pub mutant: Digest,
    /// Where nobody but the tests chosen for it was asked,
    pub narrow: Digest,
    /// where those were asked, too, that may see what it leaves,
    pub widened: Digest,
    /// and where the whole suite may have been.
    pub wide: Digest,
    /// As `narrow` and `widened`, where it is known what has run with the mutant in place: that counts besides.
    pub narrow_exact: Option<Digest>,
    pub widened_exact: Option<Digest>,
    /// The tests chosen for it; None: all.
    pub asked: Option<BTreeSet<TestId>>,
    /// Those that may see what it leaves.
    pub wider: BTreeSet<TestId>,
}

/// The keys of a run.
pub struct Keys {
    /// By place in the plan; None for what is known without a run.
    pub mutants: Vec<Option<Key>>,
    pub kills: Kills,
    pub trails: Trails,
    pub table: Table,
    /// By test: the same digest, the same run without a mutant.
    pub runs: Vec<Digest>,
    /// Code that is not measured keeps something from one test to the next: whoever comes first runs what others would.
    pub remembering: bool,
}

/// Under what kills are kept: that a test fails with the mutant in place is a matter of what this
/// test may run, whatever the others do.
pub struct Kills {
    base: Digest,
    at_import: Digest,
    tests: Vec<Digest>,
    exact_base: Digest,
    exact_tests: Vec<Digest>,
}

impl Kills {
    /// `imported`: the mutant was there when modules were imported.
    pub fn key(&self, mutant: &Key, test: TestId, imported: bool) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"kill").update(&mutant.mutant).update(&self.base).update(&self.tests[test.0 as usize]);
        if imported {
            hasher.update(&self.at_import);
        }
        *hasher.finalize().as_bytes()
    }

    /// The same, where the trail is known.
    pub fn exact(&self, mutant: &Key, test: TestId) -> Digest {
        let mut hasher = blake3::Hasher::new();
        let own = &self.exact_tests[test.0 as usize];
        hasher.update(b"exact kill").update(&mutant.mutant).update(&self.exact_base).update(own);
        *hasher.finalize().as_bytes()
    }
}

impl Ingredients<'_> {
    /// None where what the suite depends on cannot be told.
    pub fn keys(&self, planned: &[Planned]) -> Option<Keys> {
        if !self.baseline.foreign.is_empty() {
            return None; // code from elsewhere is judged, which nobody watches
        }
        let pieces = self.pieces()?;
        let ran = |path: &str, line: u32| {
            self.baseline.files.get(path).is_some_and(|f| f.import_lines.contains(&line))
        };
        let private = aside::private(&pieces, self.baseline.tests.iter().map(|t| t.file()));
        let tests = self.baseline.tests.iter().map(|test| test.nodeid.as_str());
        let measured = |path: &str| self.files.iter().any(|file| file.path == path);
        let graph = Graph::new(&pieces, tests, measured, &aside::fixtures(self), &private, ran);
        let mut parts = Parts::default();
        let common = Common::new(self, &pieces, &graph, &mut parts);
        let all: Vec<TestId> = (0..self.baseline.tests.len() as u32).map(TestId).collect();
        let of_tests = self.in_order(common.of_tests(&mut parts));
        let functions = common.functions(&mut parts);
        let named = self.baseline.tests.iter().zip(&of_tests);
        let digests: Vec<Digest> =
            named.clone().map(|(test, own)| parts.digest(&test.nodeid, &own.parts)).collect();
        let exact_digest =
            |(test, own): (&TestInfo, &Own)| own.exact.as_ref().map(|own| parts.digest(&test.nodeid, own));
        let exact_tests: Vec<Option<Digest>> = named.map(exact_digest).collect();
        let unmeasured: Vec<Digest> = of_tests.iter().map(|own| parts.digest("", &own.unmeasured)).collect();
        let base = parts.digest("", &common.parts);
        let exact_base = parts.digest("exact", &common.exact);
        let runs = runs((&base, &digests), (&exact_base, &exact_tests), &unmeasured);
        // what ran says too little of some tests: there it counts besides all that may run
        let with_trail =
            |(known, own): (Option<Digest>, &Digest)| known.unwrap_or_else(|| parts::of_words([&base, own]));
        let exact_tests: Vec<Digest> = exact_tests.into_iter().zip(&digests).map(with_trail).collect();
        let imports = common.at_import(&mut parts);
        let at_import = parts.digest("", &imports);
        let suite = list(&base, all.iter().map(|t| &digests[t.0 as usize]).chain([&at_import]));
        let mutants = planned.iter().map(|planned| {
            let Route::Run(strategy) = planned.route else { return None };
            let mutant = self.mutant(planned, strategy, &common);
            let own = self.own(planned, &mutant);
            let asked = self.asked(planned, strategy);
            let under = |tests: &Digest| *blake3::hash(&[own, *tests].concat()).as_bytes();
            let of =
                |tests: &BTreeSet<TestId>| under(&list(&base, tests.iter().map(|t| &digests[t.0 as usize])));
            let wide = under(&suite);
            let exact_of = |tests: &BTreeSet<TestId>| {
                under(&list(&exact_base, tests.iter().map(|t| &exact_tests[t.0 as usize])))
            };
            let wider: BTreeSet<TestId> = planned.wider.iter().copied().collect();
            Some(Key {
                mutant,
                narrow: asked.as_ref().map_or(wide, of),
                widened: asked.as_ref().map_or(wide, |asked| of(&(asked | &wider))),
                narrow_exact: asked.as_ref().map(exact_of),
                widened_exact: asked.as_ref().map(|asked| exact_of(&(asked | &wider))),
                wide,
                asked,
                wider,
            })
        });
        let mutants: Vec<Option<Key>> = mutants.collect();
        let tests = self.baseline.tests.iter().map(|t| t.nodeid.clone());
        let (of_tests, exact): (Vec<_>, Vec<_>) =
            of_tests.into_iter().map(|own| (own.parts, own.exact)).unzip();
        let trails = Trails::new(functions, &parts, common.exact.clone(), exact);
        let owned = tests.zip(of_tests).chain([(IMPORTS.to_owned(), imports)]);
        let table = parts.into_table(common.parts, owned.collect());
        let kills = Kills { base, at_import, tests: digests, exact_base, exact_tests };
        let remembering = graph
            .functions
            .iter()
            .any(|(path, function)| function.names.remembers && !self.baseline.files.contains_key(*path));
        Some(Keys { mutants, kills, trails, table, runs, remembering })
    }

    /// A test that is skipped unless others have run is asked after all of those before it: what they
    /// depend on counts for it, too.
    fn in_order(&self, mut of_tests: Vec<Own>) -> Vec<Own> {
        let waits = |test: &TestInfo| test.follows || test.skipped;
        if self.baseline.tests.iter().any(waits) {
            let all: BTreeSet<usize> = of_tests.iter().flat_map(|own| own.parts.iter().copied()).collect();
            let those = of_tests.iter_mut().zip(&self.baseline.tests).filter(|(_, test)| waits(test));
            for (own, _) in those {
                own.parts.extend(&all);
                own.exact = None;
            }
        }
        of_tests
    }

    /// All code that was imported or run; None where some of it cannot be read.
    fn pieces(&self) -> Option<BTreeMap<String, Pieces>> {
        let baseline = self.baseline;
        let run = baseline.files.iter().filter(|(_, f)| !f.by_line.is_empty()).map(|(path, _)| path.clone());
        let tests = baseline.tests.iter().map(|t| file_of(&t.nodeid).to_owned());
        // pytest loads those that it finds, by one name
        let shared = self.snapshot.files.keys().filter(|path| path.ends_with("conftest.py")).cloned();
        let paths: BTreeSet<String> =
            baseline.world.modules.iter().cloned().chain(run).chain(tests).chain(shared).collect();
        let paths: Vec<String> = paths.into_iter().filter(|path| path.ends_with(".py")).collect();
        let parsed = pool().install(|| {
            let one = |path: &String| {
                let bytes = std::fs::read(self.config.project.join(path)).ok()?;
                let read = *blake3::hash(&bytes).as_bytes();
                if self.snapshot.content(path) != Some(read) {
                    return None; // it has changed meanwhile
                }
                let (text, _) = decode(&bytes).ok()?;
                Some((path.clone(), Pieces::new(&Module::parse(text).ok()?)))
            };
            paths.par_iter().map(one).collect::<Vec<_>>()
        });
        parsed.into_iter().collect()
    }

    /// The mutant itself, and how it is to be judged.
    fn mutant(&self, planned: &Planned, strategy: Strategy, common: &Common) -> Digest {
        let file = &self.files[planned.at.file];
        let mutant = &file.mutants[planned.at.mutant];
        let around = common.around(&file.path, mutant.start.line);
        let files = planned.only_for.iter().flatten().map(String::as_str);
        let words = [
            mutant.id.as_str(),
            mutant.operator,
            &mutant.operator_version.to_string(),
            strategy.name(),
            if planned.unreached { "unreached" } else { "" },
            if self.baseline.early.contains(&file.path) { "early" } else { "" },
            if plan::is_kept(mutant, file, self.baseline) { "in order" } else { "" },
        ];
        let mut hasher = blake3::Hasher::new();
        hasher.update(&VERSION.to_le_bytes());
        for word in words.into_iter().chain(files) {
            parts::add(&mut hasher, word.as_bytes());
        }
        hasher.update(&around);
        *hasher.finalize().as_bytes()
    }

    /// The same, and by whom it may be noticed.
    fn own(&self, planned: &Planned, mutant: &Digest) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(mutant);
        for tests in [&planned.covered_by, &planned.readers] {
            hasher.update(&(tests.len() as u64).to_le_bytes());
            tests
                .iter()
                .for_each(|t| parts::add(&mut hasher, self.baseline.tests[t.0 as usize].nodeid.as_bytes()));
        }
        *hasher.finalize().as_bytes()
    }

    /// The tests that are asked about the mutant; None: all.
    fn asked(&self, planned: &Planned, strategy: Strategy) -> Option<BTreeSet<TestId>> {
        let all = || self.baseline.tests.iter().enumerate().map(|(k, test)| (TestId(k as u32), test));
        match strategy {
            Strategy::Swap => {
                let known = [&planned.covered_by, &planned.readers];
                let mut asked: BTreeSet<TestId> = known.into_iter().flatten().copied().collect();
                if planned.covered_by.is_empty() {
                    asked.extend(all().filter(|(_, test)| test.spawns).map(|(t, _)| t));
                }
                Some(asked)
            }
            _ => None,
        }
    }
}

/// What an unmutated test does is a matter of what it runs; where that cannot be told, of what it may.
fn runs(
    all: (&Digest, &[Digest]),
    exact: (&Digest, &[Option<Digest>]),
    unmeasured: &[Digest],
) -> Vec<Digest> {
    let one = |((own, known), unmeasured): ((&Digest, &Option<Digest>), &Digest)| match known {
        Some(known) => parts::of_words([exact.0, known, unmeasured]),
        None => parts::of_words([all.0, own]),
    };
    all.1.iter().zip(exact.1).zip(unmeasured).map(one).collect()
}

fn list<'d>(base: &Digest, tests: impl Iterator<Item = &'d Digest>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    hasher.update(base);
    for test in tests {
        hasher.update(test);
    }
    *hasher.finalize().as_bytes()
}
