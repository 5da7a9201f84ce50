//! Where the kernel does not tell what changes.

use std::{io, path::Path};

use super::Changes;

pub struct Watch;

impl Watch {
    /// Fails: there is none on this system.
    pub fn new() -> io::Result<Watch> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn add(&mut self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    pub fn changes(&mut self) -> Changes {
        Changes::default()
    }
}
