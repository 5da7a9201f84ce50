//! What in a project would spoil a run, or make it worth less.  Pure.

mod assertions;
mod constant;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Interpreter;

pub use assertions::{Flaw, flaws};
pub use text::render;

/// Where a module of the project was imported from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    Project,
    Elsewhere(String),
    /// No test file imports it.
    Nowhere,
}

/// Tests, and why each is named.
pub type Reasons = Vec<(String, String)>;

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Examination {
    pub interpreter: Interpreter,
    /// Whether mutants can be kept from writing outside.
    pub confines: bool,
    /// Whether workers see the project through overlays, and have no copies.
    pub overlays: bool,
    pub tests: usize,
    pub seed: u64,
    /// Why no process of the suite can be forked: then nothing is known of the next three.
    pub fork_unsafe: Option<String>,
    /// Tests that fail in a fork, in the suite's own order.
    pub forked: Reasons,
    /// Alone, each in a fork of its own.
    pub alone: Reasons,
    /// In an order drawn by `seed`.
    pub shuffled: Reasons,
    pub flaws: Vec<(String, Flaw)>,
    /// What each test writes in the project's folders, and elsewhere.
    pub tree: BTreeMap<String, BTreeSet<String>>,
    pub outside: BTreeMap<String, BTreeSet<String>>,
    /// Hosts that each test talks to.
    pub network: BTreeMap<String, BTreeSet<String>>,
    /// By dotted name.
    pub modules: BTreeMap<String, Origin>,
}
