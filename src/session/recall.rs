//! What the last clean run still says of this one's tests, and what the next may rely on.
//!
//! A test does what it did as long as all that it ran and looked at is what it was (`Keys::runs`).
//! To know that, what it ran is put where it is now, and its key is made anew.  Lines are told by
//! their function's text: a test that ran lines whose place cannot be told runs again.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::{
    baseline::{History, Known},
    cache::{Clean, CleanFile, CleanLooks, CleanPart, CleanTest},
    config::Config,
    dispatch::Pool,
    keys::{Ingredients, Layout, Snapshot},
    model::{Baseline, FileCoverage, Footprint, Looks, SourceFile, TestId, TestInfo, Warm, World},
};

/// What ends a file's name that the interpreter may import.
const IMPORTABLE: [&str; 6] = [".py", ".pyc", ".so", ".pyd", ".pth", ".zip"];

/// By file that has mutants, where its functions are.
pub(super) type Layouts = OnceCell<BTreeMap<String, Layout>>;

/// What decides whether a clean run is like another.
pub(super) struct Setting<'a> {
    pub config: &'a Config,
    pub snapshot: &'a Snapshot,
    pub files: &'a [SourceFile],
    /// Where the functions of the files are: told once, when it is asked for.
    pub layouts: &'a Layouts,
    /// Where workers may write; None: anywhere.
    pub confinement: &'a Option<Vec<PathBuf>>,
    /// Workers see the project through overlays.
    pub layered: bool,
}

impl<'a> Setting<'a> {
    /// That of the workers of `pool`.
    pub fn of(
        config: &'a Config,
        snapshot: &'a Snapshot,
        files: &'a [SourceFile],
        layouts: &'a Layouts,
        pool: &'a Pool,
    ) -> Setting<'a> {
        let confinement = &pool.context.environment.confinement;
        Setting { config, snapshot, files, layouts, confinement, layered: pool.context.shelter.is_layered() }
    }

    /// What `before` says of the tests that were collected; None where it says nothing.
    pub fn recall(&self, before: &Clean, collected: &Baseline, history: &History) -> Option<Known> {
        let alike = self.config.baseline_runs == 1
            && before.confinement == *self.confinement
            && before.layered == self.layered
            && before.importable == self.importable();
        let layouts = alike.then(|| self.layouts())?;
        let mut past = Past::new(before, collected, layouts)?;
        past.files()?;
        past.world(self.snapshot);
        past.tests(history);
        let variable = |name: &str| std::env::var_os(name);
        let about = Ingredients {
            config: self.config,
            snapshot: self.snapshot,
            files: self.files,
            baseline: &past.baseline,
            confined: self.confinement.is_some(),
            variable: &variable,
        };
        let keys = about.keys(&[])?;
        let known = past.known(&keys.runs);
        // which random numbers a test draws is a matter of those that run before it, and so is what a helper has kept
        let names = before.tests.iter().map(|test| &test.nodeid);
        let same = known.fresh.is_empty() && names.eq(collected.tests.iter().map(|test| &test.nodeid));
        (same || !keys.remembering && !before.tests.iter().any(|test| test.draws)).then_some(known)
    }

    /// What the next clean run may rely on; None: nothing.  `runs`: the tests' keys.
    pub fn remember(&self, baseline: &Baseline, runs: &[[u8; 32]]) -> Option<Clean> {
        let whole = baseline.fork_unsafe.is_none()
            && baseline.tests.iter().all(|test| test.quarantined.is_none() && !test.follows)
            && (self.confinement.is_none() || baseline.bounds.is_some());
        let layouts = whole.then(|| self.layouts())?;
        let mut files = BTreeMap::new();
        for (path, found) in &baseline.files {
            let Some(layout) = layouts.get(path) else { continue };
            let numbers = |tests: &Vec<TestId>| tests.iter().map(|test| test.0 as usize).collect();
            files.insert(
                path.clone(),
                CleanFile {
                    by_line: found.by_line.iter().map(|(line, tests)| (*line, numbers(tests))).collect(),
                    late: found.late.clone(),
                    inspected: found.inspected.clone(),
                    readers: found.readers.iter().map(|test| test.0 as usize).collect(),
                    ..CleanFile::new(layout)
                },
            );
        }
        let looks = |test: usize| baseline.world.by_test.get(&TestId(test as u32)).map(written);
        let tests = baseline.tests.iter().zip(runs).enumerate().map(|(k, (test, key))| CleanTest {
            nodeid: test.nodeid.clone(),
            key: *key,
            cpu: test.cpu,
            wall: test.wall,
            spawns: test.spawns,
            claims: test.claims,
            spoken: test.spoken,
            draws: test.draws,
            skipped: test.skipped,
            looks: looks(k),
        });
        let parts = baseline.parts.iter().map(|part| CleanPart {
            tests: part.tests.iter().map(|test| test.0 as usize).collect(),
            kept: part.kept.clone(),
        });
        Some(Clean {
            confinement: self.confinement.clone(),
            layered: self.layered,
            importable: self.importable(),
            tests: tests.collect(),
            parts: parts.collect(),
            files,
            looks: written(&baseline.world.common),
            modules: baseline.world.modules.clone(),
            packages: baseline.world.packages.clone(),
            footprint: baseline.footprint.map(|f| (f.mapped, f.resident, f.written)),
            patterns: baseline.warm.patterns.clone(),
            warm_modules: baseline.warm.modules.clone(),
        })
    }

    fn layouts(&self) -> &'a BTreeMap<String, Layout> {
        let paths = || self.files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>();
        self.layouts.get_or_init(|| Layout::of_files(&self.config.project, self.snapshot, &paths()))
    }

    /// A module that is new may be imported in place of another one, or where none was found.
    fn importable(&self) -> [u8; 32] {
        let files =
            self.snapshot.files.keys().filter(|path| IMPORTABLE.iter().any(|end| path.ends_with(end)));
        let mut hasher = blake3::Hasher::new();
        for path in files.chain(&self.snapshot.folders) {
            hasher.update(path.as_bytes()).update(b"\0");
        }
        *hasher.finalize().as_bytes()
    }
}

/// An earlier clean run in terms of this one.
struct Past<'a> {
    before: &'a Clean,
    layouts: &'a BTreeMap<String, Layout>,
    /// By place in the earlier run: the tests that are still there.
    ids: Vec<Option<TestId>>,
    /// Tests that ran lines whose place is not known any more.
    lost: BTreeSet<TestId>,
    baseline: Baseline,
}

impl<'a> Past<'a> {
    fn new(
        before: &'a Clean,
        collected: &Baseline,
        layouts: &'a BTreeMap<String, Layout>,
    ) -> Option<Past<'a>> {
        let ids: BTreeMap<&str, TestId> =
            (0..).map(TestId).zip(&collected.tests).map(|(id, test)| (test.nodeid.as_str(), id)).collect();
        let ids: Vec<_> = before.tests.iter().map(|test| ids.get(test.nodeid.as_str()).copied()).collect();
        let some = ids.iter().any(Option::is_some);
        some.then(|| Past { before, layouts, ids, lost: BTreeSet::new(), baseline: collected.clone() })
    }

    fn now(&self, tests: impl IntoIterator<Item = usize>) -> Vec<TestId> {
        let mut now: Vec<TestId> = tests.into_iter().filter_map(|test| *self.ids.get(test)?).collect();
        now.sort();
        now
    }

    /// Puts lines where they are now; None where that cannot be told of one that counts for all tests.
    fn files(&mut self) -> Option<()> {
        for (path, file) in &self.before.files {
            let old = file.layout();
            let nowhere = Layout::default();
            let new = self.layouts.get(path).unwrap_or(&nowhere);
            if !file.late.is_empty() && new.text != old.text {
                return None;
            }
            let mut out = FileCoverage {
                import_lines: file.late.clone(),
                late: file.late.clone(),
                readers: self.now(file.readers.iter().copied()).into_iter().collect(),
                ..FileCoverage::default()
            };
            for line in &file.inspected {
                out.inspected.insert(old.moved_start(*line, new)?);
            }
            for (line, tests) in &file.by_line {
                let tests = self.now(tests.iter().copied());
                match old.moved(*line, new) {
                    Some(line) => drop(out.by_line.insert(line, tests)),
                    None => self.lost.extend(tests),
                }
            }
            self.baseline.files.entry(path.clone()).or_default().extend(out);
        }
        Some(())
    }

    fn world(&mut self, snapshot: &Snapshot) {
        let there = |path: &&String| snapshot.files.contains_key(*path);
        let (before, baseline) = (self.before, &mut self.baseline);
        baseline.world.extend(World {
            common: read(&before.looks),
            modules: before.modules.iter().filter(there).cloned().collect(),
            packages: before.packages.clone(),
            ..World::default()
        });
        baseline
            .warm
            .extend(Warm { patterns: before.patterns.clone(), modules: before.warm_modules.clone() });
        baseline.footprint =
            before.footprint.map(|(mapped, resident, written)| Footprint { mapped, resident, written });
    }

    fn tests(&mut self, history: &History) {
        for (test, id) in self.before.tests.iter().zip(&self.ids) {
            let Some(id) = id else { continue };
            self.baseline.tests[id.0 as usize] = TestInfo {
                nodeid: test.nodeid.clone(),
                cpu: test.cpu,
                wall: test.wall,
                spawns: test.spawns,
                claims: test.claims,
                spoken: test.spoken,
                draws: test.draws,
                skipped: test.skipped,
                follows: false,
                steadiness: history.get(&test.nodeid).copied().unwrap_or_default(),
                quarantined: None,
            };
            if let Some(looks) = &test.looks {
                self.baseline.world.by_test.insert(*id, read(looks));
            }
        }
    }

    /// What holds, by the tests' keys of now.
    fn known(mut self, runs: &[[u8; 32]]) -> Known {
        let mut fresh: BTreeSet<TestId> = (0..self.baseline.tests.len() as u32).map(TestId).collect();
        for (test, id) in self.before.tests.iter().zip(&self.ids) {
            let Some(id) = id.filter(|id| !self.lost.contains(id)) else { continue };
            let by_chance = self.baseline.tests[id.0 as usize].steadiness.by_chance();
            if runs.get(id.0 as usize) == Some(&test.key) && !by_chance {
                fresh.remove(&id);
            }
        }
        self.together(&mut fresh);
        for file in self.baseline.files.values_mut() {
            file.readers.retain(|test| !fresh.contains(test));
            file.by_line.values_mut().for_each(|tests| tests.retain(|test| !fresh.contains(test)));
            file.by_line.retain(|_, tests| !tests.is_empty());
        }
        self.baseline.world.by_test.retain(|test, _| !fresh.contains(test));
        Known { baseline: self.baseline, fresh }
    }

    /// Where tests leave something to later ones, what one does is a matter of those before it, too: only
    /// parts of which nothing has changed are known.
    fn together(&mut self, fresh: &mut BTreeSet<TestId>) {
        let state = self.before.parts.iter().any(|part| !part.kept.is_empty());
        for part in &mut self.baseline.parts {
            let same = |old: &&CleanPart| {
                let ids: Option<Vec<TestId>> = old.tests.iter().map(|test| *self.ids.get(*test)?).collect();
                ids.as_ref() == Some(&part.tests)
            };
            let old = self.before.parts.iter().find(same);
            match old.filter(|_| part.tests.iter().all(|test| !fresh.contains(test))) {
                Some(old) => part.kept.clone_from(&old.kept),
                None if state => fresh.extend(&part.tests),
                None => {}
            }
        }
        let kept = self.baseline.parts.iter().flat_map(|part| part.kept.iter().cloned());
        self.baseline.kept = kept.collect();
    }
}

fn written(looks: &Looks) -> CleanLooks {
    let Looks { opened, read, listed, variables, outside } = looks.clone();
    CleanLooks { opened, read, listed, variables, outside }
}

fn read(looks: &CleanLooks) -> Looks {
    let CleanLooks { opened, read, listed, variables, outside } = looks.clone();
    Looks { opened, read, listed, variables, outside }
}
