//! `mutate cache`

use super::args::{CacheArgs, CacheCommand, Global};
use super::exit::{CliError, ExitCode};
use super::{output, setup};
use crate::cache::{self, Cache, FOLDER};

pub(super) fn run(global: &Global, args: &CacheArgs) -> Result<ExitCode, CliError> {
    let project = setup::project(global)?;
    let text = match &args.command {
        CacheCommand::Export { file } => match Cache::open_existing(&project)? {
            Some(cache) => format!("wrote {} verdicts to {}\n", cache.export(file)?, file.display()),
            None => return Err(CliError::usage("there is no cache to export; `mutate run` makes one")),
        },
        CacheCommand::Import { file } => {
            let count = Cache::open(&project)?.import(file)?;
            format!("{count} verdicts are new\n")
        }
        CacheCommand::Stats => match Cache::open_existing(&project)? {
            Some(cache) => stats(&cache)?,
            None => "there is no cache\n".to_owned(),
        },
        CacheCommand::Clear => match cache::clear(&project)? {
            true => format!("removed {FOLDER}\n"),
            false => "there is no cache\n".to_owned(),
        },
    };
    output::print(text.as_bytes())?;
    Ok(ExitCode::Ok)
}

fn stats(cache: &Cache) -> Result<String, CliError> {
    let stats = cache.stats()?;
    let last =
        stats.last_run.map_or_else(|| "none".to_owned(), |bytes| format!("{} KiB", bytes.div_ceil(1024)));
    let set_aside = cache.set_aside().map(|message| format!("{message}\n")).unwrap_or_default();
    Ok(format!(
        "{set_aside}folder       {}\non disk      {} KiB\nverdicts     {}\nlast run     {last}\ntest timings {}\n",
        stats.folder.display(),
        stats.size.div_ceil(1024),
        cache.count()?,
        stats.durations
    ))
}
