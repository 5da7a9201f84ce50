//! A worker's private tree of the project, and the folder that shelters all of them.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime},
};

use tempfile::TempDir;

use super::{
    copy::{Copy, remove},
    keeper::Keeper,
    leave::LeaveOut,
    overlay::{self, Overlay},
    protocol, stale,
};
use crate::{
    model::{Lines, Ran},
    os::{self, Layers},
};

/// The temporary folder of one run; removed when it is dropped.
pub struct Shelter {
    root: TempDir,
    harness: PathBuf,
    left_out: Arc<LeaveOut>,
    /// Workers have overlays; else copies.
    overlay: Option<Overlay>,
    /// Says that the folder is in use.
    _claim: fs::File,
}

impl Shelter {
    /// Makes the folder and writes the harness into it.  Removes those of runs that were killed.
    pub fn new(harness: &[(&str, &str)], left_out: LeaveOut) -> io::Result<Shelter> {
        stale::sweep(&std::env::temp_dir());
        let root = tempfile::Builder::new().prefix(stale::PREFIX).tempdir()?;
        let claim = stale::claim(root.path())?;
        let folder = fs::canonicalize(root.path())?.join("h").join("_mutate_harness");
        for (name, text) in harness {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder))?;
            fs::write(path, text)?;
        }
        Ok(Shelter { root, harness: folder, left_out: Arc::new(left_out), overlay: None, _claim: claim })
    }

    /// A file that is there while somebody waits for tests to run; children see it, and cannot write it.
    pub fn idle(&self) -> PathBuf {
        self.harness.with_file_name("idle")
    }

    /// Whether workers get no copies.
    pub fn is_layered(&self) -> bool {
        self.overlay.is_some()
    }

    /// From now on workers get no copies.
    pub fn lay_over(&mut self, overlay: Overlay) {
        self.overlay = Some(overlay);
    }

    /// Layers over `project` that nobody uses, to see whether it can be done.
    pub fn sample(&self, project: &Path) -> io::Result<Layers> {
        let own = fs::canonicalize(self.root.path())?.join("sample");
        let layers = overlay::layers(project, &own.join("tree"), &own);
        for folder in [&layers.upper, &layers.work, &layers.tree] {
            fs::create_dir_all(folder)?;
        }
        Ok(layers)
    }

    pub fn harness(&self) -> &Path {
        &self.harness
    }

    /// A fresh tree of `project` for the worker called `name`.
    pub fn sandbox(&self, project: &Path, name: &str) -> io::Result<Sandbox> {
        let root = fs::canonicalize(self.root.path())?;
        let (home, own) = (root.join(name), root.join("layers").join(name));
        let leaf = project.file_name().map_or_else(|| "project".into(), PathBuf::from);
        let tree = home.join(leaf);
        remove(&home)?;
        let tmp = home.join("t");
        fs::create_dir_all(&tmp)?;
        let mut copy = Copy::of(project.to_owned(), tree, Arc::clone(&self.left_out));
        let mut layers = None;
        if let Some(overlay) = &self.overlay {
            remove(&own)?;
            let Layers { upper, work, tree, .. } = layers.insert(overlay::layers(project, &copy.tree, &own));
            for folder in [work, tree] {
                fs::create_dir_all(folder)?;
            }
            copy.view.clone_from(upper);
            overlay.lay(&copy)?;
        } else {
            copy.all()?;
        }
        Ok(Sandbox {
            layers,
            entered: false,
            log: home.join("log"),
            home,
            tmp,
            copy,
            memory: Memory::default(),
            keeper: None,
            originals: HashMap::new(),
            stamp: 0,
        })
    }
}

impl Drop for Shelter {
    /// Where a mutant has forbidden its folder to be removed, the temporary folder's own way fails.
    fn drop(&mut self) {
        let _ = stale::clear(self.root.path());
    }
}

/// One worker's folder: the tree, a temporary folder, a log.
pub struct Sandbox {
    home: PathBuf,
    tmp: PathBuf,
    log: PathBuf,
    copy: Copy,
    layers: Option<Layers>,
    /// Somebody sees the layers, and we do through them.
    entered: bool,
    memory: Memory,
    /// None before it is needed; `Some(None)` where the system has no such thing.
    keeper: Option<Option<Keeper>>,
    /// Files that hold a mutant now.
    originals: HashMap<String, Original>,
    stamp: u64,
}

/// The worker's shared memory.
#[derive(Default)]
struct Memory {
    /// None: it is everybody's.
    folder: Option<PathBuf>,
    /// What the suite's imports or its collection made.
    held: BTreeSet<OsString>,
}

impl Memory {
    fn names(&self) -> BTreeSet<OsString> {
        let entries = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok());
        entries.into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
    }

    /// Removes what has come since.
    fn mend(&self) {
        let Some(folder) = &self.folder else { return };
        for name in self.names().difference(&self.held) {
            let _ = remove(&folder.join(name));
        }
    }
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

    /// What the worker must enter first.
    pub fn layers(&self) -> Option<&Layers> {
        self.layers.as_ref()
    }

    /// The process `id` has entered the layers: from now on we see the tree as it does, and its
    /// shared memory, where that is its own.
    pub fn entered_by(&mut self, id: u32) {
        self.memory = Memory { folder: os::memory_of(id), held: BTreeSet::new() };
        if let Some(layers) = &self.layers {
            self.copy.view = os::seen_by(id, &layers.tree);
            self.entered = true;
        }
    }

    /// The absolute path of a project-relative one, as the worker knows it.
    pub fn path(&self, relative: &str) -> String {
        self.copy.tree.join(relative).to_string_lossy().into_owned()
    }

    /// By paths of the project in place of those in the tree; None where one leads out of it.
    pub fn inside(&self, ran: protocol::Ran) -> Option<Ran> {
        let relative = |(path, lines): (String, Vec<u32>)| {
            let inside = Path::new(&path).strip_prefix(&self.copy.tree).ok()?;
            Some((inside.to_string_lossy().into_owned(), lines))
        };
        let all = |lines: Lines| lines.into_iter().map(relative).collect::<Option<Lines>>();
        let (sure, perhaps, before) = (all(ran.sure)?, all(ran.perhaps)?, all(ran.before)?);
        Some(Ran { sure, perhaps, before, forked: ran.forked })
    }

    /// Writes a mutant into the tree.  Its time of change is its own, so that no
    /// compiled file of another mutant, equal in size, passes for it.
    pub fn place(&mut self, relative: &str, bytes: &[u8]) -> io::Result<()> {
        let path = self.copy.view.join(relative);
        if !self.originals.contains_key(relative) {
            if self.layers.is_some() && !self.entered {
                self.copy.above(Path::new(relative))?;
                self.copy.one(&self.copy.project.join(relative), &path)?;
            }
            let meta = fs::metadata(&path)?;
            let kept = Original { bytes: fs::read(&path)?, time: meta.modified()?, mode: os::mode(&meta) };
            self.originals.insert(relative.to_owned(), kept);
        }
        self.stamp += 1;
        // seconds count in a .pyc: one a mutant, from September 2001 on
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + self.stamp);
        write_at(&path, bytes, time)
    }

    /// The tree is as it should be, and so is shared memory: `mend` brings this state back.
    pub fn settle(&mut self) {
        self.memory.held = self.memory.names();
        match &mut self.keeper {
            Some(Some(keeper)) => keeper.settle(),
            Some(None) => {}
            None => self.keeper = Some(Keeper::new(self.copy.clone()).ok()),
        }
    }

    /// Undoes what was done to the tree since `settle`; the files that hold a mutant stay.
    /// Returns what had changed, relative to the project, each with a digest of what it was.
    pub fn mend(&mut self) -> BTreeMap<String, i64> {
        self.memory.mend();
        let (tree, originals) = (&self.copy.view, &self.originals);
        let inside = |path: &Path| path.strip_prefix(tree).ok().map(|p| p.to_string_lossy().into_owned());
        let Some(Some(keeper)) = &mut self.keeper else { return BTreeMap::new() };
        let changed = keeper.mend(|path| inside(path).is_some_and(|name| originals.contains_key(&name)));
        changed.iter().filter_map(|(path, digest)| Some((inside(path)?, *digest))).collect()
    }

    /// Whether no `mend` can bring the tree back.
    pub fn beyond_repair(&self) -> bool {
        matches!(&self.keeper, Some(Some(keeper)) if keeper.beyond_repair())
    }

    /// Puts back every file that holds a mutant.
    pub fn restore(&mut self) -> io::Result<()> {
        for (relative, Original { bytes, time, mode }) in self.originals.drain() {
            let path = self.copy.view.join(relative);
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
