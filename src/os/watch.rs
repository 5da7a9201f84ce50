//! What changes in a tree of folders, as the kernel tells it (inotify(7)).

use std::{
    collections::HashMap,
    ffi::OsStr,
    io,
    mem::MaybeUninit,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    path::{Path, PathBuf},
};

use super::Changes;
use rustix::fs::inotify::{CreateFlags, ReadFlags, Reader, WatchFlags, add_watch, init};

/// Folders under watch.
pub struct Watch {
    queue: OwnedFd,
    folders: HashMap<i32, PathBuf>,
}

impl Watch {
    pub fn new() -> io::Result<Watch> {
        Ok(Watch { queue: init(CreateFlags::NONBLOCK | CreateFlags::CLOEXEC)?, folders: HashMap::new() })
    }

    /// Watches `folder` and what lies directly in it.
    pub fn add(&mut self, folder: &Path) -> io::Result<()> {
        let what = WatchFlags::CREATE
            | WatchFlags::MODIFY
            | WatchFlags::ATTRIB
            | WatchFlags::DELETE
            | WatchFlags::MOVED_FROM
            | WatchFlags::MOVED_TO
            | WatchFlags::ONLYDIR;
        let id = add_watch(&self.queue, folder, what)?;
        self.folders.insert(id, folder.to_owned());
        Ok(())
    }

    pub fn changes(&mut self) -> Changes {
        let mut changes = Changes::default();
        let mut buffer = [MaybeUninit::uninit(); 16 * 1024];
        let mut reader = Reader::new(&self.queue, &mut buffer);
        // an error is the end of the queue: it does not block
        while let Ok(event) = reader.next() {
            changes.lost |= event.events().contains(ReadFlags::QUEUE_OVERFLOW);
            let name = event.file_name().map(|name| OsStr::from_bytes(name.to_bytes()));
            if let Some(folder) = self.folders.get(&event.wd()) {
                changes.paths.insert(name.map_or_else(|| folder.clone(), |name| folder.join(name)));
            }
        }
        changes
    }
}
