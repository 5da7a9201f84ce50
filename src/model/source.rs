//! A source file as generation sees it.

use super::{Mutant, Unit};

/// A file that could not be decoded or parsed, and why, in one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Relative to the project, `/` as separator.
    pub path: String,
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the project, `/` as separator.
    pub path: String,
    /// The decoded text, a byte-order mark left out; line endings as they are.
    pub text: String,
    /// Turns text back into the file's bytes.
    pub encoding: crate::syntax::Encoding,
    pub units: Vec<Unit>,
    /// In order of position, then operator.
    pub mutants: Vec<Mutant>,
}

/// The folder of a file that is named by slashes, with its own at the end; nothing for the top.
pub fn folder_of(path: &str) -> &str {
    path.rfind('/').map_or("", |end| &path[..=end])
}
