//! What a run needs before the first test: files, mutants, workers.

use std::{
    collections::BTreeSet,
    io,
    path::PathBuf,
    time::{Duration, Instant},
};

use crossbeam_channel::{RecvTimeoutError, bounded};

use super::{SessionError, start::Workers};
use crate::{
    cancel::Cancel,
    config::{Config, TreeChoice},
    discover,
    dispatch::{Context, Pool},
    event::Event,
    generate::{self, Generated},
    operators::Selection,
    worker::{Environment, HARNESS, LeaveOut, Overlay, Shelter, Watch, within},
};

/// The files to mutate, relative to the project.
pub(super) fn files(config: &Config) -> Result<Vec<String>, SessionError> {
    let paths = if config.paths.is_empty() {
        discover::default_paths(&config.project, &config.coverage.source)
    } else {
        config.paths.clone()
    };
    if paths.is_empty() {
        return Err(SessionError::Nothing(
            "no package is found in this project; name what to mutate with --paths".to_owned(),
        ));
    }
    discover::sources(&config.project, &paths).map_err(|error| SessionError::Config(error.to_string()))
}

/// The mutants, less those of other shards.
pub(super) fn generate(
    config: &Config,
    files: &[String],
    emit: &mut dyn FnMut(Event),
) -> Result<Generated, SessionError> {
    let selection = Selection::parse(&config.operators).map_err(SessionError::Config)?;
    let exclude = &config.coverage.exclude;
    let mut generated = generate::generate(&config.project, files, &selection, &config.only, exclude);
    generated.warnings.iter().for_each(|warning| emit(Event::Warning(warning.clone())));
    let whole: usize = generated.files.iter().map(|f| f.mutants.len()).sum();
    if let Some(shard) = config.shard {
        for file in &mut generated.files {
            file.mutants.retain(|mutant| shard.holds(&mutant.id));
        }
    }
    let mutants: usize = generated.files.iter().map(|f| f.mutants.len()).sum();
    let ignored = generated.files.iter().flat_map(|f| &f.mutants).filter(|m| m.ignored.is_some()).count();
    emit(Event::Generated { files: generated.files.len(), mutants, ignored });
    for skipped in &generated.skipped {
        emit(Event::Skipped(skipped.clone()));
    }
    if whole == 0 {
        let mut message = "there is nothing to mutate in the given paths".to_owned();
        for skipped in &generated.skipped {
            message += &format!("\n  skipped {}: {}", skipped.path, skipped.reason);
        }
        return Err(SessionError::Nothing(message));
    }
    Ok(generated)
}

/// What workers may do, and what they are watched for.
pub(super) struct Reins {
    /// Folders where they may write besides their own; None: anywhere.
    pub confinement: Option<Vec<PathBuf>>,
    pub watch: Option<Watch>,
    /// None: workers have copies.
    pub overlay: Option<Overlay>,
}

/// So many files, folders and links are worth an overlay.  Measured: 7,700 of them are copied in
/// several seconds, 100,000 in a minute, and seen through an overlay in a fraction of that.
const LARGE: usize = 5_000;

/// What workers see the project through, where that is wanted, worth it and possible.
pub(super) fn overlay(config: &Config, emit: &mut dyn FnMut(Event)) -> Result<Option<Overlay>, SessionError> {
    let choice = config.sandbox.tree;
    if choice == TreeChoice::Copy {
        return Ok(None);
    }
    let failed =
        |error: io::Error| SessionError::Internal(format!("failed to look through the project: {error}"));
    let found = match Overlay::of(&config.project, &left_out(config)) {
        // the copy will say what is wrong, if it still is
        Err(_) if choice == TreeChoice::Auto => return Ok(None),
        found => found.map_err(failed)?,
    };
    if choice == TreeChoice::Auto && found.entries < LARGE {
        return Ok(None);
    }
    let shelter = shelter(config)?;
    let why = shelter
        .sample(&config.project)
        .map_err(failed)
        .map(|layers| program().map(|program| found.refusal(&program, &layers)))??;
    let Some(why) = why else {
        emit(Event::Note(format!("workers see the project's {} files through overlays", found.entries)));
        return Ok(Some(found));
    };
    if choice == TreeChoice::Overlay {
        return Err(SessionError::Config(format!(
            "no overlay can be had here ({why}), which --sandbox-tree overlay needs; run with --sandbox-tree auto"
        )));
    }
    emit(Event::Note(format!(
        "each worker copies the project's {} files: no overlay can be had ({why})",
        found.entries
    )));
    Ok(None)
}

fn left_out(config: &Config) -> LeaveOut {
    LeaveOut::new(&config.project, &config.sandbox.leave_out)
}

fn shelter(config: &Config) -> Result<Shelter, SessionError> {
    let temp = std::env::temp_dir();
    if within(&config.project, &temp).is_some_and(|inside| inside.as_os_str().is_empty()) {
        return Err(SessionError::Config(format!(
            "temporary files would go to the project itself, `{}`; set TMPDIR to another folder",
            temp.display()
        )));
    }
    Shelter::new(HARNESS, left_out(config)).map_err(|error| {
        SessionError::Config(format!(
            "failed to make a temporary folder in `{}`: {error}; set TMPDIR to a folder that can be written to and has room",
            temp.display()
        ))
    })
}

fn program() -> Result<PathBuf, SessionError> {
    std::env::current_exe()
        .map_err(|error| SessionError::Internal(format!("failed to find this program itself: {error}")))
}

/// Starts the slots.
pub(super) fn pool(config: &Config, workers: &Workers, reins: Reins) -> Result<Pool, SessionError> {
    let files = &workers.files;
    let mut shelter = shelter(config)?;
    reins.overlay.into_iter().for_each(|overlay| shelter.lay_over(overlay));
    let roots: BTreeSet<String> = files.iter().map(|f| discover::import_root(&config.project, f)).collect();
    let modules = files.iter().map(|f| (module(f, &discover::import_root(&config.project, f)), f.clone()));
    let environment = Environment {
        python: config.python.clone(),
        project: config.project.clone(),
        harness: shelter.harness().to_owned(),
        roots: roots.into_iter().collect(),
        modules: modules.collect(),
        files: files.to_vec(),
        args: config.pytest_args.clone(),
        paths: config.tests.clone(),
        program: program()?,
        watch: reins.watch,
        confinement: reins.confinement,
    };
    Ok(Pool::new(Context::new(environment, shelter), workers.slots))
}

/// "src/pkg/a.py" below the import root "src" is "pkg.a".
fn module(file: &str, root: &str) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file).trim_start_matches('/');
    let dotted = inside.trim_end_matches(".py").replace('/', ".");
    dotted.strip_suffix(".__init__").map(str::to_owned).unwrap_or(dotted)
}

/// Runs `work`; meanwhile a signal, or the end of the time allowed, cancels the pool.
pub(super) fn watched<T>(
    pool: &Pool,
    cancel: &Cancel,
    deadline: Option<Instant>,
    work: impl FnOnce() -> T,
) -> T {
    let (done, finished) = bounded::<()>(0);
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while finished.recv_timeout(Duration::from_millis(50)) == Err(RecvTimeoutError::Timeout) {
                if cancel.requested().is_some() || deadline.is_some_and(|end| Instant::now() > end) {
                    pool.context.cancel();
                    return;
                }
            }
        });
        let result = work();
        drop(done);
        result
    })
}
