//! Whole runs through the binary, on small projects, as a user sees them: exit
//! status, standard output and standard error.

#[path = "../support/mod.rs"]
mod support;

mod cache;
mod crash;
mod death;
mod exits;
#[cfg(target_os = "linux")]
mod guard;
mod interrupt;
mod repeat;
mod run;
mod sandbox;
mod tree;
mod verify;
