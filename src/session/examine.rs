//! `mutate doctor`: the unmutated suite in all the ways in which mutants' tests may run.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Instant,
};

use walkdir::WalkDir;

use super::{
    SessionError,
    prepare::{self, Reins},
    start::{may_confine, refused, workers},
};
use crate::{
    baseline::{self, Examined},
    cancel::Cancel,
    config::Config,
    dispatch::Doubt,
    doctor::{self, Examination, Origin, Reasons},
    event::{Event, Stage},
    model::{Baseline, TestId, file_of},
    worker::Watch,
};

/// Folders of tests that hold no helpers of theirs.
const SKIPPED: [&str; 3] = ["__pycache__", "node_modules", "site-packages"];

/// Examines the project.  `seed` draws the random order.
pub fn examine(
    config: &Config,
    seed: u64,
    cancel: &Cancel,
    emit: &mut dyn FnMut(Event),
) -> Result<Examination, SessionError> {
    let deadline = config.max_time.map(|most| Instant::now() + most);
    let files = prepare::files(config)?;
    let generated = prepare::generate(config, &files, emit)?;
    emit(Event::Stage(Stage::Setup));
    let confines = may_confine(config.sandbox.mode, &mut |_| {})?;
    // what the suite writes is to be seen, not denied
    let watch = Watch { allowed: Vec::new(), everything: true };
    let overlay = prepare::overlay(config, emit)?;
    let overlays = overlay.is_some();
    let reins = Reins { confinement: None, watch: Some(watch), overlay };
    let pool = prepare::pool(config, &workers(config, &generated), reins)?;
    let modules: Vec<(String, String)> = pool.context.environment.modules.clone();
    let shuffle = |ids: &[String]| shuffled(ids, seed);
    let examined = prepare::watched(&pool, cancel, deadline, || {
        emit(Event::Stage(Stage::Baseline));
        baseline::examine(&pool, &shuffle, emit)
    });
    let examined = examined.map_err(refused)?;
    drop(pool);
    emit(Event::Stage(Stage::Done));
    let ids: Vec<String> = examined.baseline.tests.iter().map(|test| test.nodeid.clone()).collect();
    let texts = texts(&config.project, &ids);
    let flaws = doctor::flaws(&texts, &ids);
    let deeds = |kind: &str| by_test(&examined, kind, &config.project);
    Ok(Examination {
        interpreter: examined.baseline.interpreter.clone(),
        confines,
        overlays,
        tests: ids.len(),
        seed,
        fork_unsafe: examined.baseline.fork_unsafe.clone(),
        forked: reasons(&ids, &examined.forked),
        alone: reasons(&ids, &examined.alone),
        shuffled: reasons(&ids, &examined.shuffled),
        flaws,
        tree: with_left(deeds("tree"), &examined),
        outside: deeds("outside"),
        network: deeds("network"),
        modules: modules
            .into_iter()
            .map(|(module, file)| {
                let origin = origin(&module, &file, &examined);
                (module, origin)
            })
            .collect(),
    })
}

/// The tests in the order of their lots.
fn shuffled(ids: &[String], seed: u64) -> Vec<TestId> {
    let mut tests: Vec<TestId> = (0..ids.len() as u32).map(TestId).collect();
    tests.sort_by_cached_key(|test| {
        *blake3::hash(format!("{seed}\n{}", ids[test.0 as usize]).as_bytes()).as_bytes()
    });
    tests
}

fn reasons(ids: &[String], doubts: &[Doubt]) -> Reasons {
    let reason = |doubt: &Doubt| match doubt.failures < doubt.runs {
        true => format!("by chance: in {} of {} runs", doubt.failures, doubt.runs),
        false => doubt.why.clone(),
    };
    doubts.iter().map(|doubt| (ids[doubt.test.0 as usize].clone(), reason(doubt))).collect()
}

fn name(baseline: &Baseline, test: Option<TestId>) -> String {
    test.map_or_else(
        || "while the tests are collected".to_owned(),
        |test| baseline.tests[test.0 as usize].nodeid.clone(),
    )
}

/// Deeds of one kind, by test.
fn by_test(examined: &Examined, kind: &str, project: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, what, tests) in examined.deeds.iter().filter(|(k, what, _)| k == kind && !by_tools(what)) {
        let what = what.strip_prefix(&*project.to_string_lossy()).unwrap_or(what);
        for test in tests {
            found.entry(name(&examined.baseline, *test)).or_default().insert(what.to_owned());
        }
    }
    found
}

/// Adds what tests left changed in the tree through other programs.
fn with_left(
    mut found: BTreeMap<String, BTreeSet<String>>,
    examined: &Examined,
) -> BTreeMap<String, BTreeSet<String>> {
    for (test, left) in &examined.left {
        let files = left.iter().filter(|path| !by_tools(path)).cloned();
        let files: Vec<String> = files.collect();
        if !files.is_empty() {
            found.entry(name(&examined.baseline, Some(*test))).or_default().extend(files);
        }
    }
    found
}

/// What test tools keep for themselves.
fn by_tools(path: &str) -> bool {
    const OWN: [&str; 4] = ["__pycache__", ".pytest_cache", ".hypothesis", ".benchmarks"];
    path.split('/').any(|part| OWN.contains(&part) || part.starts_with(".coverage"))
}

fn origin(module: &str, file: &str, examined: &Examined) -> Origin {
    let foreign = examined.baseline.foreign.iter().find(|(name, _)| name == module);
    let ran = examined
        .baseline
        .files
        .get(file)
        .is_some_and(|coverage| !coverage.import_lines.is_empty() || !coverage.by_line.is_empty());
    match foreign {
        Some((_, path)) => Origin::Elsewhere(path.clone()),
        None if ran || examined.imported.contains(module) => Origin::Project,
        None => Origin::Nowhere,
    }
}

/// The files that hold the tests, and those beside and above them that may hold helpers.
fn texts(project: &Path, ids: &[String]) -> BTreeMap<String, Vec<u8>> {
    let files: BTreeSet<&str> =
        ids.iter().map(|id| file_of(id)).filter(|path| path.ends_with(".py")).collect();
    let mut paths: BTreeSet<String> = files.iter().map(|path| (*path).to_owned()).collect();
    for file in files {
        for folder in Path::new(file).ancestors().skip(1) {
            paths.insert(folder.join("conftest.py").to_string_lossy().into_owned());
        }
        let top = file.split('/').next().filter(|top| *top != file);
        for entry in top.into_iter().flat_map(|top| helpers(&project.join(top))) {
            if let Ok(inside) = entry.strip_prefix(project) {
                paths.insert(inside.to_string_lossy().into_owned());
            }
        }
    }
    let read = |path: String| std::fs::read(project.join(&path)).ok().map(|bytes| (path, bytes));
    paths.into_iter().filter_map(read).collect()
}

/// Python files of a folder of tests: all, if its name says so, else what is named so.
fn helpers(folder: &Path) -> impl Iterator<Item = std::path::PathBuf> + use<> {
    let skipped = |name: &std::ffi::OsStr| SKIPPED.iter().any(|skipped| name == *skipped);
    WalkDir::new(folder)
        .into_iter()
        .filter_entry(move |entry| !skipped(entry.file_name()))
        .flatten()
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|ext| ext == "py"))
        .filter(|path| path.to_string_lossy().to_lowercase().contains("test"))
}
