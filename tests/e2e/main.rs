//! Whole runs through the binary, on small projects, as a user sees them: exit
//! status, standard output and standard error.

#[path = "../support/mod.rs"]
mod support;

mod death;
mod exits;
mod interrupt;
mod repeat;
mod run;
mod sandbox;
mod tree;
mod verify;
