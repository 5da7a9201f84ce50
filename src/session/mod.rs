//! The pipeline: the only module that knows the stages.

mod guards;
mod judge;
mod once;
mod prepare;
mod suite;

use std::time::Instant;

use crate::{
    baseline::{self, BaselineError},
    cancel::Cancel,
    config::Config,
    event::{Event, Stage},
    generate::Generated,
    model::{Baseline, RunResult, Status, Timings, Verdict},
    plan,
};

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

/// Runs the pipeline.  `emit` hears of everything as it happens, in one
/// thread.
pub fn run(config: &Config, cancel: &Cancel, emit: &mut dyn FnMut(Event)) -> Result<RunResult, SessionError> {
    let begun = Instant::now();
    emit(Event::Stage(Stage::Generate));
    let files = prepare::files(config)?;
    let generated = prepare::generate(config, &files, emit)?;
    if config.dry_run {
        return Ok(dry(config, generated));
    }
    emit(Event::Stage(Stage::Setup));
    let pool = prepare::pool(config, &generated)?;
    let setup = begun.elapsed().as_secs_f64();
    let outcome = prepare::watched(&pool, cancel, config.max_time, || {
        emit(Event::Stage(Stage::Baseline));
        let started = Instant::now();
        let baseline = baseline::measure(&pool, emit).map_err(refused)?;
        let seconds = started.elapsed().as_secs_f64();
        announce(&baseline, seconds, emit);
        let planned = plan::plan(&generated.files, &baseline, config.strategy);
        emit(Event::Stage(Stage::Judge));
        let started = Instant::now();
        let judged = judge::all(config, &pool, generated.files, baseline, planned, emit);
        let timings = Timings { setup, baseline: seconds, judging: started.elapsed().as_secs_f64() };
        Ok((judged, timings))
    });
    let (judged, timings) = outcome?;
    emit(Event::Stage(Stage::Done));
    let partial = judged.verdicts.iter().flatten().any(|v| v.status == Status::Pending);
    Ok(RunResult {
        project: project_name(config),
        files: judged.files,
        verdicts: judged.verdicts,
        skipped: generated.skipped,
        baseline: judged.baseline,
        partial,
        timings,
    })
}

fn announce(baseline: &Baseline, seconds: f64, emit: &mut dyn FnMut(Event)) {
    emit(Event::BaselineDone { tests: baseline.tests.len(), seconds });
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
    if let Some(why) = &baseline.fork_unsafe {
        emit(Event::Warning(format!("every mutant is judged in a fresh interpreter, which is slow: {why}")));
    }
}

/// Every mutant that would be judged, as `Pending`.
fn dry(config: &Config, generated: Generated) -> RunResult {
    let verdicts = generated.files.iter().map(|file| {
        file.mutants
            .iter()
            .map(|mutant| match &mutant.ignored {
                Some(i) => Verdict::unrun(Status::Ignored, Some(format!("{}: {}", i.filter, i.reason))),
                None => Verdict::unrun(Status::Pending, None),
            })
            .collect()
    });
    RunResult {
        project: project_name(config),
        verdicts: verdicts.collect(),
        files: generated.files,
        skipped: generated.skipped,
        baseline: Baseline::default(),
        partial: true,
        timings: Timings::default(),
    }
}

fn project_name(config: &Config) -> String {
    config.project.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn refused(error: BaselineError) -> SessionError {
    match error {
        BaselineError::Red(failures) => SessionError::Red {
            message: "the unmutated suite is red; mutation testing needs a green one. Failing:".to_owned(),
            failing: failures.into_iter().map(|(test, message)| failure(&test, &message)).collect(),
        },
        BaselineError::Unusable(why) => SessionError::Unusable(why),
        BaselineError::Interrupted => SessionError::Interrupted,
    }
}

/// "test: the error", the way pytest's own short summary has it.
fn failure(test: &str, message: &str) -> String {
    let lines = || message.lines().filter(|l| !l.trim().is_empty());
    let error = lines().find_map(|l| l.strip_prefix("E  ")).or_else(|| lines().next_back());
    match error {
        Some(error) => format!("{test}: {}", error.trim()),
        None => test.to_owned(),
    }
}
