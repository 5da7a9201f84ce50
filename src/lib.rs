//! `mutate` tells a Python team which of their tests would notice a bug.
//!
//! Data flows one way:
//!
//! ```text
//! config → discover → syntax → generate → baseline → plan → dispatch → worker → verdict → cache, report, gate
//! ```
#![forbid(unsafe_code)]

pub mod config;
pub mod discover;
pub mod syntax;

#[path = "../operators/mod.rs"]
pub mod operators;

pub mod generate;

pub mod baseline;
pub mod plan;

pub mod keys;

pub mod dispatch;
pub mod worker;

pub mod session;

pub mod report;

pub mod doctor;
pub mod gate;
pub mod verify;

pub mod change;
pub mod coverage;
pub mod hygiene;
pub mod patch;
pub mod survey;

pub mod cache;
pub mod console;

pub mod cli;

pub mod cancel;
pub mod decode;
pub mod event;
pub mod model;
pub mod os;
pub mod wildcard;
