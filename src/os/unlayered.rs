//! Where no folder can be shown through a layer.

use std::{
    fs::Metadata,
    io,
    path::{Path, PathBuf},
};

use super::Layers;

impl Layers {
    /// Fails: there is none on this system.
    pub fn enter(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub fn can_be_told(&self) -> bool {
        false
    }
}

/// Does nothing: see `may_mount`.
pub fn own_memory() -> io::Result<()> {
    Ok(())
}

pub fn memory_of(_: u32) -> Option<PathBuf> {
    None
}

pub fn may_mount() -> bool {
    false
}

pub fn is_own(_: &Metadata) -> bool {
    false
}

pub fn hide(_: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

pub fn has_mounts_below(_: &Path) -> bool {
    true
}
