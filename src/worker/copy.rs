//! Copying a project's files, with their times and links.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::os;

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

/// A project's folder and its copy.
#[derive(Clone, Debug)]
pub struct Copy {
    pub project: PathBuf,
    pub tree: PathBuf,
}

impl Copy {
    /// Copies everything.
    pub fn all(&self) -> io::Result<()> {
        self.folder(&self.project, &self.tree)
    }

    /// Where `path` of the copy comes from.
    pub fn origin(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.tree).ok().map(|inside| self.project.join(inside))
    }

    /// Copies one file, link or folder of the project; what was not copied at first is not now.
    pub fn one(&self, from: &Path, to: &Path) -> io::Result<()> {
        let kind = fs::symlink_metadata(from)?.file_type();
        if kind.is_symlink() {
            self.link(from, to)
        } else if kind.is_dir() {
            if left_out(from) { Ok(()) } else { self.folder(from, to) }
        } else if kind.is_file() {
            file(from, to)
        } else {
            Ok(()) // sockets and pipes belong to somebody else's process
        }
    }

    fn folder(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::create_dir_all(to)?;
        let entries = fs::read_dir(from)?.collect::<io::Result<Vec<_>>>()?;
        entries.par_iter().try_for_each(|entry| self.one(&entry.path(), &to.join(entry.file_name())))?;
        os::set_mode(to, mode(&fs::metadata(from)?))
    }

    /// A link into the project would lead out of the copy: it is bent back into it.
    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let target = fs::read_link(from)?;
        let bent = match target.strip_prefix(&self.project) {
            Ok(inside) if target.is_absolute() => self.tree.join(inside),
            _ => target,
        };
        os::symlink(&bent, to)
    }
}

/// What a copy is to be permitted; a folder of ours can always be cleared by us.
pub fn mode(origin: &fs::Metadata) -> u32 {
    os::mode(origin) | if origin.is_dir() { 0o700 } else { 0 }
}

/// Removes whatever is there, also where a mutant has forbidden it.
pub fn remove(path: &Path) -> io::Result<()> {
    let attempt = || match path.symlink_metadata() {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    attempt().or_else(|_| {
        // a folder is opened before it is looked into
        for entry in WalkDir::new(path).into_iter().filter_entry(|entry| {
            let folder = entry.file_type().is_dir();
            !folder || os::set_mode(entry.path(), 0o700).is_ok()
        }) {
            drop(entry);
        }
        attempt()
    })
}

pub fn left_out(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    LEFT_OUT.contains(&name.as_ref())
        || folder.join("pyvenv.cfg").exists()
        || folder.join("CACHEDIR.TAG").exists()
}

/// Copies content, permissions and time of change.  A file that cannot be read
/// is left out: the suite could not read it either.
fn file(from: &Path, to: &Path) -> io::Result<()> {
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
