//! `mutate doctor`

use super::args::{DoctorArgs, Global};
use super::exit::{CliError, ExitCode};
use super::{output, run, setup};
use crate::cancel::Cancel;
use crate::config::Options;
use crate::console::Console;
use crate::{doctor, session};

pub(super) fn run(global: &Global, args: DoctorArgs) -> Result<ExitCode, CliError> {
    let seed = args.seed.unwrap_or_else(setup::any_seed);
    let options = Options {
        paths: args.paths,
        tests: args.tests,
        python: args.python.python,
        jobs: args.python.jobs,
        quiet: args.quiet.then_some(true),
        ..Options::default()
    };
    let config = setup::config(global, options)?;
    let cancel = Cancel::default();
    run::listen(&cancel)?;
    let mut console = Console::new(config.verbosity);
    let outcome = session::examine(&config, seed, &cancel, &mut |event| console.event(&event));
    console.finish();
    let found = outcome.map_err(|error| run::failed(error, &cancel))?;
    output::print(doctor::render(&found).as_bytes())?;
    Ok(ExitCode::Ok)
}
