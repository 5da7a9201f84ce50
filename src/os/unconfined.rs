//! Where the kernel confines nobody.

use std::{io, path::Path};

pub fn confines() -> bool {
    false
}

/// Does nothing: see `confines`.
pub fn confine<P: AsRef<Path>>(_: &[P]) -> io::Result<()> {
    Ok(())
}
