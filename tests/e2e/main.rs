//! Whole runs through the binary, on small projects, as a user sees them: exit
//! status, standard output and standard error.

#[path = "../support/mod.rs"]
mod support;

mod baseline;
mod bounds;
mod cache;
mod chosen;
mod claims;
mod clean;
mod crash;
mod death;
mod diff;
mod doctor;
mod endless;
mod exits;
mod flaky;
#[cfg(target_os = "linux")]
mod guard;
mod interrupt;
mod looks;
mod losses;
mod measured;
mod merge;
#[cfg(target_os = "linux")]
mod overlay;
mod partial;
mod plugins;
mod properties;
mod repeat;
mod run;
mod sandbox;
mod scope;
mod stealing;
mod tree;
mod unnamed;
mod verify;
mod workers;
