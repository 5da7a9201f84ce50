//! Several measurements become one map from lines to tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dispatch::Collected,
    model::{Baseline, FileCoverage, Footprint, TestId, World},
    worker::protocol::{self, Measured},
};

pub struct Merge {
    files: BTreeMap<String, FileCoverage>,
    lines: BTreeMap<String, BTreeMap<u32, BTreeSet<TestId>>>,
    spawners: BTreeSet<TestId>,
    /// Tests that use what the machine has one of.
    pub claiming: BTreeSet<TestId>,
    /// Tests that failed once, and passed when they were asked the same again.
    pub by_chance: BTreeSet<TestId>,
    /// A test that fails in every fork, and passes in the process that collected it.
    pub fork_unsafe: Option<TestId>,
    /// Tests that failed apart from the tests before them, and passed after them.
    pub order_dependent: BTreeSet<TestId>,
    /// Tests that were skipped apart from the tests before them, and ran after them.
    pub following: BTreeSet<TestId>,
    /// As in `Examined`.
    pub deeds: Vec<(String, String, BTreeSet<Option<TestId>>)>,
    footprint: Option<Footprint>,
    collect_cpu: f64,
    world: World,
    times: Vec<(u32, f64, f64)>,
}

impl Merge {
    pub fn new(collected: &Collected) -> Merge {
        let mut files: BTreeMap<String, FileCoverage> = BTreeMap::new();
        for (path, lines) in &collected.executable {
            files.entry(path.clone()).or_default().executable = lines.iter().copied().collect();
        }
        for (path, lines) in collected.imports.iter().flatten() {
            let file = files.entry(path.clone()).or_default();
            for (line, test_files) in lines {
                if test_files.iter().any(String::is_empty) {
                    file.import_lines.insert(*line);
                } else {
                    file.collected_for.insert(*line, test_files.iter().cloned().collect());
                }
            }
        }
        for (path, line) in &collected.inspected {
            files.entry(path.clone()).or_default().inspected.insert(*line);
        }
        let mut world = World { interpreter: collected.world.interpreter.clone(), ..World::default() };
        add_world(&mut world, collected.world.clone());
        Merge {
            files,
            world,
            lines: BTreeMap::new(),
            spawners: BTreeSet::new(),
            claiming: BTreeSet::new(),
            by_chance: BTreeSet::new(),
            fork_unsafe: None,
            order_dependent: BTreeSet::new(),
            following: BTreeSet::new(),
            deeds: Vec::new(),
            footprint: None,
            collect_cpu: collected.collect,
            times: Vec::new(),
        }
    }

    /// Adds one process's measurement; returns the tests that failed in it.
    pub fn add(&mut self, measured: Measured) -> Vec<TestId> {
        self.claiming.extend(Merge::claims(&measured));
        for (path, lines) in measured.lines {
            let file = self.files.entry(path.clone()).or_default();
            let table = self.lines.entry(path).or_default();
            for (line, contexts) in lines {
                for context in contexts {
                    match test(&context) {
                        Some(test) => {
                            table.entry(line).or_default().insert(test);
                        }
                        None if file.import_lines.insert(line) => {
                            file.late.insert(line);
                        }
                        None => {}
                    }
                }
            }
        }
        for (path, contexts) in measured.readers {
            let readers = contexts.iter().filter_map(|c| test(c));
            self.files.entry(path).or_default().readers.extend(readers);
        }
        for (path, line) in measured.inspected {
            self.files.entry(path).or_default().inspected.insert(line);
        }
        if let Some(protocol::Footprint { mapped, resident, written }) = measured.r#use {
            let footprint = Footprint { mapped, resident, written };
            self.footprint = Some(self.footprint.map_or(footprint, |known| known.or_more(footprint)));
        }
        for (kind, what, contexts) in measured.deeds {
            self.deeds.push((kind, what, contexts.iter().map(|context| test(context)).collect()));
        }
        add_world(&mut self.world, measured.world);
        self.times.extend(&measured.times);
        self.spawners.extend(measured.spawners.iter().filter_map(|c| test(c)));
        measured.failed.into_iter().map(|(t, _)| TestId(t)).collect()
    }

    /// The tests that were seen to use what the machine has one of.
    pub fn claims(measured: &Measured) -> BTreeSet<TestId> {
        let claims = measured.deeds.iter().filter(|(kind, ..)| kind == "claim");
        claims.flat_map(|(_, _, contexts)| contexts).filter_map(|context| test(context)).collect()
    }

    pub fn into_baseline(mut self, baseline: &mut Baseline) {
        for (path, table) in self.lines {
            let file = self.files.entry(path).or_default();
            file.by_line =
                table.into_iter().map(|(line, tests)| (line, tests.into_iter().collect())).collect();
        }
        for (i, test) in baseline.tests.iter_mut().enumerate() {
            let id = TestId(i as u32);
            test.spawns = self.spawners.contains(&id);
            test.claims = self.claiming.contains(&id);
            test.follows = self.following.contains(&id);
            if self.order_dependent.contains(&id) {
                test.quarantined = Some("it passes only after other tests".to_owned());
            }
        }
        for (test, cpu, wall) in self.times {
            let info = &mut baseline.tests[test as usize];
            (info.cpu, info.wall) = (cpu, wall);
        }
        baseline.footprint = self.footprint;
        baseline.files = self.files;
        baseline.world = self.world;
        baseline.collect_cpu = self.collect_cpu;
    }
}

fn add_world(world: &mut World, found: protocol::World) {
    world.packages.extend(found.packages);
    world.modules.extend(found.modules);
    for (context, looks) in found.surroundings {
        match test(&context) {
            Some(test) => world.by_test.entry(test).or_default().extend(looks.into()),
            None => world.common.extend(looks.into()),
        }
    }
}

/// "t12" is test 12; anything else is no test's own.
pub(super) fn test(context: &str) -> Option<TestId> {
    context.strip_prefix('t')?.parse().ok().map(TestId)
}
