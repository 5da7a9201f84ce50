//! What stands beside a worker: nothing that the worker starts outlives it, or us.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::{self, marked};

/// A guarded shell whose processes bear `mark` in their environment.
fn guarded(script: &str, mark: &Path) -> Child {
    support::command(mark)
        .args(["__guard", "--", "sh", "-c", script])
        .env("GUARD_MARK", mark)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// Whether it is so within ten seconds.
fn soon(so: impl Fn() -> bool) -> bool {
    support::soon(Duration::from_secs(10), so)
}

/// A daemon of a daemon, and a child that stays.
const SCATTERED: &str = "setsid sh -c 'setsid sleep 77 & exit' & setsid sleep 77 & ";

#[test]
fn what_a_worker_leaves_ends_with_it() {
    let mark = tempfile::tempdir().unwrap();
    let mut guard = guarded(SCATTERED, mark.path());
    assert!(guard.wait().unwrap().success());
    assert_eq!(marked(mark.path()), Vec::<PathBuf>::new());
}

#[test]
fn all_ends_when_nobody_holds_the_line() {
    let mark = tempfile::tempdir().unwrap();
    let mut guard = guarded(&format!("{SCATTERED} trap '' TERM HUP; sleep 77"), mark.path());
    assert!(soon(|| marked(mark.path()).len() >= 4), "the guard, and three that sleep");
    drop(guard.stdin.take());
    assert!(soon(|| marked(mark.path()).is_empty()));
    guard.wait().unwrap();
}

/// As it is when the engine is killed: its end of the line closes, whatever it had in mind.
#[test]
fn a_killed_run_leaves_no_process() {
    let project = crate::run::Project::new(&[
        ("pyproject.toml", ""),
        ("slow.py", "def wait(n):\n    return n + 1\n"),
        (
            "test_slow.py",
            "import subprocess\nimport time\n\nimport slow\n\n\ndef test_wait():\n    \
             subprocess.Popen(['sleep', '77'], start_new_session=True)\n    time.sleep(20)\n    \
             assert slow.wait(1) == 2\n",
        ),
    ]);
    let temp = tempfile::tempdir().unwrap();
    let mut command = support::command(&project.path);
    command.args(["run", "--paths", "slow.py", "-q"]).env("TMPDIR", temp.path());
    let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let sleeps =
        |process: &PathBuf| fs::read(process.join("cmdline")).is_ok_and(|line| line == b"sleep\x0077\x00");
    let sleeping = || marked(temp.path()).iter().any(sleeps);
    assert!(soon(sleeping), "the suite runs");
    run.kill().unwrap();
    run.wait().unwrap();
    assert!(soon(|| marked(temp.path()).is_empty()));
}
