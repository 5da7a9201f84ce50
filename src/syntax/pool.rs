//! Threads with a stack that deep source cannot exhaust.

use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

/// Bytes of stack per thread; address space only until it is touched.  With
/// the bounds of [`super::limits`] no walk comes near it, debug builds included.
const STACK: usize = 256 << 20;

/// The pool on which modules are parsed, walked and dropped.
///
/// # Panics
/// If the system grants not even one thread.
pub fn pool() -> &'static ThreadPool {
    static POOL: OnceLock<ThreadPool> = OnceLock::new();
    POOL.get_or_init(|| {
        let build = |threads| ThreadPoolBuilder::new().stack_size(STACK).num_threads(threads).build();
        build(0).or_else(|_| build(1)).expect("the system grants a thread")
    })
}
