//! The project's files as they are at one moment, each known by its content.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use rayon::prelude::*;
use walkdir::WalkDir;

use super::parts::of_words;
use crate::{config::Config, os, syntax::Digest, worker::LeaveOut};

/// What tells, without reading it, that a file is what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub size: u64,
    /// Nanoseconds since 1970: the later of when it was written, and when that was last said otherwise.
    pub changed: u128,
    pub inode: u64,
}

/// A file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub state: State,
    pub content: Digest,
    /// What it is besides: that it may be run, and where it leads to if it is a link; empty as a rule.
    pub how: String,
}

impl Entry {
    /// All that is to be seen of it.
    pub fn seen(&self) -> Digest {
        if self.how.is_empty() { self.content } else { of_words([&self.content[..], self.how.as_bytes()]) }
    }
}

/// All files that a worker would have, relative to the project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    pub files: BTreeMap<String, Entry>,
    pub folders: BTreeSet<String>,
    /// When it was taken, nanoseconds since 1970.
    pub taken: u128,
}

impl Snapshot {
    /// That of a run's project: what the run itself will write is no part of it.
    pub fn of(config: &Config, before: Option<&Snapshot>) -> io::Result<Snapshot> {
        let reports = config.reports.iter().filter_map(|target| target.path.as_deref());
        let reports: BTreeSet<PathBuf> = reports.filter_map(|path| std::path::absolute(path).ok()).collect();
        let left_out = LeaveOut::new(&config.project, &config.sandbox.leave_out);
        let mut snapshot = Snapshot::take(&config.project, &left_out, before)?;
        snapshot.files.retain(|path, _| !reports.contains(&config.project.join(path)));
        Ok(snapshot)
    }

    /// `before`: an earlier one, whose files need not be read again where nothing has touched them.
    pub fn take(project: &Path, left_out: &LeaveOut, before: Option<&Snapshot>) -> io::Result<Snapshot> {
        let taken = nanoseconds(SystemTime::now());
        let mut folders = BTreeSet::new();
        let mut found = Vec::new();
        let walk = WalkDir::new(project).follow_links(true).into_iter();
        let walk = walk.filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_type().is_dir() || !left_out.holds(entry.path())
        });
        // a link that leads nowhere or round in a circle is an error, which ends that branch
        for entry in walk.filter_map(Result::ok) {
            let Some(path) = relative(project, entry.path()) else { continue };
            if entry.file_type().is_dir() {
                folders.insert(path);
            } else if entry.file_type().is_file() {
                let meta = entry.metadata()?;
                let how = how(project, &entry, &meta);
                found.push((path, state(&meta), how));
            }
        }
        let known = |path: &str, state: &State| {
            let before = before?;
            let entry = before.files.get(path).filter(|entry| entry.state == *state)?;
            // what was changed just before it was read may have been changed again just after
            (state.changed + MOMENT < before.taken).then_some(entry.content)
        };
        let files = found.into_par_iter().map(|(path, state, how)| {
            let content = known(&path, &state).map_or_else(|| content(&project.join(&path)), Ok)?;
            Ok((path, Entry { state, content, how }))
        });
        Ok(Snapshot { files: files.collect::<io::Result<_>>()?, folders, taken })
    }

    /// The first file or folder that only one of them has, or that differs in content; None: they agree.
    pub fn difference<'s>(&'s self, other: &'s Snapshot) -> Option<&'s str> {
        let lacks = |a: &'s Snapshot, b: &'s Snapshot| {
            let differs = |(path, entry): &(&String, &Entry)| b.seen(path) != Some(entry.seen());
            let file = a.files.iter().find(differs).map(|(path, _)| path);
            file.or_else(|| a.folders.difference(&b.folders).next()).map(String::as_str)
        };
        lacks(self, other).or_else(|| lacks(other, self))
    }

    /// All files by name and content, in one.
    pub fn digest(&self) -> Digest {
        of_words(words(&self.files).chain(self.folders.iter().map(|folder| folder.as_bytes().to_vec())))
    }

    pub fn content(&self, path: &str) -> Option<Digest> {
        self.files.get(path).map(|entry| entry.content)
    }

    /// The same, with what it is besides.
    pub fn seen(&self, path: &str) -> Option<Digest> {
        self.files.get(path).map(Entry::seen)
    }

    /// The names directly in a folder ("" for the project).
    pub fn names_in(&self, folder: &str) -> BTreeSet<&str> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let paths = self.files.keys().chain(&self.folders);
        let inside = paths.filter_map(|path| path.strip_prefix(&prefix));
        inside.map(|rest| rest.split('/').next().unwrap_or_default()).filter(|n| !n.is_empty()).collect()
    }
}

/// Files by their names and by what is to be seen of them, one after the other.
pub(super) fn words<'f>(
    files: impl IntoIterator<Item = (&'f String, &'f Entry)>,
) -> impl Iterator<Item = Vec<u8>> {
    files.into_iter().flat_map(|(path, entry)| [path.as_bytes().to_vec(), entry.seen().to_vec()])
}

/// How coarse a file system's clock may be, with a margin.
const MOMENT: u128 = 100_000_000;

pub fn state(meta: &fs::Metadata) -> State {
    let written = meta.modified().map_or(0, nanoseconds);
    State { size: meta.len(), changed: written.max(os::touched(meta)), inode: os::inode(meta) }
}

fn how(project: &Path, entry: &walkdir::DirEntry, meta: &fs::Metadata) -> String {
    let target = entry.path_is_symlink().then(|| fs::read_link(entry.path()).ok()).flatten();
    let target = target.map(|to| to.strip_prefix(project).map(Path::to_owned).unwrap_or(to));
    let link = target.map(|to| format!("-> {}", to.display())).unwrap_or_default();
    let run = if os::mode(meta) & 0o111 == 0 { "" } else { "x" };
    format!("{run}{link}")
}

fn nanoseconds(time: SystemTime) -> u128 {
    time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos())
}

/// A file that cannot be read is none to the suite, too.
fn content(path: &Path) -> io::Result<Digest> {
    match fs::read(path) {
        Ok(bytes) => Ok(*blake3::hash(&bytes).as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok([0; 32]),
        Err(error) => Err(error),
    }
}

fn relative(project: &Path, path: &Path) -> Option<String> {
    let inside = path.strip_prefix(project).ok()?;
    let parts: Vec<_> = inside.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
