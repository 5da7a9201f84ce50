//! The only code that depends on the platform.

#[cfg(target_os = "linux")]
mod confine;
#[cfg(not(target_os = "linux"))]
#[path = "unconfined.rs"]
mod confine;
#[cfg(target_os = "linux")]
mod guard;
#[cfg(not(target_os = "linux"))]
#[path = "unguarded.rs"]
mod guard;
#[cfg(target_os = "linux")]
mod layers;
#[cfg(not(target_os = "linux"))]
#[path = "unlayered.rs"]
mod layers;
#[cfg(target_os = "linux")]
mod ward;
#[cfg(not(target_os = "linux"))]
#[path = "unwatched.rs"]
mod watch;
#[cfg(target_os = "linux")]
mod watch;

use std::{
    collections::BTreeSet,
    fs::{Metadata, Permissions},
    io,
    os::{
        fd::AsFd,
        unix::{
            fs::{MetadataExt, PermissionsExt},
            process::CommandExt,
        },
    },
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{Pid, Signal, kill_process_group},
};

pub use confine::{confine, confines};
pub use guard::{GUARDS, detach, guard};
#[cfg(not(target_os = "linux"))]
pub use guard::{MOST, Ward};
pub use layers::{has_mounts_below, hide, is_own, may_mount, memory_of, own_memory};
#[cfg(target_os = "linux")]
pub use ward::{MOST, Ward};
pub use watch::Watch;

/// A folder, and the layer over it that takes what is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers {
    /// Only read.
    pub lower: PathBuf,
    pub upper: PathBuf,
    /// The kernel's own, empty, on the file system of `upper`.
    pub work: PathBuf,
    /// Where both are seen as one.
    pub tree: PathBuf,
}

/// What a `Watch` saw since it was last asked.
#[derive(Debug, Default)]
pub struct Changes {
    /// Files and folders made, written, moved or removed.
    pub paths: BTreeSet<PathBuf>,
    /// There was more than the kernel keeps.
    pub lost: bool,
}

/// Makes a symbolic link.
pub fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

/// `path` as the process `id` sees it, who may have a view of its own.
pub fn seen_by(id: u32, path: &Path) -> PathBuf {
    let root = PathBuf::from(format!("/proc/{id}/root"));
    path.strip_prefix("/").map_or_else(|_| path.to_owned(), |inside| root.join(inside))
}

/// What a file's or folder's owner and others may do with it.
pub fn mode(meta: &Metadata) -> u32 {
    meta.permissions().mode() & 0o7777
}

pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    std::fs::set_permissions(path, Permissions::from_mode(mode))
}

/// The number that tells this folder from another one that comes in its place.
pub fn identity(meta: &Metadata) -> (u64, u64) {
    (meta.dev(), meta.ino())
}

/// The number of a file on its file system: what is written anew often has another.
pub fn inode(meta: &Metadata) -> u64 {
    meta.ino()
}

/// When the file or what is said of it was last changed, nanoseconds since 1970: nobody can set that back.
pub fn touched(meta: &Metadata) -> u128 {
    let (seconds, rest) = (u128::try_from(meta.ctime()), u128::try_from(meta.ctime_nsec()));
    seconds.unwrap_or_default() * 1_000_000_000 + rest.unwrap_or_default()
}

/// The command gets a process group of its own: a Ctrl-C at the terminal
/// reaches us alone, and we end our workers ourselves.
pub fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Whether there is something to read within `wait`; what is no stream any more has its end to read.
pub fn readable(stream: &impl AsFd, wait: Duration) -> bool {
    let wait = Timespec { tv_sec: 0, tv_nsec: wait.subsec_nanos().into() };
    poll(&mut [PollFd::new(stream, PollFlags::IN)], Some(&wait)) != Ok(0)
}

/// Becomes `command`, in this process; returns only where that fails.
pub fn become_command(command: &mut Command) -> io::Error {
    command.exec()
}

/// Waits for a process that has been hung up on; ends it by force after three seconds.
pub fn end(child: &mut Child) {
    let deadline = Instant::now() + Duration::from_secs(3);
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Ok(Some(_)) | Err(_) => return,
        }
    }
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}
