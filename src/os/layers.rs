//! A folder shown through a layer that takes what is changed in it (overlayfs).

use std::{
    ffi::OsString,
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use nix::{
    errno::Errno,
    mount::{MsFlags, mount},
    sched::{CloneFlags, unshare},
};
use rustix::{
    fs::{CWD, FileType, Mode, mknodat},
    process::{getgid, getuid},
};

use super::{Layers, seen_by};

/// Shared memory that has a name lies there (shm_overview(7)).
const SHARED: &str = "/dev/shm";

/// From now on this process, and all that it starts, has shared memory of its own, empty, which
/// goes with them.  It may have no other thread yet.  Takes privilege: see `may_mount`.
pub fn own_memory() -> io::Result<()> {
    unshare(CloneFlags::CLONE_NEWNS)?;
    mount(None::<&str>, "/", None::<&str>, MsFlags::MS_REC | MsFlags::MS_PRIVATE, None::<&str>)?;
    let (kind, safe) = (Some("tmpfs"), MsFlags::MS_NOSUID | MsFlags::MS_NODEV);
    Ok(mount(kind, SHARED, kind, safe, Some("mode=1777"))?)
}

/// Where the shared memory of the process `id` can be looked at, if it has some of its own.
pub fn memory_of(id: u32) -> Option<PathBuf> {
    let theirs = seen_by(id, Path::new(SHARED));
    let own = |path: &Path| fs::metadata(path).ok().map(|meta| meta.dev());
    own(&theirs).is_some_and(|dev| own(Path::new(SHARED)) != Some(dev)).then_some(theirs)
}

impl Layers {
    /// From now on this process, and all that it starts, sees the layers in `tree`, and nobody
    /// else does.  It may have no other thread yet.
    pub fn enter(&self) -> io::Result<()> {
        let privileged = isolate()?;
        mount(None::<&str>, "/", None::<&str>, MsFlags::MS_REC | MsFlags::MS_PRIVATE, None::<&str>)?;
        // nobody needs the files after a crash: nothing waits for a disk
        let more = if privileged { "volatile,redirect_dir=on" } else { "volatile,userxattr" };
        let mut options = OsString::from(more);
        for (name, folder) in
            [(",lowerdir=", &self.lower), (",upperdir=", &self.upper), (",workdir=", &self.work)]
        {
            options.push(name);
            options.push(folder);
        }
        let kind = Some("overlay");
        mount(kind, &self.tree, kind, MsFlags::empty(), Some(options.as_os_str()))?;
        // who has stood in the folder stands below the layers still
        std::env::set_current_dir(&self.tree)
    }

    /// Whether the kernel can be told of these folders: it takes some letters for its own.
    pub fn can_be_told(&self) -> bool {
        let plain = |path: &PathBuf| path.to_str().is_some_and(|text| !text.contains([',', ':', '\\', '"']));
        [&self.lower, &self.upper, &self.work].into_iter().all(plain)
    }
}

/// Makes `path` of an upper layer hide what lower ones have in its place.
pub fn hide(path: &Path) -> io::Result<()> {
    Ok(mknodat(CWD, path, FileType::CharacterDevice, Mode::empty(), 0)?)
}

/// Whether another file system is mounted somewhere below `folder`: a layer does not show it.
pub fn has_mounts_below(folder: &Path) -> bool {
    let text = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let spelt = folder.to_string_lossy().replace(' ', "\\040"); // proc_pid_mountinfo(5)
    let places = text.lines().filter_map(|line| line.split(' ').nth(4)).map(Path::new);
    places.into_iter().any(|place| place != Path::new(&spelt) && place.starts_with(&spelt))
}

/// Whether this process may mount file systems as it is.  Else it enters layers as the one user of a
/// name space, in which others' files are nobody's and cannot be written, whatever their mode.
pub fn may_mount() -> bool {
    const SYS_ADMIN: u32 = 21; // capabilities(7)
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = text.lines().find_map(|line| line.strip_prefix("CapEff:"));
    let set = effective.and_then(|text| u64::from_str_radix(text.trim(), 16).ok());
    set.is_some_and(|set| set & (1 << SYS_ADMIN) != 0)
}

/// Whether it is this user's, and his first group's.
pub fn is_own(meta: &fs::Metadata) -> bool {
    meta.uid() == getuid().as_raw() && meta.gid() == getgid().as_raw()
}

/// A view of the file systems of this process's own; whether it has it by privilege.
fn isolate() -> io::Result<bool> {
    match unshare(CloneFlags::CLONE_NEWNS) {
        Err(Errno::EPERM) => {}
        other => return Ok(other.map(|()| true)?),
    }
    let (user, group) = (getuid().as_raw(), getgid().as_raw());
    unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNS)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{user} {user} 1"))?;
    fs::write("/proc/self/gid_map", format!("{group} {group} 1"))?;
    Ok(false)
}
