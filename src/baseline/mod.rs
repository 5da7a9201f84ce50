//! The clean run: which tests there are, what each runs, how long it takes,
//! and whether the suite can be trusted in forked processes.

mod claims;
mod cover;
mod examine;
mod merge;
mod parts;
mod pieces;
mod recall;
mod red;
mod steady;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    dispatch::{Collected, How, Job, Pool, Reply, Unusable},
    event::Event,
    model::{Baseline, CoverageOptions, Interpreter, Part, TestId, TestInfo},
    worker::WorkerError,
};

pub use cover::{Covered, cover, shared};
pub use examine::{Examined, examine};
pub use merge::Merge;
use parts::{largest_first, parts};
pub use recall::{Known, Recall};
pub use steady::{History, Trust, doubts};

/// With so many other starts of the random numbers it is looked at what tests that draw some run.
const THROWS: u32 = 4;

#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// Tests fail, or cannot be collected, on the original code: (test, message).
    #[error("the unmutated suite is red")]
    Red(Vec<(String, String)>),
    #[error("{0}")]
    Unusable(String),
    /// coverage.py's configuration is wrong, wherever the suite runs.
    #[error("{0}")]
    Misconfigured(String),
    /// There is no suite, or nothing that could run one: where it runs makes no difference.
    #[error("{0}")]
    Absent(String),
    #[error("interrupted")]
    Interrupted,
}

/// Runs the unmutated suite on `pool`, less the tests of which `recall` knows what they do.
pub fn measure(
    pool: &Pool,
    trust: Trust<'_>,
    recall: Recall<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<Baseline, BaselineError> {
    let collected = collect(pool)?;
    let mut baseline = start(pool, &collected);
    baseline.fork_unsafe = fork_safety(&collected);
    let parts = parts(&collected);
    baseline.parts = parts.iter().map(|tests| Part { tests: tests.clone(), ..Part::default() }).collect();
    let sharing = &pool.context.sharing;
    if !sharing.wanted()
        && let Some(known) = recall::partly(pool, &collected, &baseline, recall, trust, emit)?
    {
        let claiming = (0..).map(TestId).zip(&known.tests).filter(|(_, test)| test.claims);
        pool.context.turns.claim(claiming.map(|(id, _)| id));
        return Ok(known);
    }
    sharing.set(Some(collected.asked.clone()).filter(|_| sharing.wanted() && baseline.fork_unsafe.is_none()));
    run(pool, &collected, &parts, baseline, trust, emit).map(|(baseline, _)| baseline)
}

/// Measures `parts`, asks their tests again in forks, and adds what was found to `baseline`; returns
/// the tests that failed apart from those before them, too.
fn run(
    pool: &Pool,
    collected: &Collected,
    parts: &[Vec<TestId>],
    mut baseline: Baseline,
    trust: Trust<'_>,
    emit: &mut dyn FnMut(Event),
) -> Result<(Baseline, BTreeSet<TestId>), BaselineError> {
    let mut merge = Merge::new(collected);
    covered(pool, parts, &collected.options, &mut merge, emit)?;
    pool.context.sharing.want(false);
    let suspects = &merge.order_dependent | &merge.by_chance;
    if let Some(test) = merge.fork_unsafe {
        let name = &baseline.tests[test.0 as usize].nodeid;
        baseline.fork_unsafe =
            Some(format!("{name} fails in a forked process, and passes in the one that collected it"));
    }
    merge.into_baseline(&mut baseline);
    steady::check(pool, parts, &mut baseline, &suspects, trust, emit)?;
    thrown(pool, &mut baseline)?;
    Ok((baseline, suspects))
}

fn fork_safety(collected: &Collected) -> Option<String> {
    let threads = &collected.threads;
    (!threads.is_empty())
        .then(|| format!("threads are running once the tests are collected: {}", threads.join(", ")))
}

/// What is known once the tests are collected.
fn start(pool: &Pool, collected: &Collected) -> Baseline {
    Baseline {
        interpreter: Interpreter {
            executable: pool.context.environment.python.display().to_string(),
            python: collected.versions.python.clone(),
            pytest: collected.versions.pytest.clone(),
            coverage: collected.versions.coverage.clone(),
        },
        tests: collected.tests.iter().map(|id| untimed(id)).collect(),
        foreign: collected.foreign.clone(),
        early: collected.early.clone(),
        options: collected.options.clone(),
        ..Baseline::default()
    }
}

fn untimed(id: &str) -> TestInfo {
    TestInfo { nodeid: id.to_owned(), ..TestInfo::default() }
}

fn collect(pool: &Pool) -> Result<Collected, BaselineError> {
    let job = |slot| Job::Collect { measure: slot == 0 };
    collected(pool, job, |collected| collected.imports.is_some(), "no worker measured the imports")
}

/// Has every slot that is to be ready collect the suite; returns what one says that is `wanted`, or that there is `none`.
/// From then on the tests are listed.
fn collected(
    pool: &Pool,
    job: impl Fn(usize) -> Job,
    wanted: impl Fn(&Collected) -> bool,
    none: &str,
) -> Result<Collected, BaselineError> {
    for slot in 0..pool.ready() {
        pool.submit_to(slot, job(slot));
    }
    let mut first = None;
    for _ in 0..pool.ready() {
        match next(pool)? {
            Reply::Collected(Ok(collected)) => first = first.or(Some(collected).filter(|one| wanted(one))),
            Reply::Collected(Err(why)) => return Err(refusal(why)),
            other => return Err(BaselineError::Unusable(format!("an answer out of turn: {other:?}"))),
        }
    }
    let collected = first.ok_or_else(|| BaselineError::Unusable(none.to_owned()))?;
    if collected.tests.is_empty() {
        return Err(BaselineError::Absent(
            "pytest collects no test in this project; name the tests with --tests, or check testpaths"
                .to_owned(),
        ));
    }
    let _ = pool.context.listed.set(collected.tests.clone());
    Ok(collected)
}

fn refusal(why: Unusable) -> BaselineError {
    match why {
        Unusable::Red(failures) => BaselineError::Red(failures),
        Unusable::Pytest { code: 5, .. } => BaselineError::Absent(
            "pytest collects no test in this project; name the tests with --tests".to_owned(),
        ),
        Unusable::Pytest { code, output } => BaselineError::Unusable(format!(
            "pytest ended with status {code} before it ran a test:\n{}",
            last_lines(&output, 15)
        )),
        Unusable::Misconfigured(why) => BaselineError::Misconfigured(why),
        Unusable::Worker(error @ WorkerError::Gone { .. }) => {
            BaselineError::Unusable(format!("the interpreter died while it collected the tests: {error}"))
        }
        Unusable::Worker(
            error @ (WorkerError::Missing { .. } | WorkerError::NotPython { .. } | WorkerError::Start { .. }),
        ) => BaselineError::Absent(error.to_string()),
        Unusable::Worker(error) => BaselineError::Unusable(error.to_string()),
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(count)..]
        .iter()
        .map(|l| format!("    {l}"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The next reply; an interrupted pool has none.
fn next(pool: &Pool) -> Result<Reply, BaselineError> {
    match pool.replies.recv() {
        Ok(Reply::Failed { .. }) if pool.context.cancelled() => Err(BaselineError::Interrupted),
        Ok(Reply::Collected(Err(Unusable::Worker(_)))) if pool.context.cancelled() => {
            Err(BaselineError::Interrupted)
        }
        Ok(Reply::Failed { why, .. }) => Err(BaselineError::Unusable(why)),
        Ok(reply) => Ok(reply),
        Err(_) => Err(BaselineError::Interrupted),
    }
}

fn covered(
    pool: &Pool,
    parts: &[Vec<TestId>],
    options: &CoverageOptions,
    merge: &mut Merge,
    emit: &mut dyn FnMut(Event),
) -> Result<(), BaselineError> {
    let total = parts.iter().map(Vec::len).sum();
    let (mut suspects, mut skipped, mut forgot) = (BTreeSet::new(), BTreeSet::new(), false);
    for tests in largest_first(parts) {
        pool.submit(Job::Baseline { tests: tests.clone(), options: options.clone(), how: How::Once });
    }
    let (mut done, mut results) = (0, Vec::new());
    for _ in parts {
        if let Reply::Baseline { tests, measured } = next(pool)? {
            done += tests.len();
            emit(Event::BaselineProgress { done, total });
            let died = |why| BaselineError::Unusable(format!("the suite's process died: {why}"));
            results.push((tests, measured.map_err(died)?));
        }
    }
    let side_by_side = parts.len() > 1 && pool.slots() > 1;
    if side_by_side {
        claims::apart(pool, &mut results, options, merge)?;
    }
    for (tests, measured) in results {
        if tests[0] != TestId(0) {
            skipped.extend(measured.skipped.iter().copied().map(TestId));
        }
        forgot |= measured.forgot;
        suspects.extend(merge.add(measured));
    }
    pool.context.turns.claim(merge.claiming.iter().copied());
    let all: Vec<TestId> = parts.iter().flatten().copied().collect();
    if suspects.is_empty() && !skipped.is_empty() {
        // they ran if they are not skipped where the tests of the other parts run before them
        pool.submit(Job::Null { tests: all.clone(), bounds: None });
        if let Reply::Null { skipped: anyhow, crashed: None, .. } = next(pool)? {
            skipped.retain(|test| !anyhow.contains(&test.0));
        }
    }
    if suspects.is_empty() && skipped.is_empty() {
        return Ok(());
    }
    // does it fail in its own order, too?  Then only that is the user's
    pool.context.sharing.set(None);
    pool.submit(Job::Baseline { tests: all.clone(), options: options.clone(), how: How::Untouched });
    match next(pool)? {
        Reply::Baseline { measured: Ok(measured), .. } if measured.failed.is_empty() => {
            skipped.retain(|test| !measured.skipped.contains(&test.0));
            merge.following.extend(skipped);
            merge.add(measured);
            if side_by_side {
                let passing = claims::after_all(pool, parts, &suspects, options)?;
                suspects.retain(|test| !passing.contains(test));
                merge.by_chance.extend(passing.difference(&merge.claiming));
            }
            // what failed for want of something cached may need no other test than those of its part
            merge.order_dependent.extend(suspects.into_iter().filter(|_| !forgot));
            Ok(())
        }
        Reply::Baseline { measured: Ok(measured), .. } => {
            red::decide(pool, measured, &all, options, merge, emit)
        }
        _ => Err(BaselineError::Unusable("the suite's process died".to_owned())),
    }
}

/// What tests that draw random numbers may run besides: with another start of them they take other ways.
fn thrown(pool: &Pool, baseline: &mut Baseline) -> Result<(), BaselineError> {
    let all = (0..).map(TestId).zip(&baseline.tests);
    let drawing: Vec<TestId> = all.filter(|(_, info)| info.draws).map(|(test, _)| test).collect();
    if drawing.is_empty() {
        return Ok(());
    }
    for seed in 1..=THROWS {
        let (tests, options) = (drawing.clone(), baseline.options.clone());
        pool.submit(Job::Baseline { tests, options, how: How::Thrown { seed } });
    }
    for _ in 0..THROWS {
        let Reply::Baseline { measured: Ok(measured), .. } = next(pool)? else { continue };
        for (path, lines) in measured.lines {
            let table = &mut baseline.files.entry(path).or_default().by_line;
            for (line, contexts) in lines {
                let tests = table.entry(line).or_default();
                tests.extend(contexts.iter().filter_map(|context| merge::test(context)));
                tests.sort();
                tests.dedup();
            }
        }
    }
    Ok(())
}

/// Which lines each of `tests` runs again when it is run a second time in the
/// same process, by file; what is missing runs only once.
pub fn repeated(
    pool: &Pool,
    tests: &[TestId],
    options: &CoverageOptions,
) -> Result<BTreeMap<String, BTreeMap<u32, BTreeSet<TestId>>>, BaselineError> {
    let size = tests.len().div_ceil(pool.slots()).max(1);
    let submit = |part: &[TestId]| {
        pool.submit(Job::Baseline { tests: part.to_vec(), options: options.clone(), how: How::Twice });
    };
    let jobs = tests.chunks(size).map(submit).count();
    let mut out: BTreeMap<String, BTreeMap<u32, BTreeSet<TestId>>> = BTreeMap::new();
    for _ in 0..jobs {
        let Reply::Baseline { measured: Ok(measured), .. } = next(pool)? else { continue };
        for (path, lines) in measured.lines {
            let table = out.entry(path).or_default();
            for (line, contexts) in lines {
                let again = contexts.iter().filter_map(|c| c.strip_prefix('r')?.parse().ok().map(TestId));
                table.entry(line).or_default().extend(again);
            }
        }
    }
    Ok(out)
}

/// Which of `tests` fail unmutated when each is run alone.
pub fn alone(pool: &Pool, tests: &[TestId]) -> Result<Vec<(TestId, String)>, BaselineError> {
    let size = tests.len().div_ceil(pool.slots() * 2).max(1);
    let jobs = tests.chunks(size).map(|part| pool.submit(Job::Alone { tests: part.to_vec() })).count();
    let mut out = Vec::new();
    for _ in 0..jobs {
        if let Reply::Alone { failed, .. } = next(pool)? {
            out.extend(failed.into_iter().map(|(t, why)| (TestId(t), why)));
        }
    }
    Ok(out)
}
