//! What a run has found so far, on disk while it goes on: a run that is killed loses nothing that
//! it knew.
//!
//! One line for each record, the first of what was planned.  A line without its end was cut off
//! and does not count.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::open::FOLDER;

/// The record of one run.
pub struct Journal {
    path: PathBuf,
    file: Option<File>,
}

impl Journal {
    /// Whether a run has left one in `project`, or is writing it.
    pub fn exists(project: &Path) -> bool {
        Journal::of(&project.join(FOLDER)).path.exists()
    }

    pub(super) fn of(folder: &Path) -> Journal {
        Journal { path: folder.join("journal"), file: None }
    }

    /// Begins anew.
    pub fn begin(&mut self, first: &[u8]) -> io::Result<()> {
        // not seen before it is whole
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(&line(first))?;
        fs::rename(&new, &self.path)?;
        self.file = Some(file);
        Ok(())
    }

    /// Appends a record; nothing where none was begun.
    pub fn add(&mut self, record: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(&line(record)))
    }

    /// The records of a run that did not come to its end.
    pub fn left(&self) -> Option<Vec<Vec<u8>>> {
        let bytes = fs::read(&self.path).ok()?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n')?;
        Some(bytes[..whole].split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect())
    }

    /// The run is kept elsewhere.
    pub fn end(&mut self) -> io::Result<()> {
        self.file = None;
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// JSON has no line end of its own outside strings, and there it is escaped; `to_json` ends with one.
fn line(record: &[u8]) -> Vec<u8> {
    [record.trim_ascii_end(), b"\n"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_lines_are_kept_and_a_cut_one_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut journal = Journal::of(dir.path());
        assert!(journal.left().is_none());
        journal.add(b"before the beginning").unwrap();
        journal.begin(b"{}\n").unwrap();
        journal.add(b"1").unwrap();
        journal.add(b"2").unwrap();
        let path = dir.path().join("journal");
        fs::write(&path, [fs::read(&path).unwrap(), b"cut o".to_vec()].concat()).unwrap();
        assert_eq!(Journal::of(dir.path()).left().unwrap(), [b"{}".to_vec(), b"1".to_vec(), b"2".to_vec()]);
        journal.end().unwrap();
        assert!(journal.left().is_none());
    }
}
