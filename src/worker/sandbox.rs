//! A worker's private copy of the project, and the folder that shelters all of them.

use std::{
    collections::HashMap,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use rayon::prelude::*;
use tempfile::TempDir;

/// Folders that no run of the suite needs.
const LEFT_OUT: [&str; 14] = [
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    ".mutate",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".tox",
    ".nox",
    ".venv",
    "venv",
    "node_modules",
    ".eggs",
];

/// The temporary folder of one run; removed when it is dropped.
pub struct Shelter {
    root: TempDir,
    harness: PathBuf,
}

impl Shelter {
    /// Makes the folder and writes the harness into it.
    pub fn new(harness: &[(&str, &str)]) -> io::Result<Shelter> {
        let root = tempfile::Builder::new().prefix("mutate-").tempdir()?;
        let folder = fs::canonicalize(root.path())?.join("h").join("_mutate_harness");
        for (name, text) in harness {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        Ok(Shelter { root, harness: folder })
    }

    pub fn harness(&self) -> &Path {
        &self.harness
    }

    /// A fresh copy of `project` for the worker called `name`.
    pub fn sandbox(&self, project: &Path, name: &str) -> io::Result<Sandbox> {
        let home = fs::canonicalize(self.root.path())?.join(name);
        let leaf = project.file_name().map_or_else(|| "project".into(), PathBuf::from);
        let tree = home.join(leaf);
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        let tmp = home.join("t");
        fs::create_dir_all(&tmp)?;
        copy_tree(project, &tree, project, &tree)?;
        Ok(Sandbox { log: home.join("log"), home, tree, tmp, originals: HashMap::new(), stamp: 0 })
    }
}

/// One worker's folder: the tree, a temporary folder, a log.
pub struct Sandbox {
    home: PathBuf,
    tree: PathBuf,
    tmp: PathBuf,
    log: PathBuf,
    /// Files that hold a mutant now: their own bytes and time of change.
    originals: HashMap<String, (Vec<u8>, SystemTime)>,
    stamp: u64,
}

impl Sandbox {
    pub fn home(&self) -> &Path {
        &self.home
    }

    pub fn tree(&self) -> &Path {
        &self.tree
    }

    pub fn tmp(&self) -> &Path {
        &self.tmp
    }

    pub fn log(&self) -> &Path {
        &self.log
    }

    /// The absolute path of a project-relative one.
    pub fn path(&self, relative: &str) -> String {
        self.tree.join(relative).to_string_lossy().into_owned()
    }

    /// Writes a mutant into the tree.  Its time of change is its own, so that no
    /// compiled file of another mutant, equal in size, passes for it.
    pub fn place(&mut self, relative: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.tree.join(relative);
        if !self.originals.contains_key(relative) {
            let kept = (fs::read(&path)?, fs::metadata(&path)?.modified()?);
            self.originals.insert(relative.to_owned(), kept);
        }
        self.stamp += 1;
        // seconds count in a .pyc: one a mutant, from September 2001 on
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.stamp);
        write_at(&path, bytes, time)
    }

    /// Puts back every file that holds a mutant.
    pub fn restore(&mut self) -> io::Result<()> {
        for (relative, (bytes, time)) in self.originals.drain() {
            write_at(&self.tree.join(relative), &bytes, time)?;
        }
        Ok(())
    }
}

fn write_at(path: &Path, bytes: &[u8], time: SystemTime) -> io::Result<()> {
    fs::write(path, bytes)?;
    fs::File::options().write(true).open(path)?.set_modified(time)
}

fn copy_tree(from: &Path, to: &Path, root: &Path, new_root: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    let entries = fs::read_dir(from)?.collect::<io::Result<Vec<_>>>()?;
    entries.par_iter().try_for_each(|entry| {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            copy_link(&source, &target, root, new_root)
        } else if kind.is_dir() {
            if left_out(&source) { Ok(()) } else { copy_tree(&source, &target, root, new_root) }
        } else if kind.is_file() {
            copy_file(&source, &target)
        } else {
            Ok(()) // sockets and pipes belong to somebody else's process
        }
    })
}

fn left_out(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    LEFT_OUT.contains(&name.as_ref())
        || folder.join("pyvenv.cfg").exists()
        || folder.join("CACHEDIR.TAG").exists()
}

/// Copies content, permissions and time of change.  A file that cannot be read
/// is left out: the suite could not read it either.
fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::copy(from, to) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        Err(error) => return Err(error),
    }
    let meta = fs::metadata(from)?;
    match fs::File::options().write(true).open(to) {
        Ok(file) => file.set_modified(meta.modified()?),
        Err(_) => Ok(()), // read-only: its time does not matter, nobody compiles it anew
    }
}

/// A link into the project would lead out of the copy: it is bent back into it.
fn copy_link(from: &Path, to: &Path, root: &Path, new_root: &Path) -> io::Result<()> {
    let target = fs::read_link(from)?;
    let bent = match target.strip_prefix(root) {
        Ok(inside) if target.is_absolute() => new_root.join(inside),
        _ => target,
    };
    crate::os::symlink(&bent, to)
}
