//! The only user of the parser crate.

/// How a file's text was encoded (PEP 263); turns text back into bytes.
#[derive(Clone, Debug)]
pub struct Encoding;
