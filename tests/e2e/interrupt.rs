//! Ctrl-C and the time limit: what was judged is reported, nothing is left behind.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::run::Project;
use crate::support::{self, processes_below};

/// A suite whose every mutant takes a while, so that a run can be caught in the middle.
fn slow(tests: usize, seconds: f64) -> Project {
    let mut code = String::new();
    let mut suite = String::from("import time\n\nimport a\n");
    for i in 0..tests {
        code += &format!("def f{i}(x):\n    return x + {i}\n\n\n");
        suite += &format!("\n\ndef test_{i}():\n    time.sleep({seconds})\n    a.f{i}(1)\n");
    }
    Project::new(&[("pyproject.toml", ""), ("a.py", &code), ("test_a.py", &suite)])
}

fn send(child: &Child, signal: &str) {
    let sent = std::process::Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn interrupted_by(signal: &str, status: i32) {
    let project = slow(60, 0.05);
    let before = support::tree(&project.path);
    let temp = tempfile::tempdir().unwrap();
    let report = temp.path().join("report.json");
    let tmp = temp.path().join("tmp");
    std::fs::create_dir(&tmp).unwrap();
    let child = {
        let mut command = support::command(&project.path);
        command
            .args(["run", "--paths", "a.py", "--no-cache", "--jobs", "2", "--report"])
            .arg(format!("json={}", report.display()))
            .env("TMPDIR", &tmp)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    // well into the baseline or the judging
    let begun = Instant::now();
    while processes_below(&tmp).is_empty() && begun.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(1500));
    send(&child, signal);
    let out = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(status), "{text}");
    assert!(!text.contains("Traceback") && !text.contains("panicked"), "{text}");
    let begun = Instant::now();
    while !processes_below(&tmp).is_empty() && begun.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(processes_below(&tmp), Vec::<String>::new());
    let left: Vec<_> = std::fs::read_dir(&tmp).unwrap().map(|e| e.unwrap().path()).collect();
    assert!(left.is_empty(), "temporary files are left: {left:?}");
    assert_eq!(support::tree(&project.path), before, "the source tree was written to");
}

#[test]
fn ctrl_c_ends_with_130_and_leaves_nothing() {
    interrupted_by("-INT", 130);
}

#[test]
fn a_termination_signal_ends_with_143_and_leaves_nothing() {
    interrupted_by("-TERM", 143);
}

#[test]
fn the_time_limit_reports_what_was_judged() {
    // time goes by in sleep, so that a busy machine changes little: 12 s until the first mutant, 15 s for all
    let project = slow(10, 0.5);
    let temp = tempfile::tempdir().unwrap();
    let report = temp.path().join("report.json");
    let child = start_limited(&project, &report);
    let out = child.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&out.stderr).into_owned() + &String::from_utf8_lossy(&out.stdout);
    assert!(report.exists(), "{text}");
    let json: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let statuses: Vec<&str> = json["files"]["a.py"]["mutants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| m["status"].as_str().unwrap())
        .collect();
    let pending = statuses.iter().filter(|s| **s == "Pending").count();
    assert!(pending > 0, "nothing was left over: {text}");
}

fn start_limited(project: &Project, report: &std::path::Path) -> Child {
    let report = format!("json={}", report.display());
    support::command(&project.path)
        .args([
            "run",
            "--paths",
            "a.py",
            "--no-cache",
            "--jobs",
            "1",
            "--max-time",
            "20s",
            "--report",
            &report,
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn ctrl_c_ends_mutate_ci_with_the_run_of_mutants() {
    let project = slow(60, 0.05);
    let mut command = support::command(&project.path);
    command.args(["ci", "--jobs", "2"]).env("GITHUB_BASE_REF", "");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while !told.contains("judging") {
        told += &lines.next().unwrap().unwrap();
    }
    send(&child, "-INT");
    told.extend(lines.map(Result::unwrap));
    let out = child.wait_with_output().unwrap();
    let shown = String::from_utf8_lossy(&out.stdout);
    assert_eq!(out.status.code(), Some(130), "{told}\n{shown}");
    assert_eq!(told.matches("running the unmutated suite").count(), 1, "{told}");
    assert!(!shown.contains("statements"), "{shown}");
}

/// What only the suite in its order can tell is no survivor before that was asked.
#[test]
fn what_waits_for_the_last_word_is_pending() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("a.py", "def twice(x):\n    return x * 2\n"),
        (
            "test_a.py",
            "import time\n\nimport a\n\nSEEN = {}\n\n\n\
             def test_first():\n    SEEN['base'] = 3\n\n\n\
             def test_dependent():\n    SEEN['result'] = a.twice(SEEN['base'])\n\n\n\
             def test_slow():\n    time.sleep(3)\n\n\n\
             def test_reader():\n    assert SEEN.get('result', 6) == 6\n\n\n\
             def test_zero():\n    assert a.twice(0) == 0\n",
        ),
    ]);
    let report = project.path.join("report.json");
    let mut command = support::command(&project.path);
    command.args(["run", "--paths", "a.py", "--report", &format!("json={}", report.display())]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    while !told.contains("quarantined test_a.py::test_dependent") {
        told += &lines.next().expect(&told).unwrap();
    }
    // the last word takes three seconds, asleep, for each mutant
    std::thread::sleep(Duration::from_millis(1500));
    send(&child, "-INT");
    told.extend(lines.map(Result::unwrap));
    let out = child.wait_with_output().unwrap();
    let text = told + &String::from_utf8_lossy(&out.stdout);
    let json: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let mutants = json["files"]["a.py"]["mutants"].as_array().unwrap();
    let alive = |m: &&Value| m["status"] == "Survived" || m["status"] == "NoCoverage";
    assert_eq!(mutants.iter().filter(alive).count(), 0, "{text}\n{json:#}");
    assert!(text.contains("partial run"), "{text}");
}
