//! Python source text: decoding, parsing, walking, editing.  The only user of
//! the parser crates, which everything else reaches through [`ast`].
//!
//! No IO.  Parser, walk and drop recurse: they belong on a [`pool`] thread.

mod complexity;
mod edit;
mod encoding;
mod imports;
mod limits;
mod lines;
mod module;
mod node;
mod origins;
mod outline;
mod pieces;
mod pool;
mod statements;
mod stores;

pub use complexity::complexity;
pub use edit::{apply, combined_bytes, unit_source};
pub use encoding::{Encoding, decode};
pub use imports::imported;
pub use lines::LineIndex;
pub use module::{Module, span_of};
pub use node::{Kind, Node, walk};
pub use origins::Origins;
pub use outline::{Block, Outline, Place};
pub use pieces::{Class, Computed, Constant, Digest, Function, ImportTime, Names, Pieces};
pub use pool::pool;
pub use rustpython_ast as ast;
pub use rustpython_ast::token::{Token, TokenKind};
pub use rustpython_text_size::{Ranged, TextRange};
pub use stores::stored;
