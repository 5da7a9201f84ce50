//! The Python side of the worker by itself: runs the pytest suite of
//! tests/harness in the environment that the end-to-end tests use.  By hand:
//! `python -m pytest tests/harness`.

mod support;

use std::process::{Command, Stdio};

#[test]
fn python_side() {
    let temp = tempfile::tempdir().unwrap();
    let mut command = Command::new(support::python());
    // nothing of the caller's reaches the suite, nothing is written beside the sources
    command.env_clear().env("TMPDIR", temp.path()).env("PYTHONDONTWRITEBYTECODE", "1");
    command.env("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/harness"])
        .current_dir(support::root())
        .stdin(Stdio::null());
    let out = command.output().expect("failed to start Python");
    assert!(
        out.status.success(),
        "pytest ended with {}\n{}{}",
        out.status,
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
}
