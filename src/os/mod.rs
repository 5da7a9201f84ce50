//! The only code that depends on the platform.

#[cfg(target_os = "linux")]
mod confine;
#[cfg(not(target_os = "linux"))]
#[path = "unconfined.rs"]
mod confine;
#[cfg(not(target_os = "linux"))]
#[path = "unwatched.rs"]
mod watch;
#[cfg(target_os = "linux")]
mod watch;

use std::{
    collections::BTreeSet,
    io,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process_group};

pub use confine::{confine, confines};
pub use watch::Watch;

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

/// The command gets a process group of its own: a Ctrl-C at the terminal
/// reaches us alone, and we end our workers ourselves.
pub fn own_group(command: &mut Command) {
    command.process_group(0);
}

/// Becomes `command`, in this process; returns only where that fails.
pub fn become_command(command: &mut Command) -> io::Error {
    command.exec()
}

/// Waits for a process that has been hung up on; ends it by force after two seconds.
pub fn end(child: &mut Child) {
    let deadline = Instant::now() + Duration::from_secs(2);
    while Instant::now() < deadline {
        match child.try_wait() {
            Ok(None) => std::thread::sleep(Duration::from_millis(2)),
            Ok(Some(_)) | Err(_) => return,
        }
    }
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    let _ = child.wait();
}
