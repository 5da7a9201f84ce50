//! Where the kernel hands lost processes to nobody but init.

use std::{
    io,
    process::{Child, Command},
};

pub const GUARDS: bool = false;

pub const MOST: usize = usize::MAX;

/// Fails: see `GUARDS`.
pub fn guard(_: &mut Command, _: Option<&super::Layers>, _: bool) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Does nothing: see `GUARDS`.
pub fn detach(_: bool) -> io::Result<()> {
    Ok(())
}

#[derive(Debug)]
pub struct Ward;

impl Ward {
    pub fn of(_: &Child) -> Ward {
        Ward
    }

    pub fn unsettle(&mut self) {}

    pub fn settle(&mut self) {}

    pub fn sweep(&self) {}

    pub fn look(&self, _: bool) -> bool {
        false
    }
}
