//! Opening the database, whatever state it is in.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Cache, CacheError, VERSION, VERSION_KEY};

/// The cache's folder in the project.
pub const FOLDER: &str = ".mutate";
/// How often, and how long apart, a cache in use is tried again: others hold
/// it for moments only.
const ATTEMPTS: u32 = 8;
const PAUSE: Duration = Duration::from_millis(50);
/// Ample for records that are read whole.
const MEMORY: u64 = 16 << 20;

/// Where the database is.
pub(super) fn database(project: &Path) -> PathBuf {
    project.join(FOLDER).join("db")
}

pub(super) fn create(project: &Path) -> Result<Cache, CacheError> {
    let folder = project.join(FOLDER);
    prepare(&folder).map_err(|source| CacheError::Folder { folder: folder.display().to_string(), source })?;
    let (db, set_aside) = match usable(&folder) {
        Ok(db) => (db, None),
        Err(Trouble::Locked) => return Err(CacheError::Locked { folder: folder.display().to_string() }),
        Err(Trouble::Broken(reason)) => {
            let name = rename(&folder)?;
            let db = usable(&folder).map_err(|trouble| CacheError::Database {
                folder: folder.display().to_string(),
                message: trouble.reason(),
            })?;
            (db, Some(format!("the cache could not be used ({reason}); it is now {FOLDER}/{name}")))
        }
    };
    Ok(Cache { db, folder, set_aside })
}

/// Makes the folder, and keeps it out of version control.
pub(super) fn prepare(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if ignore.exists() { Ok(()) } else { std::fs::write(ignore, "*\n") }
}

enum Trouble {
    Locked,
    Broken(String),
}

impl Trouble {
    fn reason(self) -> String {
        match self {
            Trouble::Locked => "another mutate is using it".into(),
            Trouble::Broken(reason) => reason,
        }
    }
}

/// The database, of the version that this program knows.
fn usable(folder: &Path) -> Result<sled::Db, Trouble> {
    let existed = folder.join("db").exists();
    let db = patiently(&folder.join("db"))?;
    let version = db.get(VERSION_KEY).map_err(|error| Trouble::Broken(error.to_string()))?;
    match version {
        Some(version) if version == VERSION => Ok(db),
        Some(version) => Err(Trouble::Broken(format!(
            "it has version {}, this mutate writes {}",
            String::from_utf8_lossy(&version),
            String::from_utf8_lossy(VERSION)
        ))),
        None if existed => Err(Trouble::Broken("its files are damaged".into())),
        None => {
            let written = db.insert(VERSION_KEY, VERSION).and_then(|_| db.flush());
            written.map(|_| db.clone()).map_err(|error| Trouble::Broken(error.to_string()))
        }
    }
}

fn patiently(path: &Path) -> Result<sled::Db, Trouble> {
    for _ in 1..ATTEMPTS {
        match open(path) {
            Err(Trouble::Locked) => std::thread::sleep(PAUSE),
            other => return other,
        }
    }
    open(path)
}

/// sled panics on some files that are not its own.
fn open(path: &Path) -> Result<sled::Db, Trouble> {
    let config = sled::Config::new().path(path).cache_capacity(MEMORY).flush_every_ms(None);
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(error))) if error.to_string().contains("acquire lock") => Err(Trouble::Locked),
        Ok(Err(error)) => Err(Trouble::Broken(error.to_string())),
        Err(_) => Err(Trouble::Broken("its files are damaged".into())),
    }
}

/// Renames the database; gives its new name.
fn rename(folder: &Path) -> Result<String, CacheError> {
    let free = (1..).map(|n| format!("db.unusable-{n}")).find(|name| !folder.join(name).exists());
    let name = free.unwrap_or_default();
    let renamed = std::fs::rename(folder.join("db"), folder.join(&name));
    renamed.map_err(|source| CacheError::Folder { folder: folder.display().to_string(), source })?;
    Ok(name)
}

pub(super) fn remove(project: &Path) -> Result<bool, CacheError> {
    let folder = project.join(FOLDER);
    if !folder.exists() {
        return Ok(false);
    }
    if let Ok(Err(_)) = super::Lock::acquire(project) {
        return Err(CacheError::Locked { folder: folder.display().to_string() });
    }
    let held = if database(project).exists() {
        open(&database(project))
    } else {
        Err(Trouble::Broken(String::new()))
    };
    if let Err(Trouble::Locked) = held {
        return Err(CacheError::Locked { folder: folder.display().to_string() });
    }
    drop(held);
    let removed = std::fs::remove_dir_all(&folder);
    removed.map_err(|source| CacheError::Folder { folder: folder.display().to_string(), source })?;
    Ok(true)
}
