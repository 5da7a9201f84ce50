//! `--paths`: what is measured instead of what coverage.py's configuration names.

use std::path::Path;

use crate::cli::exit::CliError;
use crate::config::Config;
use crate::discover;

/// Has coverage.py look at `paths` alone; returns the patterns of files that are reported on, where folders
/// alone, which are all that it can look at, would be more than was asked for.
pub(super) fn choose(config: &mut Config, paths: &[String]) -> Result<Vec<String>, CliError> {
    let (mut sources, mut only, mut whole) = (Vec::new(), Vec::new(), true);
    for path in paths {
        let found = discover::sources(&config.project, std::slice::from_ref(path));
        let found = found.map_err(|error| CliError::usage(error.to_string()))?;
        if config.project.join(path).is_dir() {
            let folder = path.trim_end_matches('/');
            only.push(format!("{folder}/*"));
            sources.push(folder.to_owned());
            continue;
        }
        whole = false;
        sources.extend(found.iter().map(|file| folder_of(file)));
        only.extend(found);
    }
    sources.sort();
    sources.dedup();
    config.pytest_args.push("--cov-reset".to_owned());
    config.pytest_args.extend(sources.iter().map(|source| format!("--cov={source}")));
    Ok(if whole { Vec::new() } else { only })
}

fn folder_of(file: &str) -> String {
    let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or_else(|| ".".to_owned(), |folder| folder.to_string_lossy().into_owned())
}
