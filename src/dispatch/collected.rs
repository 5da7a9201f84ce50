//! A suite that was collected, as it is told.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    model::CoverageOptions,
    worker::{covering::Asked, protocol},
};

/// What a collected suite says of itself.
#[derive(Debug)]
pub struct Collected {
    pub tests: Vec<String>,
    /// As in `Answer::Ready`, with project-relative paths.
    pub imports: Option<BTreeMap<String, BTreeMap<u32, Vec<String>>>>,
    /// Lines that can be traced, likewise.
    pub executable: BTreeMap<String, Vec<u32>>,
    pub options: CoverageOptions,
    /// First lines of functions whose signature was read, by project-relative path.
    pub inspected: Vec<(String, u32)>,
    pub world: protocol::World,
    pub threads: Vec<String>,
    pub foreign: Vec<(String, String)>,
    /// Modules of the project that were imported, from wherever.
    pub imported: Vec<String>,
    /// Files that were imported before pytest started, likewise.
    pub early: BTreeSet<String>,
    /// CPU seconds.
    pub collect: f64,
    pub asked: Asked,
    pub versions: crate::worker::Versions,
}
