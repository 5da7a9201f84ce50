//! The command line: arguments, exit statuses, one file per subcommand.

mod apply;
mod args;
mod baseline;
mod cache;
mod ci;
mod confined;
mod diff;
mod doctor;
mod exit;
mod explain;
mod history;
mod init;
mod kept;
mod last;
mod list;
mod merge;
mod operators;
mod output;
mod panics;
mod report;
mod results;
mod run;
mod scope;
mod setup;
mod show;
mod suite;
mod trend;
mod verify;

use std::process::ExitCode as ProcessCode;

use clap::{CommandFactory, Parser, error::ErrorKind};

pub use exit::{CliError, ExitCode};

use args::{Cli, Command, RunArgs};

/// The whole program.
pub fn main() -> ProcessCode {
    panics::guard(|| {
        let cli = match parse() {
            Ok(cli) => cli,
            Err(error) => return usage(&error),
        };
        match dispatch(cli) {
            Ok(code) => code,
            Err(error) => {
                eprintln!("error: {error}");
                error.code
            }
        }
    })
    .into()
}

fn parse() -> Result<Cli, clap::Error> {
    let cli = Cli::try_parse()?;
    if cli.command.is_some() && cli.run != RunArgs::default() {
        let message = "the options of `mutate run` cannot stand before another command; put them after it";
        return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
    }
    Ok(cli)
}

/// clap's message; asking for help is no error.  Nobody may be left to read
/// it, which is no error either.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { ExitCode::Usage } else { ExitCode::Ok }
}

fn dispatch(cli: Cli) -> Result<ExitCode, CliError> {
    let global = cli.global;
    match cli.command.unwrap_or(Command::Run(Box::new(cli.run))) {
        Command::Run(args) => run::run(&global, *args),
        Command::List(args) => list::run(&global, args),
        Command::Baseline(args) => baseline::run(&global, *args),
        Command::Ci(args) => ci::run(&global, &args),
        Command::Init(args) => init::run(&global, &args),
        Command::Diff(args) => diff::run(&global, *args),
        Command::Operators(args) => operators::run(&args),
        Command::Results(args) => results::run(&global, &args),
        Command::Show(args) => show::run(&global, &args),
        Command::Explain(args) => explain::run(&global, &args),
        Command::Doctor(args) => doctor::run(&global, args),
        Command::Verify(args) => verify::run(&global, args),
        Command::Apply(args) => apply::run(&global, &args),
        Command::Report(args) => report::run(&global, &args),
        Command::Merge(args) => merge::run(&global, args),
        Command::Cache(args) => cache::run(&global, &args),
        Command::Guard(args) => confined::guard(&args),
        Command::Confined(args) => confined::run(&args),
    }
}
