//! The pipeline: the only module that knows the stages.

mod abroad;
mod aftermath;
mod announce;
mod asleep;
mod beforehand;
mod chance;
mod cover;
mod examine;
mod guards;
mod judge;
mod once;
mod prepare;
mod recall;
mod reuse;
mod set_again;
mod start;
mod suite;
mod touched;

use std::time::Instant;

pub use self::examine::examine;
use self::recall::{Layouts, Setting};
use self::reuse::Reuse;
use self::start::Started;
pub use crate::baseline::History;
use crate::{
    baseline::{self, Trust},
    cache::Cache,
    cancel::Cancel,
    config::Config,
    event::{Event, Stage},
    generate::Generated,
    keys::Snapshot,
    model::{Baseline, RunResult, SourceFile, Status, Timings, Verdict},
    plan::{self, Planned, Route},
};

pub use cover::{Measurement, Rendering, Shared, cover};
pub use touched::{Touched, run_failed, run_touched};

/// Why a run has no result; each variant has an exit status of its own.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// An option that only the run itself could check.
    #[error("{0}")]
    Config(String),
    /// The unmutated suite fails.
    #[error("{message}")]
    Red { message: String, failing: Vec<String> },
    /// The suite, or the interpreter, cannot be run at all.
    #[error("{0}")]
    Unusable(String),
    /// There is nothing to mutate.
    #[error("{0}")]
    Nothing(String),
    /// A defect of this program.
    #[error("{0}")]
    Internal(String),
    /// Stopped before any mutant was judged.
    #[error("interrupted before any mutant was judged")]
    Interrupted,
}

/// Runs the pipeline.  `shared`: gets the suite's coverage, too.  `history`: what earlier runs know of the
/// tests.  `emit` hears of everything as it happens, in one thread.
pub fn run(
    config: &Config,
    shared: Option<&mut Shared>,
    cancel: &Cancel,
    history: &History,
    emit: &mut dyn FnMut(Event),
) -> Result<RunResult, SessionError> {
    judged(config, cancel, history, emit, shared, |files, baseline| {
        plan::plan(files, baseline, config.strategy)
    })
}

/// As `run`, but every mutant is judged by the whole suite in a fresh interpreter, whatever the
/// baseline knows of it.
pub fn rejudge(
    config: &Config,
    cancel: &Cancel,
    history: &History,
    emit: &mut dyn FnMut(Event),
) -> Result<RunResult, SessionError> {
    judged(config, cancel, history, emit, None, |files, _| plan::cold(files))
}

fn judged(
    config: &Config,
    cancel: &Cancel,
    history: &History,
    emit: &mut dyn FnMut(Event),
    shared: Option<&mut Shared>,
    plan: impl FnOnce(&[SourceFile], &Baseline) -> Vec<Planned>,
) -> Result<RunResult, SessionError> {
    let begun = Instant::now();
    emit(Event::Stage(Stage::Generate));
    let snapshot = if config.cache { Snapshot::of(config, None).ok() } else { None };
    let files = prepare::files(config)?;
    let generated = prepare::generate(config, &files, emit)?;
    let until = start::Until { cancel, deadline: config.max_time.map(|most| begun + most) };
    let workers = start::workers(config, &generated);
    let layouts = Layouts::new();
    let before = snapshot.as_ref().and_then(|_| Cache::open_existing(&config.project).ok()??.clean().ok()?);
    let Started { pool, outcome: mut baseline, setup, seconds } =
        start::start(config, &workers, &until, emit, &|pool, emit| {
            pool.context.sharing.want(shared.is_some());
            let recall = |collected: &Baseline| {
                let setting = Setting::of(config, snapshot.as_ref()?, &generated.files, &layouts, pool);
                setting.recall(before.as_ref()?, collected, history)
            };
            baseline::measure(pool, Trust { runs: config.baseline_runs, history }, &recall, emit)
        })?;
    announce(&baseline, seconds, emit);
    baseline.set_again = set_again::set_again(&config.project, &baseline);
    let mut planned = plan(&generated.files, &baseline);
    let reuse = snapshot.map_or(Ok(None), |snapshot| {
        let setting = Setting::of(config, &snapshot, &generated.files, &layouts, &pool);
        Reuse::new(&setting, &baseline, &mut planned)
    });
    let reuse = reuse.unwrap_or_else(|error| {
        emit(Event::Warning(format!("no verdict is reused or kept: {error}")));
        None
    });
    let reused = planned.iter().filter(|p| matches!(&p.route, Route::Known(v) if v.cached)).count();
    if reused > 0 {
        emit(Event::Reused { verdicts: reused });
    }
    let outlook = outlook(config, &generated, &baseline, &planned);
    if config.dry_run {
        return Ok(outlook);
    }
    emit(Event::Planned(Box::new(outlook)));
    emit(Event::Stage(Stage::Judge));
    let started = Instant::now();
    let judged = prepare::watched(&pool, cancel, until.deadline, || {
        judge::all(config, &pool, generated.files, baseline, planned, reuse.as_ref(), emit)
    });
    let judging = started.elapsed().as_secs_f64();
    emit(Event::Stage(Stage::Done));
    if let Some(reuse) = reuse {
        keep(config, &reuse, &judged, emit);
    }
    if let Some(shared) = shared.filter(|_| cancel.requested().is_none()) {
        shared.take(pool, files);
    }
    let partial = judged.verdicts.iter().flatten().any(|v| v.status == Status::Pending);
    Ok(RunResult {
        project: project_name(config),
        files: judged.files,
        verdicts: judged.verdicts,
        skipped: generated.skipped,
        baseline: judged.baseline,
        partial,
        timings: Timings { setup, baseline: seconds, judging },
    })
}

/// Keeps the verdicts for later runs; if that cannot be, says why.
fn keep(config: &Config, reuse: &Reuse, judged: &judge::Outcome, emit: &mut dyn FnMut(Event)) {
    let disturbed = reuse.disturbed(config);
    let kept = if disturbed.is_some() { reuse.forget(config) } else { reuse.keep(config, judged) };
    let why = kept.err().map(|error| error.to_string());
    let why = disturbed.map(|what| format!("{what} changed while it went on")).or(why);
    if let Some(why) = why {
        emit(Event::Warning(format!("verdicts of this run are not kept: {why}")));
    }
}

fn announce(baseline: &Baseline, seconds: f64, emit: &mut dyn FnMut(Event)) {
    emit(Event::BaselineDone { tests: baseline.tests.len(), recalled: baseline.recalled, seconds });
    for (module, path) in &baseline.foreign {
        emit(Event::Warning(format!(
            "{module} is imported from {path}, not from this project: its mutants cannot be seen; \
             uninstall that copy, or correct the import path"
        )));
    }
    for test in &baseline.tests {
        if let Some(reason) = &test.quarantined {
            emit(Event::Quarantined { test: test.nodeid.clone(), reason: reason.clone() });
        }
    }
    let claiming = baseline.tests.iter().filter(|test| test.claims).count();
    if claiming > 0 {
        emit(Event::Note(format!(
            "{claiming} tests use what this machine has one of (a port, a server, a file outside of the workers' folders): \
             they run one at a time"
        )));
    }
    if let Some(why) = &baseline.fork_unsafe {
        emit(Event::Warning(format!("every mutant is judged in a fresh interpreter, which is slow: {why}")));
    }
}

/// The run as far as it is known before the first mutant is judged: what is to be run is `Pending`.
fn outlook(config: &Config, generated: &Generated, baseline: &Baseline, planned: &[Planned]) -> RunResult {
    let pending = |file: &SourceFile| vec![Verdict::unrun(Status::Pending, None); file.mutants.len()];
    let mut verdicts: Vec<Vec<Verdict>> = generated.files.iter().map(pending).collect();
    for Planned { at, route, covered_by, .. } in planned {
        let verdict = &mut verdicts[at.file][at.mutant];
        if let Route::Known(known) = route {
            *verdict = known.clone();
        }
        verdict.covered_by.clone_from(covered_by);
    }
    RunResult {
        project: project_name(config),
        files: generated.files.clone(),
        verdicts,
        skipped: generated.skipped.clone(),
        // reports need no line of it
        baseline: Baseline {
            tests: baseline.tests.clone(),
            foreign: baseline.foreign.clone(),
            fork_unsafe: baseline.fork_unsafe.clone(),
            interpreter: baseline.interpreter.clone(),
            ..Baseline::default()
        },
        partial: true,
        timings: Timings::default(),
    }
}

fn project_name(config: &Config) -> String {
    config.project.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
