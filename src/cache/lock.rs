//! One run at a time in a project.

use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::open::{FOLDER, prepare};
use super::{CacheError, Journal};

/// Held while a run goes on; the kernel lets go of it when the process ends, however it ends.
pub struct Lock {
    _file: File,
    folder: PathBuf,
}

/// Who has the lock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holder {
    pub pid: Option<u32>,
    /// How long it has had it.
    pub since: Option<Duration>,
}

impl Lock {
    /// The project's lock; the inner error says who has it.
    pub fn acquire(project: &Path) -> Result<Result<Lock, Holder>, CacheError> {
        let folder = project.join(FOLDER);
        let failed = |source| CacheError::Folder { folder: folder.display().to_string(), source };
        prepare(&folder).map_err(failed)?;
        let path = folder.join("lock");
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {
                let written = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                written.map_err(failed)?;
                Ok(Ok(Lock { _file: file, folder }))
            }
            Err(TryLockError::WouldBlock) => Ok(Err(holder(&mut file))),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }

    /// The record of the run that begins.
    pub fn journal(&self) -> Journal {
        Journal::of(&self.folder)
    }
}

fn holder(file: &mut File) -> Holder {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    let changed = file.metadata().and_then(|meta| meta.modified()).ok();
    Holder {
        pid: read.ok().and_then(|_| text.trim().parse().ok()),
        since: changed.and_then(|time| SystemTime::now().duration_since(time).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_has_it_until_the_first_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let first = Lock::acquire(dir.path()).unwrap().ok().unwrap();
        let holder = Lock::acquire(dir.path()).unwrap().err().unwrap();
        assert_eq!(holder.pid, Some(std::process::id()));
        drop(first);
        assert!(Lock::acquire(dir.path()).unwrap().is_ok());
    }
}
