//! From arguments to a configuration.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use super::args::Global;
use super::exit::CliError;
use crate::{
    config::{self, Color, Config, Options},
    discover,
};

/// The project: the folder given, else the nearest one upward that looks like
/// one, else the current folder.
pub(super) fn project(global: &Global) -> Result<PathBuf, CliError> {
    let given = global.project.clone().or_else(|| non_empty("MUTATE_PROJECT").map(PathBuf::from));
    if let Some(given) = given {
        return match given.is_dir() {
            true => Ok(given),
            false => Err(CliError::usage(format!(
                "failed to open the project folder {}: no such folder; give another with --project",
                given.display()
            ))),
        };
    }
    let here = std::env::current_dir()
        .map_err(|error| CliError::usage(format!("failed to find the current folder: {error}")))?;
    Ok(discover::find_project(&here))
}

/// All layers together: `options` from the command line first.
pub(super) fn config(global: &Global, mut options: Options) -> Result<Config, CliError> {
    let project = project(global)?;
    options.color = global.color;
    if let Some(python) = options.python.as_mut().filter(|python| python.components().count() > 1)
        && let Ok(absolute) = std::path::absolute(&python)
    {
        *python = absolute;
    }
    let environment = config::from_env(&|name| std::env::var(name).ok())?;
    let files = config::read(&project)?;
    let options = options.or(environment).or(files.options);
    Ok(config::resolve(&project, options, files.coverage, &|name| std::env::var_os(name))?)
}

/// When to colour, for commands that take nothing else from a configuration.
pub(super) fn color(global: &Global) -> Result<Color, CliError> {
    let environment = config::from_env(&|name| std::env::var(name).ok().filter(|_| name == "MUTATE_COLOR"))?;
    Ok(global.color.or(environment.color).unwrap_or_default())
}

/// A seed that nobody chose.
pub(super) fn any_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::from(now.subsec_nanos()) % 1_000_000
}

fn non_empty(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
