//! Where no report is given: a measurement of its own.

use super::{CliError, Global, XML};
use crate::cancel::Cancel;
use crate::change::Changes;
use crate::cli::kept::Kept;
use crate::cli::{run, setup};
use crate::config::{Config, Options};
use crate::console::Console;
use crate::coverage::{self, Reading, Report};
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
