//! Opening the database, whatever state it is in.

use std::io;
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
/// A database that takes more bytes than this, and more than `ROOM` times what is in it, is written anew.
const LARGE: u64 = 64 << 20;
const ROOM: u64 = 3;
/// Ample for records that are read whole.
const MEMORY: u64 = 16 << 20;

/// What a database is called that is written anew.
const WORN: &str = "db.worn";

/// Where the database is.
pub(super) fn database(project: &Path) -> PathBuf {
    project.join(FOLDER).join("db")
}

pub(super) fn create(project: &Path) -> Result<Cache, CacheError> {
    let folder = project.join(FOLDER);
    prepare(&folder).map_err(|source| CacheError::Folder { folder: folder.display().to_string(), source })?;
    let (db, set_aside) = match usable(&folder).and_then(|db| compact(&folder, db, LARGE)) {
        Ok(db) => (db, None),
        Err(Trouble::Locked) => return Err(CacheError::Locked { folder: folder.display().to_string() }),
        Err(Trouble::Refused(reason)) => return Err(unusable(&folder, reason)),
        Err(Trouble::Broken(reason)) => {
            let name = rename(&folder)?;
            let db = usable(&folder).map_err(|trouble| unusable(&folder, trouble.reason()))?;
            (db, Some(format!("the cache could not be used ({reason}); it is now {FOLDER}/{name}")))
        }
    };
    Ok(Cache { db, folder, set_aside })
}

fn unusable(folder: &Path, message: String) -> CacheError {
    CacheError::Database { folder: folder.display().to_string(), message }
}

/// Makes the folder, and keeps it out of version control.
pub(super) fn prepare(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if ignore.exists() { Ok(()) } else { std::fs::write(ignore, "*\n") }
}

enum Trouble {
    Locked,
    /// There is no room, or no permission: nothing is wrong with what is there.
    Refused(String),
    Broken(String),
}

impl Trouble {
    fn reason(self) -> String {
        match self {
            Trouble::Locked => "another mutate is using it".into(),
            Trouble::Refused(reason) | Trouble::Broken(reason) => reason,
        }
    }
}

impl From<sled::Error> for Trouble {
    fn from(error: sled::Error) -> Trouble {
        match error {
            sled::Error::Io(error) => error.into(),
            error => Trouble::Broken(error.to_string()),
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Trouble {
        use io::ErrorKind::{PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
        let refused =
            [PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull].contains(&error.kind());
        let message = error.to_string();
        if refused { Trouble::Refused(message) } else { Trouble::Broken(message) }
    }
}

/// The database, of the version that this program knows.
fn usable(folder: &Path) -> Result<sled::Db, Trouble> {
    let (place, worn) = (folder.join("db"), folder.join(WORN));
    if !place.exists() && worn.exists() {
        // somebody was ended between the two steps of taking its place
        std::fs::rename(&worn, &place)?;
    }
    if place.exists() {
        return known(patiently(&place)?);
    }
    let made = patiently(&place).and_then(|db| {
        db.insert(VERSION_KEY, VERSION)?;
        db.flush()?;
        Ok(db)
    });
    if matches!(made, Err(Trouble::Refused(_))) {
        // half of one would be taken for a damaged one; with any other trouble it may be somebody else's
        let _ = std::fs::remove_dir_all(&place);
    }
    made
}

fn known(db: sled::Db) -> Result<sled::Db, Trouble> {
    match db.get(VERSION_KEY)? {
        Some(version) if version == VERSION => Ok(db),
        Some(version) => Err(Trouble::Broken(format!(
            "it has version {}, this mutate writes {}",
            String::from_utf8_lossy(&version),
            String::from_utf8_lossy(VERSION)
        ))),
        None => Err(Trouble::Broken("its files are damaged".into())),
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

/// The database, whatever an earlier process was doing when it ended.
fn open(path: &Path) -> Result<sled::Db, Trouble> {
    match attempt(path) {
        Err(Trouble::Broken(_)) if unfinished(path) => attempt(path),
        other => other,
    }
}

/// sled panics on some files that are not its own.
fn attempt(path: &Path) -> Result<sled::Db, Trouble> {
    let config = sled::Config::new().path(path).cache_capacity(MEMORY).flush_every_ms(None);
    match catch_unwind(AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(error))) if error.to_string().contains("acquire lock") => Err(Trouble::Locked),
        Ok(Err(error)) => Err(error.into()),
        Err(_) => Err(Trouble::Broken("its files are damaged".into())),
    }
}

/// Removes snapshots that sled began and did not finish, for want of room, say: it takes them for whole.
/// Whoever asks has held the database's lock a moment ago.
fn unfinished(path: &Path) -> bool {
    let Ok(files) = std::fs::read_dir(path) else { return false };
    let begun = files.flatten().filter(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with("snap.") && name.ends_with(".generating")
    });
    begun.filter(|file| std::fs::remove_file(file.path()).is_ok()).count() > 0
}

/// What was removed or replaced leaves room that the database does not always use again.
fn compact(folder: &Path, db: sled::Db, large: u64) -> Result<sled::Db, Trouble> {
    if db.size_on_disk()? <= large || !roomy(&db)? {
        return Ok(db);
    }
    let (place, fresh, worn) = (folder.join("db"), folder.join("db.fresh"), folder.join(WORN));
    let anew = || -> io::Result<()> {
        for left in [&fresh, &worn].into_iter().filter(|left| left.exists()) {
            std::fs::remove_dir_all(left)?;
        }
        let copy = sled::Config::new().path(&fresh).flush_every_ms(None).open()?;
        for name in db.tree_names() {
            let (from, to) = (db.open_tree(&name)?, copy.open_tree(&name)?);
            for entry in from.iter() {
                let (key, value) = entry?;
                to.insert(key, value)?;
            }
        }
        copy.flush().map(drop).map_err(io::Error::from)
    };
    match anew().map_err(Trouble::from) {
        // it goes on as it is
        Err(Trouble::Refused(_)) => {
            let _ = std::fs::remove_dir_all(&fresh);
            return Ok(db);
        }
        done => done?,
    }
    drop(db);
    let moved = std::fs::rename(&place, &worn).and_then(|()| std::fs::rename(&fresh, &place));
    let moved = moved.and_then(|()| std::fs::remove_dir_all(&worn));
    moved?;
    patiently(&place)
}

/// Whether most of its room is empty.
fn roomy(db: &sled::Db) -> sled::Result<bool> {
    let mut live = 0;
    for name in db.tree_names() {
        for entry in db.open_tree(&name)?.iter() {
            let (key, value) = entry?;
            live += (key.len() + value.len()) as u64;
        }
    }
    Ok(db.size_on_disk()? > ROOM * live)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// All records of a tree, in order.
    fn records(db: &sled::Db) -> Vec<(sled::IVec, sled::IVec)> {
        db.open_tree("verdicts").unwrap().iter().map(Result::unwrap).collect()
    }

    #[test]
    fn a_snapshot_that_was_not_finished_spoils_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let Ok(db) = usable(dir.path()) else { panic!("no database") };
        db.insert("key", "value").unwrap();
        db.flush().unwrap();
        drop(db);
        let begun = dir.path().join("db/snap.FFFFFFFFFFFFFFFF.generating");
        std::fs::write(&begun, "").unwrap();
        let Ok(db) = usable(dir.path()) else { panic!("it is taken for a whole one") };
        assert_eq!(db.get("key").unwrap().as_deref(), Some(&b"value"[..]));
        assert!(!begun.exists());
    }

    #[test]
    fn a_database_that_was_about_to_be_replaced_is_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        let Ok(db) = usable(dir.path()) else { panic!("no database") };
        db.insert("key", "value").unwrap();
        drop(db);
        std::fs::rename(dir.path().join("db"), dir.path().join(WORN)).unwrap();
        let Ok(db) = usable(dir.path()) else { panic!("no database") };
        assert_eq!(db.get("key").unwrap().as_deref(), Some(&b"value"[..]));
    }

    #[test]
    fn what_cannot_be_written_is_not_set_aside() {
        let error = |kind: io::ErrorKind| Trouble::from(sled::Error::Io(kind.into()));
        assert!(matches!(error(io::ErrorKind::StorageFull), Trouble::Refused(_)));
        assert!(matches!(error(io::ErrorKind::PermissionDenied), Trouble::Refused(_)));
        assert!(matches!(error(io::ErrorKind::UnexpectedEof), Trouble::Broken(_)));
    }

    #[test]
    fn a_database_that_is_mostly_room_is_written_anew() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path();
        let Ok(db) = usable(folder) else { panic!("no database") };
        let tree = db.open_tree("verdicts").unwrap();
        for round in 0..40_u8 {
            for key in 0..200_u8 {
                tree.insert([key], vec![round ^ key; 1000]).unwrap();
            }
            db.flush().unwrap();
        }
        for key in 20..200_u8 {
            tree.remove([key]).unwrap();
        }
        drop(tree);
        db.flush().unwrap();
        let (before, size) = (records(&db), db.size_on_disk().unwrap());
        let Ok(db) = compact(folder, db, size) else { panic!("not large") };
        assert_eq!(records(&db), before);
        let Ok(db) = compact(folder, db, 1 << 10) else { panic!("not compacted") };
        assert_eq!((before.len(), records(&db)), (20, before));
        assert!(db.size_on_disk().unwrap() < size, "{size}");
        assert_eq!(db.get(VERSION_KEY).unwrap().as_deref(), Some(VERSION));
        let left: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["db"]);
    }
}
