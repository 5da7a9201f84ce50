//! `mutate` tells a Python team which of their tests would notice a bug.
//!
//! Data flows one way:
//!
//! ```text
//! config → discover → syntax → generate → baseline → plan → dispatch → worker → verdict → cache, report, gate
//! ```
#![forbid(unsafe_code)]

pub mod cache;
pub mod cancel;
pub mod cli;
pub mod config;
pub mod console;
pub mod discover;
pub mod event;
pub mod gate;
pub mod generate;
pub mod model;
#[path = "../operators/mod.rs"]
pub mod operators;
pub mod report;
pub mod session;
pub mod syntax;
