//! An overlay in place of a copy: a project of many files is there at once.
//!
//! The project is the lower layer, which the kernel only reads.  What a copy would leave out or
//! make otherwise is laid into the upper one first.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{copy::Copy, leave::LeaveOut, process::refusal};
use crate::os::{self, Layers};

/// What differs between a project and a worker's tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overlay {
    /// Relative to the project: what is left out,
    hidden: Vec<PathBuf>,
    /// and links by absolute paths into the project.
    links: Vec<PathBuf>,
    /// Files, folders and links that a copy would have.
    pub entries: usize,
    /// One of them that belongs to somebody else.
    foreign: Option<PathBuf>,
}

impl Overlay {
    /// Looks through `project`.
    pub fn of(project: &Path, left_out: &LeaveOut) -> io::Result<Overlay> {
        let mut found = Overlay::default();
        let mut todo = vec![PathBuf::new()];
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(project.join(&folder))? {
                let entry = entry?;
                let (kind, inside) = (entry.file_type()?, folder.join(entry.file_name()));
                if found.foreign.is_none() && !os::is_own(&entry.metadata()?) {
                    found.foreign = Some(inside.clone());
                }
                if kind.is_dir() && !left_out.holds(&entry.path()) {
                    todo.push(inside);
                } else if kind.is_symlink() {
                    if fs::read_link(entry.path())?.starts_with(project) {
                        found.links.push(inside);
                    }
                } else if !kind.is_file() {
                    // sockets and pipes belong to somebody else's process
                    found.hidden.push(inside);
                    continue;
                }
                found.entries += 1;
            }
        }
        Ok(found)
    }

    /// Why `program` cannot enter `layers` with it, if it cannot.
    pub fn refusal(&self, program: &Path, layers: &Layers) -> Option<String> {
        match &self.foreign {
            Some(path) if !os::may_mount() => Some(format!("{} belongs to somebody else", path.display())),
            _ => refusal(program, layers),
        }
    }

    /// Lays out the upper layer, which `copy.view` must be.
    pub fn lay(&self, copy: &Copy) -> io::Result<()> {
        fs::create_dir_all(&copy.view)?;
        os::set_mode(&copy.view, super::copy::mode(&fs::metadata(&copy.project)?))?;
        for inside in &self.hidden {
            copy.above(inside)?;
            os::hide(&copy.view.join(inside))?;
        }
        for inside in &self.links {
            copy.above(inside)?;
            copy.one(&copy.project.join(inside), &copy.view.join(inside))?;
        }
        Ok(())
    }
}

/// The layers of a worker: what it changes goes to a folder out of its reach.
pub fn layers(project: &Path, tree: &Path, own: &Path) -> Layers {
    Layers {
        lower: project.to_owned(),
        upper: own.join("upper"),
        work: own.join("work"),
        tree: tree.to_owned(),
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::os::unix::fs::FileTypeExt;
    use std::sync::Arc;

    #[test]
    fn what_a_copy_would_not_have_is_hidden_and_links_are_bent() {
        let temp = tempfile::tempdir().unwrap();
        let project = temp.path().join("project");
        for folder in [".git", "pkg/__pycache__", "data"] {
            fs::create_dir_all(project.join(folder)).unwrap();
        }
        fs::write(project.join("pkg/a.py"), "").unwrap();
        os::symlink(&project.join("data"), &project.join("pkg/absolute")).unwrap();
        os::symlink(Path::new("no/such"), &project.join("pkg/broken")).unwrap();
        os::set_mode(&project.join("pkg"), 0o750).unwrap();
        let overlay = Overlay::of(&project, &LeaveOut::default()).unwrap();
        assert_eq!(overlay.entries, 5);
        let mut copy = Copy::of(project, temp.path().join("tree"), Arc::default());
        copy.view = temp.path().join("upper");
        overlay.lay(&copy).unwrap();
        let kind = |name: &str| copy.view.join(name).symlink_metadata().unwrap().file_type();
        assert!(kind(".git").is_char_device() && kind("pkg/__pycache__").is_char_device());
        assert_eq!(fs::read_link(copy.view.join("pkg/absolute")).unwrap(), copy.tree.join("data"));
        assert_eq!(os::mode(&copy.view.join("pkg").metadata().unwrap()), 0o750);
        assert!(!copy.view.join("pkg/a.py").exists() && !copy.view.join("data").exists());
    }
}
