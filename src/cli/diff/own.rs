//! Where no report is given: a measurement of its own.

use std::path::Path;

use super::{CliError, Global, XML};
use crate::cancel::Cancel;
use crate::change::{Changes, Git};
use crate::cli::kept::Kept;
use crate::cli::{run, setup};
use crate::config::{Config, DiffOptions, Options};
use crate::console::Console;
use crate::coverage::{self, Reading, Report};
use crate::hygiene::{self, Hygiene, Versions};
use crate::session::{Rendering, Shared};

/// Whether there is anything that a suite could run.
pub(super) fn worth(changes: &Changes) -> bool {
    changes.iter().any(|(path, lines)| path.ends_with(".py") && !lines.is_empty())
}

/// What runs the suite.
pub(super) struct Runner {
    pub config: Config,
    pub cancel: Cancel,
    _kept: Option<Kept>,
}

impl Runner {
    /// `keeping`: verdicts are read and written, so that the project is this program's alone meanwhile.
    pub(super) fn new(global: &Global, options: Options, keeping: bool) -> Result<Runner, CliError> {
        let config = setup::config(global, options)?;
        let cancel = Cancel::default();
        run::listen(&cancel)?;
        let console = Console::new(config.verbosity);
        let kept = match keeping && config.cache {
            true => Kept::begin(&config, run::settings(&config), &cancel, &console)?,
            false => None,
        };
        Ok(Runner { config, cancel, _kept: kept })
    }

    /// What the run of the mutants has measured along, or else a run of the suite under the user's
    /// coverage configuration, as Cobertura's XML.
    pub(super) fn report(&self, shared: &mut Shared, expand: bool) -> Result<Report, CliError> {
        let measurement = match &mut shared.measurement {
            Some(measurement) => measurement,
            none => {
                let rendering = Rendering { formats: shared.formats.clone(), ..Rendering::default() };
                none.insert(run::covered(&self.config, &rendering, &self.cancel)?)
            }
        };
        let reading = Reading { src_roots: Vec::new(), expand };
        Ok(coverage::read(&measurement.covered.folder.join(XML), &reading)?)
    }
}

/// What the change does to the suite.  A given diff does not tell.
pub(super) fn hygiene(git: Option<&Git>, options: &DiffOptions) -> Result<Hygiene, CliError> {
    let Some(git) = git.filter(|_| options.diff_file.is_none()) else { return Ok(Hygiene::default()) };
    let branch = options.compare_branch.as_deref().unwrap_or("origin/main");
    let notation = options.diff_range_notation.as_ref().map_or("...", |notation| &notation.0);
    let versions = git.versions(branch, notation, &is_test_file)?;
    let files: Vec<Versions> = versions
        .into_iter()
        .map(|version| Versions { path: version.path, old: version.old, new: version.new })
        .collect();
    Ok(hygiene::compare(&files))
}

/// As pytest finds them, where nobody says otherwise.
pub(in crate::cli) fn is_test_file(path: &str) -> bool {
    let name = Path::new(path).file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    path.ends_with(".py") && (name.starts_with("test_") || name.ends_with("_test") || name == "tests")
}
