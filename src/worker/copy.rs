//! Copying a project's files, with their times and links.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::leave::LeaveOut;
use crate::os;

/// A project's folder and its copy.
#[derive(Clone, Debug)]
pub struct Copy {
    pub project: PathBuf,
    pub left_out: Arc<LeaveOut>,
    /// The copy, as those who work in it call it.
    pub tree: PathBuf,
    /// The same, as we reach it.
    pub view: PathBuf,
}

impl Copy {
    /// Of `project`, to be made at `tree`.
    pub fn of(project: PathBuf, tree: PathBuf, left_out: Arc<LeaveOut>) -> Copy {
        Copy { project, left_out, view: tree.clone(), tree }
    }

    /// Copies everything.
    pub fn all(&self) -> io::Result<()> {
        self.folder(&self.project, &self.view)
    }

    /// Where `path` of the copy comes from.
    pub fn origin(&self, path: &Path) -> Option<PathBuf> {
        path.strip_prefix(&self.view).ok().map(|inside| self.project.join(inside))
    }

    /// Copies one file, link or folder of the project; what was not copied at first is not now.
    pub fn one(&self, from: &Path, to: &Path) -> io::Result<()> {
        let kind = fs::symlink_metadata(from)?.file_type();
        if kind.is_symlink() {
            self.link(from, to)
        } else if kind.is_dir() {
            if self.left_out.holds(from) { Ok(()) } else { self.folder(from, to) }
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

    fn link(&self, from: &Path, to: &Path) -> io::Result<()> {
        let target = fs::read_link(from)?;
        os::symlink(&self.bent(&target).unwrap_or(target), to)
    }

    /// A link into the project would lead out of the copy: it is bent back into it.
    pub fn bent(&self, target: &Path) -> Option<PathBuf> {
        // what is no absolute path does not begin so
        target.strip_prefix(&self.project).ok().map(|inside| self.tree.join(inside))
    }

    /// Makes the folders above `inside`, a path relative to the project, as they are there.
    pub fn above(&self, inside: &Path) -> io::Result<()> {
        let mut folders: Vec<&Path> = inside.ancestors().skip(1).collect();
        folders.reverse();
        for folder in folders {
            let to = self.view.join(folder);
            if !to.is_dir() {
                fs::create_dir(&to)?;
                os::set_mode(&to, mode(&fs::metadata(self.project.join(folder))?))?;
            }
        }
        Ok(())
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

/// Copies content, permissions and time of change; on Linux that is copy_file_range(2), which
/// takes no room where the file system can share what is the same.  A file that cannot be read
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
