//! `mutate` tells a Python team which of their tests would notice a bug.
//!
//! Data flows one way:
//!
//! ```text
//! config → discover → syntax → generate → baseline → plan → dispatch → worker → verdict → cache, report, gate
//! ```
#![forbid(unsafe_code)]

pub mod discover;
pub mod generate;
pub mod model;
#[path = "../operators/mod.rs"]
pub mod operators;
pub mod syntax;
