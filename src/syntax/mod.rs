//! The only user of the parser crate.

mod encoding;

pub use encoding::{Encoding, decode};
