//! The guard: a process that stands between the engine and a worker.
//!
//! Whatever a mutant starts, and wherever it goes (sessions of its own, double forks),
//! comes to the guard when its parent dies (PR_SET_CHILD_SUBREAPER), and has then no
//! other way out: the engine finds it there after each order, and the guard itself ends
//! everything when the engine hangs up or the worker is gone.

use std::{
    fs, io,
    os::fd::AsFd,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use rustix::{
    event::{PollFd, PollFlags, poll},
    io::Errno,
    process::{
        Pid, Resource, Rlimit, Signal, WaitOptions, getpid, getrlimit, kill_process, set_child_subreaper,
        set_parent_process_death_signal, setrlimit, setsid, wait,
    },
    stdio,
};

use super::{
    Layers,
    ward::{descendants, offspring},
};

pub const GUARDS: bool = true;

/// How long a worker that was hung up on may take to leave by itself.
const PATIENCE: Duration = Duration::from_secs(1);

const OPEN_FILES: u64 = 1 << 16;
/// Processes and threads, on top of what runs already; does not bind root.
const PROCESSES: u64 = 4096;

/// Starts `command`, where `layers` (if any) are seen, and stays until nothing of it is left.
/// `own_memory`: it has shared memory of its own, if that can be had.
pub fn guard(command: &mut Command, layers: Option<&Layers>, own_memory: bool) -> io::Result<()> {
    if let Some(layers) = layers {
        layers.enter()?;
    }
    if own_memory {
        let _ = super::own_memory(); // it has what all have, then
    }
    set_child_subreaper(Some(getpid()))?;
    let child = command.spawn()?;
    let worker = Pid::from_child(&child);
    // the worker's ends of these pipes are its own: whoever reads them must see it end
    let null = fs::File::options().read(true).write(true).open("/dev/null")?;
    stdio::dup2_stdout(&null)?;
    stdio::dup2_stderr(&null)?;
    thread::spawn(move || {
        hung_up();
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && offspring(getpid()).contains(&worker) {
            thread::sleep(Duration::from_millis(5));
        }
        end_all();
    });
    loop {
        match wait(WaitOptions::empty()) {
            Ok(Some((pid, _))) if pid == worker => drop(thread::spawn(end_all)),
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return Ok(()), // there are no children any more
        }
    }
}

/// Waits until the other end of standard input is closed; reads nothing, for it is the worker's.
fn hung_up() {
    let input = io::stdin();
    loop {
        let mut line = [PollFd::from_borrowed_fd(input.as_fd(), PollFlags::empty())];
        if poll(&mut line, None).is_ok() && !line[0].revents().is_empty() {
            return;
        }
    }
}

/// Kills all descendants of this process, until there are none.
fn end_all() {
    loop {
        for pid in descendants(getpid()) {
            let _ = kill_process(pid, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// The next program of this process leads a session of its own, dies with its parent, and
/// is the first to go when memory is short.  With `limits`, it has only so many files and processes.
pub fn detach(limits: bool) -> io::Result<()> {
    setsid()?;
    set_parent_process_death_signal(Some(Signal::KILL))?;
    let _ = fs::write("/proc/self/oom_score_adj", "500");
    lower(Resource::Core, 0)?;
    if limits {
        lower(Resource::Nofile, OPEN_FILES)?;
        lower(Resource::Nproc, running().saturating_add(PROCESSES))?;
    }
    Ok(())
}

fn lower(what: Resource, most: u64) -> io::Result<()> {
    let Rlimit { current, maximum } = getrlimit(what);
    let least = |limit: Option<u64>| Some(limit.map_or(most, |limit| limit.min(most)));
    Ok(setrlimit(what, Rlimit { current: least(current), maximum: least(maximum) })?)
}

/// Processes and threads of the whole system (proc_loadavg(5)).
fn running() -> u64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let total = text.split_whitespace().nth(3).and_then(|both| both.split_once('/')?.1.parse().ok());
    total.unwrap_or(u64::MAX)
}
