//! The command line, through the binary, where no Python is needed.

mod commands;
mod diff;
mod filters;
mod harness;
mod init;
mod list;
mod usage;
