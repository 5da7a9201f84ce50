//! What a process that measured the suite tells; a part of the protocol.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model;

/// As [`model::Looks`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Looks {
    pub opened: Vec<String>,
    pub read: Vec<String>,
    pub listed: Vec<String>,
    pub variables: Vec<String>,
    pub outside: Vec<String>,
}

impl From<Looks> for model::Looks {
    fn from(Looks { opened, read, listed, variables, outside }: Looks) -> Self {
        model::Looks {
            opened: opened.into_iter().collect(),
            read: read.into_iter().collect(),
            listed: listed.into_iter().collect(),
            variables: variables.into_iter().collect(),
            outside: outside.into_iter().collect(),
        }
    }
}

/// What one process was seen to depend on besides lines; as [`model::World`].
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct World {
    /// By context.
    pub surroundings: BTreeMap<String, Looks>,
    pub modules: Vec<String>,
    pub packages: Vec<String>,
    pub interpreter: Vec<String>,
}

/// As [`model::Footprint`].
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Footprint {
    pub mapped: u64,
    pub resident: u64,
    pub written: u64,
}

/// What a `Baseline` order writes to its `out` file.
#[derive(Debug, Deserialize)]
pub struct Measured {
    /// File to line to contexts: "t<index>", "r<index>" for its second run, or "" for what no test ran.
    pub lines: BTreeMap<String, BTreeMap<u32, Vec<String>>>,
    pub spawners: Vec<String>,
    /// As in `Answer::Ready`.
    pub inspected: Vec<(String, u32)>,
    /// Source file to the contexts in which it was opened.
    #[serde(default)]
    pub readers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub world: World,
    pub failed: Vec<(u32, String)>,
    /// Something that functions had cached was forgotten between tests.
    #[serde(default)]
    pub forgot: bool,
    /// They were skipped, and do not say themselves that or when they are.
    #[serde(default)]
    pub skipped: Vec<u32>,
    /// CPU and wall seconds of each test, under coverage.
    pub times: Vec<(u32, f64, f64)>,
    /// (node, phase, message)
    pub messages: Vec<(String, String, String)>,
    /// What the tests did to the world: the kind ("outside", "tree", "network"), what, and the contexts.
    #[serde(default)]
    pub deeds: Vec<(String, String, Vec<String>)>,
    /// None where the system does not tell.
    #[serde(default)]
    pub r#use: Option<Footprint>,
}

/// As [`model::Warm`].
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Warm {
    pub patterns: Vec<(String, u32)>,
    pub modules: Vec<String>,
}

impl From<Warm> for model::Warm {
    fn from(Warm { patterns, modules }: Warm) -> Self {
        model::Warm { patterns, modules }
    }
}

impl From<model::Warm> for Warm {
    fn from(model::Warm { patterns, modules }: model::Warm) -> Self {
        Warm { patterns, modules }
    }
}

/// As [`model::Ran`], by absolute path.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Ran {
    pub sure: model::Lines,
    pub perhaps: model::Lines,
    pub before: model::Lines,
    #[serde(default)]
    pub forked: bool,
}
