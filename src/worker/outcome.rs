//! What a child says of the mutant that it judged, as part of the protocol.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What tests have left in memory and in the temporary folder: names, each with a digest of what it has.
pub type Left = BTreeMap<String, i64>;

/// What became of one mutant in a child of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "result", rename_all = "lowercase")]
pub enum SingleResult {
    /// `leaves`: what the tests leave cannot be seen, or one of them was skipped which as a rule is not.
    Passed {
        completed: u32,
        #[serde(default)]
        leaves: bool,
        #[serde(default)]
        left: Left,
        /// A hook of the project fails the session at its end.
        #[serde(default)]
        complains: bool,
    },
    /// `control`: the same test passed in the same child with the original back in place.
    Failed {
        test: u32,
        phase: String,
        completed: u32,
        control: bool,
        /// The other tests that failed, where all were run.
        #[serde(default)]
        others: Vec<u32>,
    },
    /// Tests could not be collected, or pytest ended early.
    Collection {
        node: String,
        why: String,
    },
    /// `test` -1: while importing and collecting.  `idle`: it was asleep.
    Timeout {
        test: i64,
        idle: bool,
    },
    /// A loop has no end.  `shown`: by what it does; else it goes round so often that it is taken
    /// to have none.
    Endless {
        test: i64,
        why: String,
        shown: bool,
    },
    Crashed {
        test: i64,
        why: String,
    },
    /// It cannot be swapped in; it must be imported anew.
    Refused {
        why: String,
    },
    /// The mutated code does not compile.
    Invalid {
        why: String,
    },
    /// The compiler makes the same code of it.
    Same {
        why: String,
    },
    /// The harness failed inside the child.
    Broken {
        why: String,
    },
}
