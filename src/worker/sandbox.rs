//! A worker's private copy of the project, and the folder that shelters all of them.

use std::{
    collections::{BTreeSet, HashMap},
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use tempfile::TempDir;

use super::{
    copy::{Copy, remove},
    keeper::Keeper,
    stale,
};
use crate::os;

/// The temporary folder of one run; removed when it is dropped.
pub struct Shelter {
    root: TempDir,
    harness: PathBuf,
    /// Says that the folder is in use.
    _claim: fs::File,
}

impl Shelter {
    /// Makes the folder and writes the harness into it.  Removes those of runs that were killed.
    pub fn new(harness: &[(&str, &str)]) -> io::Result<Shelter> {
        stale::sweep(&std::env::temp_dir());
        let root = tempfile::Builder::new().prefix(stale::PREFIX).tempdir()?;
        let claim = stale::claim(root.path())?;
        let folder = fs::canonicalize(root.path())?.join("h").join("_mutate_harness");
        for (name, text) in harness {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        Ok(Shelter { root, harness: folder, _claim: claim })
    }

    pub fn harness(&self) -> &Path {
        &self.harness
    }

    /// A fresh copy of `project` for the worker called `name`.
    pub fn sandbox(&self, project: &Path, name: &str) -> io::Result<Sandbox> {
        let home = fs::canonicalize(self.root.path())?.join(name);
        let leaf = project.file_name().map_or_else(|| "project".into(), PathBuf::from);
        let tree = home.join(leaf);
        remove(&home)?;
        let tmp = home.join("t");
        fs::create_dir_all(&tmp)?;
        let copy = Copy { project: project.to_owned(), tree };
        copy.all()?;
        Ok(Sandbox {
            log: home.join("log"),
            home,
            tmp,
            copy,
            keeper: None,
            originals: HashMap::new(),
            stamp: 0,
        })
    }
}

impl Drop for Shelter {
    /// Where a mutant has forbidden its folder to be removed, the temporary folder's own way fails.
    fn drop(&mut self) {
        let _ = remove(self.root.path());
    }
}

/// One worker's folder: the tree, a temporary folder, a log.
pub struct Sandbox {
    home: PathBuf,
    tmp: PathBuf,
    log: PathBuf,
    copy: Copy,
    /// None before it is needed; `Some(None)` where the system has no such thing.
    keeper: Option<Option<Keeper>>,
    /// Files that hold a mutant now.
    originals: HashMap<String, Original>,
    stamp: u64,
}

/// A file as it was before it held a mutant.
struct Original {
    bytes: Vec<u8>,
    time: SystemTime,
    mode: u32,
}

impl Sandbox {
    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn tree(&self) -> &Path {
        &self.copy.tree
    }

    pub fn tmp(&self) -> &Path {
        &self.tmp
    }

    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The absolute path of a project-relative one.
    pub fn path(&self, relative: &str) -> String {
        self.copy.tree.join(relative).to_string_lossy().into_owned()
    }

    /// Writes a mutant into the tree.  Its time of change is its own, so that no
    /// compiled file of another mutant, equal in size, passes for it.
    pub fn place(&mut self, relative: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.copy.tree.join(relative);
        if !self.originals.contains_key(relative) {
            let meta = fs::metadata(&path)?;
            let kept = Original { bytes: fs::read(&path)?, time: meta.modified()?, mode: os::mode(&meta) };
            self.originals.insert(relative.to_owned(), kept);
        }
        self.stamp += 1;
        // seconds count in a .pyc: one a mutant, from September 2001 on
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.stamp);
        write_at(&path, bytes, time)
    }

    /// The tree is as it should be: `mend` brings this state back.
    pub fn settle(&mut self) {
        match &mut self.keeper {
            Some(Some(keeper)) => keeper.settle(),
            Some(None) => {}
            None => self.keeper = Some(Keeper::new(self.copy.clone()).ok()),
        }
    }

    /// Undoes what was done to the tree since `settle`; the files that hold a mutant stay.
    /// Returns what had changed, relative to the project.
    pub fn mend(&mut self) -> BTreeSet<String> {
        let (tree, originals) = (&self.copy.tree, &self.originals);
        let inside = |path: &Path| path.strip_prefix(tree).ok().map(|p| p.to_string_lossy().into_owned());
        let Some(Some(keeper)) = &mut self.keeper else { return BTreeSet::new() };
        let changed = keeper.mend(|path| inside(path).is_some_and(|name| originals.contains_key(&name)));
        changed.iter().filter_map(|path| inside(path)).collect()
    }

    /// Whether no `mend` can bring the tree back.
    pub fn beyond_repair(&self) -> bool {
        matches!(&self.keeper, Some(Some(keeper)) if keeper.beyond_repair())
    }

    /// Puts back every file that holds a mutant.
    pub fn restore(&mut self) -> io::Result<()> {
        for (relative, Original { bytes, time, mode }) in self.originals.drain() {
            let path = self.copy.tree.join(relative);
            let _ = os::set_mode(&path, mode | 0o200); // the mutant may have forbidden it
            write_at(&path, &bytes, time)?;
            os::set_mode(&path, mode)?;
        }
        Ok(())
    }
}

fn write_at(path: &Path, bytes: &[u8], time: SystemTime) -> io::Result<()> {
    fs::write(path, bytes)?;
    fs::File::options().write(true).open(path)?.set_modified(time)
}
