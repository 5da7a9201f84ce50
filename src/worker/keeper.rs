//! Keeps a worker's tree as it is: what a run changes in it is undone.
//!
//! A mutant may leave a lock behind, empty a folder, overwrite the data that the
//! tests read.  The next one must find nothing of it.  The kernel tells what has
//! changed, whichever process did it, at no cost where nothing has.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    io::{self, Read},
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use super::copy::{Copy, mode, remove};
use crate::os::{self, Changes, Watch};

/// So many bytes of a file are looked at.
const LARGE: u64 = 1 << 24;

/// Larger files are not kept to be put back.
const KEPT: u64 = 1 << 20;

/// What is known of such a place: a digest, and what is in it, if it is a small file.
struct Grown {
    digest: i64,
    bytes: Option<Vec<u8>>,
}

pub struct Keeper {
    copy: Copy,
    watch: Watch,
    /// What lies in the tree and not in the project: the suite's imports or its collection made it.
    grown: BTreeMap<PathBuf, Grown>,
    /// The tree's own folder.
    identity: Option<(u64, u64)>,
}

impl Keeper {
    /// From now on the tree is watched.  Fails where the system cannot, or has too few watches left.
    pub fn new(copy: Copy) -> io::Result<Keeper> {
        let mut keeper =
            Keeper { watch: Watch::new()?, grown: BTreeMap::new(), identity: identity(&copy), copy };
        let tree = keeper.copy.view.clone();
        keeper.accept(&tree)?;
        Ok(keeper)
    }

    /// What has happened so far is how the tree is.
    pub fn settle(&mut self) {
        for path in self.watch.changes().paths {
            if path.symlink_metadata().is_ok() {
                let _ = self.accept(&path);
            }
        }
    }

    /// Whether the tree's own folder is gone, and with it what nobody can bring back: the
    /// working folder of all who stand in it, and what the suite's imports made there.
    pub fn beyond_repair(&self) -> bool {
        self.identity != identity(&self.copy)
    }

    /// What has happened since is undone; returns what was not as it had been, with digests of what it was.
    /// `held`: files that are somebody else's to put back.
    pub fn mend(&mut self, held: impl Fn(&Path) -> bool) -> BTreeMap<PathBuf, i64> {
        let Changes { mut paths, lost } = self.watch.changes();
        if lost {
            paths.extend(self.differing());
        }
        let changed = !paths.is_empty();
        paths.retain(|path| !compiled(path) && !held(path) && !self.as_copied(path));
        let found = paths.iter().map(|path| (path.clone(), digest(path))).collect();
        for path in &paths {
            // what cannot be undone is not worth the run: the guards of truth will see it, if it matters
            let _ = self.undo(path);
        }
        if changed {
            self.watch.changes(); // our own
        }
        found
    }

    fn accept(&mut self, path: &Path) -> io::Result<()> {
        for entry in below(path, |_| false) {
            if self.origin(entry.path()).is_none() {
                self.grown.insert(entry.path().to_owned(), Grown::of(entry.path()));
            }
            if entry.file_type().is_dir() {
                self.watch.add(entry.path())?;
            }
        }
        Ok(())
    }

    /// What the project has in this place, if it was copied.
    fn origin(&self, path: &Path) -> Option<PathBuf> {
        let origin = self.copy.origin(path)?;
        let meta = origin.symlink_metadata().ok()?;
        (!meta.is_dir() || !self.copy.left_out.holds(&origin) || origin == self.copy.project)
            .then_some(origin)
    }

    fn undo(&mut self, path: &Path) -> io::Result<()> {
        let is_folder = |path: &Path| path.symlink_metadata().is_ok_and(|meta| meta.is_dir());
        match self.origin(path) {
            Some(origin) if is_folder(&origin) && is_folder(path) => {
                os::set_mode(path, mode(&origin.metadata()?))
            }
            Some(origin) => {
                remove(path)?;
                if let Some(folder) = path.parent() {
                    fs::create_dir_all(folder)?;
                }
                self.copy.one(&origin, path)?;
                if is_folder(path) { self.accept(path) } else { Ok(()) }
            }
            None => match self.grown.get(path) {
                Some(Grown { bytes: Some(bytes), .. }) => fs::write(path, bytes),
                Some(_) => Ok(()),
                None => remove(path),
            },
        }
    }

    /// Everything that is not as in the project, for want of anything better known.
    fn differing(&self) -> Vec<PathBuf> {
        let here = below(&self.copy.view, |_| false).map(walkdir::DirEntry::into_path);
        let there =
            below(&self.copy.project, |folder| self.copy.left_out.holds(folder)).filter_map(|entry| {
                let inside = entry.path().strip_prefix(&self.copy.project).ok()?;
                Some(self.copy.view.join(inside))
            });
        here.chain(there).filter(|path| !self.as_copied(path)).collect()
    }

    fn as_copied(&self, path: &Path) -> bool {
        let state = |path: &Path| {
            let meta = path.symlink_metadata().ok()?;
            let content = meta.is_file().then(|| (meta.len(), meta.modified().ok()));
            Some((meta.file_type(), (!meta.is_symlink()).then(|| mode(&meta)), content))
        };
        match self.origin(path) {
            Some(origin) => state(&origin) == state(path),
            None => match self.grown.get(path) {
                Some(grown) => grown.bytes.is_none() || grown.digest == digest(path),
                None => path.symlink_metadata().is_err(),
            },
        }
    }
}

/// The folder and all that it holds, but for compiled modules and the folders to `skip`.
fn below(folder: &Path, skip: impl Fn(&Path) -> bool) -> impl Iterator<Item = walkdir::DirEntry> {
    let skipped = move |entry: &walkdir::DirEntry| {
        compiled(entry.path()) || (entry.depth() > 0 && entry.file_type().is_dir() && skip(entry.path()))
    };
    WalkDir::new(folder).into_iter().filter_entry(move |entry| !skipped(entry)).flatten()
}

impl Grown {
    fn of(path: &Path) -> Grown {
        let small = path.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() <= KEPT);
        Grown { digest: digest(path), bytes: small.then(|| fs::read(path).ok()).flatten() }
    }
}

/// Of what there is in a place, and what is in it, if it is a file.
fn digest(path: &Path) -> i64 {
    let mut hasher = DefaultHasher::new();
    if let Ok(meta) = path.symlink_metadata() {
        (mode(&meta), meta.is_dir()).hash(&mut hasher);
        if meta.is_symlink() {
            fs::read_link(path).ok().hash(&mut hasher);
        } else if meta.is_file() {
            meta.len().hash(&mut hasher);
            let mut text = Vec::new();
            let read = fs::File::open(path).and_then(|file| file.take(LARGE).read_to_end(&mut text));
            read.ok().hash(&mut hasher);
            text.hash(&mut hasher);
        }
    }
    hasher.finish().cast_signed()
}

fn identity(copy: &Copy) -> Option<(u64, u64)> {
    copy.view.symlink_metadata().ok().map(|meta| os::identity(&meta))
}

/// Compiled modules belong to their sources: the time of change tells mutants apart.
fn compiled(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "__pycache__")
        || path.extension().is_some_and(|ext| ext == "pyc")
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, sync::Arc};

    /// A project of three files, its copy, and a keeper of the copy.
    fn kept(temp: &Path) -> (Copy, Keeper) {
        let copy = Copy::of(temp.join("project"), temp.join("tree"), Arc::default());
        fs::create_dir_all(copy.project.join("data/deep")).unwrap();
        for (name, text) in [("a.py", "a = 1\n"), ("data/b.txt", "b"), ("data/deep/c.txt", "c")] {
            fs::write(copy.project.join(name), text).unwrap();
        }
        copy.all().unwrap();
        fs::write(copy.tree.join("data/made_by_import.txt"), "x").unwrap();
        let keeper = Keeper::new(copy.clone()).unwrap();
        (copy, keeper)
    }

    fn names(root: &Path) -> BTreeSet<String> {
        let inside = |entry: walkdir::DirEntry| {
            entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned()
        };
        WalkDir::new(root).min_depth(1).into_iter().flatten().map(inside).collect()
    }

    #[test]
    fn what_is_new_goes_and_what_is_gone_comes_back() {
        let temp = tempfile::tempdir().unwrap();
        let (copy, mut keeper) = kept(temp.path());
        let before = names(&copy.tree);
        for round in 0..2 {
            fs::create_dir_all(copy.tree.join("new/folder")).unwrap();
            fs::write(copy.tree.join("new/folder/file"), "x").unwrap();
            fs::write(copy.tree.join("a.py"), "other").unwrap();
            fs::rename(copy.tree.join("data/b.txt"), copy.tree.join("data/moved.txt")).unwrap();
            fs::remove_dir_all(copy.tree.join("data/deep")).unwrap();
            let changed = keeper.mend(|_| false);
            assert!(changed.contains_key(&copy.tree.join("data/moved.txt")), "round {round}: {changed:?}");
            assert_eq!(names(&copy.tree), before, "round {round}");
            assert_eq!(fs::read_to_string(copy.tree.join("a.py")).unwrap(), "a = 1\n");
            assert_eq!(fs::read_to_string(copy.tree.join("data/deep/c.txt")).unwrap(), "c");
        }
    }

    #[test]
    fn what_imports_have_made_is_put_back() {
        let temp = tempfile::tempdir().unwrap();
        let (copy, mut keeper) = kept(temp.path());
        let made = copy.tree.join("data/made_by_import.txt");
        fs::write(&made, "other").unwrap();
        assert!(keeper.mend(|_| false).contains_key(&made));
        assert_eq!(fs::read_to_string(&made).unwrap(), "x");
        fs::remove_file(&made).unwrap();
        assert!(keeper.mend(|_| false).contains_key(&made));
        assert_eq!(fs::read_to_string(&made).unwrap(), "x");
    }

    #[test]
    fn what_comes_and_goes_is_no_change() {
        let temp = tempfile::tempdir().unwrap();
        let (copy, mut keeper) = kept(temp.path());
        fs::write(copy.tree.join("lock"), "x").unwrap();
        fs::remove_file(copy.tree.join("lock")).unwrap();
        assert_eq!(keeper.mend(|_| false), BTreeMap::new());
    }

    #[test]
    fn what_is_held_and_what_has_settled_stays() {
        let temp = tempfile::tempdir().unwrap();
        let (copy, mut keeper) = kept(temp.path());
        fs::write(copy.tree.join("collected.txt"), "x").unwrap();
        keeper.settle();
        fs::write(copy.tree.join("collected.txt"), "y").unwrap();
        fs::write(copy.tree.join("a.py"), "mutant").unwrap();
        keeper.mend(|path| path.ends_with("a.py"));
        assert_eq!(fs::read_to_string(copy.tree.join("a.py")).unwrap(), "mutant");
        assert!(copy.tree.join("collected.txt").exists());
    }

    #[test]
    fn more_changes_than_the_kernel_keeps() {
        let temp = tempfile::tempdir().unwrap();
        let (copy, keeper) = kept(temp.path());
        fs::create_dir(copy.project.join(".git")).unwrap();
        fs::write(copy.project.join(".git/config"), "never copied").unwrap();
        fs::write(copy.tree.join("data/b.txt"), "longer").unwrap();
        fs::write(copy.tree.join("stray"), "x").unwrap();
        let expected = BTreeSet::from([copy.tree.join("data/b.txt"), copy.tree.join("stray")]);
        assert_eq!(keeper.differing().into_iter().collect::<BTreeSet<_>>(), expected);
    }
}
