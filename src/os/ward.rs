//! What the engine sees of a guarded worker's processes (proc_pid_task(5)), and how it ends them.

use std::{
    collections::HashSet,
    fs,
    process::Child,
    thread,
    time::{Duration, Instant},
};

use rustix::{
    io::Errno,
    process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, pidfd_send_signal},
};

/// More processes at once than this are ended.
pub const MOST: usize = 256;

/// Processes that were ended need a moment to be gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// The processes of one worker.
#[derive(Debug)]
pub struct Ward {
    guard: Pid,
    /// Those that stay: the worker, its warm process, what the suite's imports started.
    household: Option<HashSet<Pid>>,
}

impl Ward {
    pub fn of(guard: &Child) -> Ward {
        Ward { guard: Pid::from_child(guard), household: None }
    }

    /// The household is about to change.
    pub fn unsettle(&mut self) {
        self.household = None;
    }

    /// Whoever is here now stays, unless that is known already.
    pub fn settle(&mut self) {
        if self.household.is_none() {
            self.household = Some(descendants(self.guard));
        }
    }

    /// Ends what came to the guard since `settle`, and what comes to it thereby.  Costs the
    /// reading of one small file where nothing did.
    pub fn sweep(&self) {
        let Some(household) = &self.household else { return };
        let end = Instant::now() + PATIENCE;
        loop {
            let left: Vec<Pid> = offspring(self.guard).difference(household).copied().collect();
            if left.is_empty() || Instant::now() > end {
                return;
            }
            left.iter().for_each(|pid| end_child(self.guard, *pid));
            thread::sleep(Duration::from_micros(200));
        }
    }

    /// To be called now and then while an order takes its time: who must answer and was
    /// stopped goes on.  Whether there were too many processes, if they are `counted`; they
    /// are ended then.
    pub fn look(&self, counted: bool) -> bool {
        let Some(household) = &self.household else { return false };
        let roots: Vec<Pid> = offspring(self.guard).intersection(household).copied().collect();
        // of a fresh interpreter the process between it and the test is not known yet
        let between = roots.iter().flat_map(|root| offspring(*root));
        household.iter().copied().chain(between).for_each(wake);
        if !counted {
            return false;
        }
        let mut crowded = false;
        loop {
            let others: HashSet<Pid> = descendants(self.guard).difference(household).copied().collect();
            // once there were too many, all of them go, and those that they start meanwhile
            if others.is_empty() || !(crowded || others.len() > MOST) {
                return crowded;
            }
            crowded = true;
            for pid in others {
                let _ = kill_process(pid, Signal::KILL);
            }
        }
    }
}

/// The children of `parent`'s first thread: its own, and those that were handed to it.
pub(super) fn offspring(parent: Pid) -> HashSet<Pid> {
    let pid = parent.as_raw_nonzero();
    let text = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    pids(&text).collect()
}

fn pids(text: &str) -> impl Iterator<Item = Pid> {
    text.split_whitespace().filter_map(|number| Pid::from_raw(number.parse().ok()?))
}

/// All that descends from `root`, as far as can be seen at once.
pub(super) fn descendants(root: Pid) -> HashSet<Pid> {
    let (mut found, mut todo) = (HashSet::new(), vec![root]);
    while let Some(pid) = todo.pop() {
        let Ok(threads) = fs::read_dir(format!("/proc/{}/task", pid.as_raw_nonzero())) else { continue };
        for thread in threads.flatten() {
            let text = fs::read_to_string(thread.path().join("children")).unwrap_or_default();
            todo.extend(pids(&text).filter(|child| found.insert(*child)));
        }
    }
    found
}

/// Kills `pid` if `parent` is its parent still: its number may belong to another by now.
fn end_child(parent: Pid, pid: Pid) {
    let held = pidfd_open(pid, PidfdFlags::empty());
    if state(pid).is_none_or(|(_, above)| above != parent.as_raw_nonzero().get()) {
        return;
    }
    let _ = match held {
        Ok(held) => pidfd_send_signal(held, Signal::KILL),
        Err(Errno::NOSYS) => kill_process(pid, Signal::KILL), // before Linux 5.3
        Err(error) => Err(error),
    };
}

/// Lets a process go on that a signal has stopped.
fn wake(pid: Pid) {
    if state(pid).is_some_and(|(state, _)| state == 'T') {
        let _ = kill_process(pid, Signal::CONT);
    }
}

/// State and parent (proc_pid_stat(5)); the name before them may hold anything.
fn state(pid: Pid) -> Option<(char, i32)> {
    let text = fs::read(format!("/proc/{}/stat", pid.as_raw_nonzero())).ok()?;
    let text = String::from_utf8_lossy(&text);
    let mut words = text.rsplit_once(')')?.1.split_whitespace();
    Some((words.next()?.chars().next()?, words.next()?.parse().ok()?))
}
