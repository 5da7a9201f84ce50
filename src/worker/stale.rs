//! Folders of runs that were killed: the next run removes them.
//!
//! A run holds a lock on a file in its folder.  The kernel lets go of it when the run
//! ends, however it ends: whoever can take the lock may remove the folder.

use std::{
    fs::{self, File},
    io,
    path::Path,
    thread::sleep,
    time::Duration,
};

use super::copy::remove;

/// The beginning of every such folder's name.
pub const PREFIX: &str = "mutate-";
const OWNER: &str = "owner";
/// It is called so until it is locked, which takes no time at all.
const NEW: &str = "owner.new";
const UNBORN: Duration = Duration::from_secs(10);
/// The workers of a run that was killed a moment ago may still be leaving.
const ATTEMPTS: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// Marks `folder` as in use while the result lives.
pub fn claim(folder: &Path) -> io::Result<File> {
    // locked before it has its name, so that nobody takes the folder for a stale one
    let new = folder.join(NEW);
    let file = File::create_new(&new)?;
    file.lock()?;
    fs::rename(&new, folder.join(OWNER))?;
    Ok(file)
}

/// Removes the folders in `parent` that nobody claims any more.
pub fn sweep(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    for entry in entries {
        let (path, ours) = (entry.path(), entry.file_name().to_string_lossy().starts_with(PREFIX));
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            continue;
        }
        if unborn(&path) {
            // fails if there is something in it by now
            let _ = fs::remove_file(path.join(NEW));
            let _ = fs::remove_dir(&path);
        } else if abandoned(&path) {
            for _ in 0..ATTEMPTS {
                if clear(&path).is_ok() {
                    break;
                }
                sleep(PAUSE);
            }
        }
    }
}

/// Removes a run's folder, the claim last: who is killed meanwhile leaves one that is known.
pub fn clear(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)?.flatten().filter(|entry| entry.file_name() != OWNER) {
        remove(&entry.path())?;
    }
    remove(folder)
}

/// Its run was killed before it could claim it, some time ago.
fn unborn(folder: &Path) -> bool {
    let mut names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let age = folder.metadata().and_then(|meta| meta.modified()).ok().and_then(|then| then.elapsed().ok());
    names.all(|name| name == NEW) && age.is_some_and(|age| age > UNBORN)
}

/// A folder without the file is not known to be a run's.
fn abandoned(folder: &Path) -> bool {
    File::open(folder.join(OWNER)).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_a_runs_and_is_nobodys_now_goes() {
        let temp = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = temp.path().join(name);
            fs::create_dir_all(path.join("deep")).unwrap();
            path
        };
        let (dead, alive, strange, other) =
            (folder("mutate-dead"), folder("mutate-alive"), folder("mutate-strange"), folder("x"));
        drop(claim(&dead).unwrap());
        drop(claim(&other).unwrap());
        let held = claim(&alive).unwrap();
        sweep(temp.path());
        assert!(!dead.exists());
        assert!(alive.exists() && strange.exists() && other.exists());
        drop(held);
        sweep(temp.path());
        assert!(!alive.exists());
        // one that is killed before it can claim its folder
        let young = temp.path().join("mutate-young");
        fs::create_dir(&young).unwrap();
        sweep(temp.path());
        assert!(young.exists());
        let then = std::time::SystemTime::now() - UNBORN * 2;
        File::open(&young).unwrap().set_modified(then).unwrap();
        sweep(temp.path());
        assert!(!young.exists() && strange.exists());
    }
}
