//! One sandboxed Python: its process, the protocol, its private copy of the tree.
//!
//! A worker answers one order at a time.  What runs inside it is `harness/*.py`.

mod process;
pub mod protocol;
mod sandbox;

pub use process::{Environment, Process, WorkerError, locate_python};
pub use protocol::{Answer, Order, SingleResult, Task};
pub use sandbox::{Sandbox, Shelter};
