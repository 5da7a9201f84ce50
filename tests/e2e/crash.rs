//! kill -9 of the engine, at any moment: the source is as it was, nothing runs on, what was judged
//! is kept, and the next run cleans up.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::run::{Project, shown};
use crate::snapshot;
use crate::support::{self, processes_below};

/// Thirty mutants that take a tenth of a second each.
fn slow() -> Project {
    let mut code = String::new();
    let mut suite = String::from("import time\n\nimport a\n");
    for i in 2..12 {
        code += &format!("def f{i}(x):\n    return x + {i}\n\n\n");
        suite += &format!("\n\ndef test_{i}():\n    time.sleep(0.1)\n    assert a.f{i}(1) == {}\n", i + 1);
    }
    Project::new(&[("pyproject.toml", ""), ("a.py", &code), ("test_a.py", &suite)])
}

fn command(project: &Project, temp: &Path, args: &[&str]) -> Command {
    let mut command = support::command(&project.path);
    command.args(args).env("TMPDIR", temp);
    command
}

fn start(project: &Project, temp: &Path) -> Child {
    let mut command = command(project, temp, &["run", "--paths", "a.py", "--jobs", "2", "-q"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Whether it is so within a minute, as a busy machine may need.
fn soon(so: impl Fn() -> bool) -> bool {
    support::soon(Duration::from_secs(60), so)
}

/// As many verdicts as the journal has.
fn judged(project: &Project) -> usize {
    let journal = fs::read_to_string(project.path.join(".mutate/journal")).unwrap_or_default();
    journal.lines().count().saturating_sub(1)
}

#[test]
fn killed_runs_lose_nothing_and_leave_nothing() {
    let project = slow();
    let before = support::tree(&project.path);
    let temp = tempfile::tempdir().unwrap();
    let rounds = std::env::var("KILL_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    for round in 0..rounds {
        let mut run = start(&project, temp.path());
        // spread over the whole run, the judging included
        sleep(Duration::from_millis(40 + (round * 733) % 3700));
        run.kill().unwrap();
        run.wait().unwrap();
        assert_eq!(support::tree(&project.path), before, "round {round}");
        assert!(soon(|| processes_below(temp.path()).is_empty()), "round {round}: processes are left");
        let known = judged(&project);
        let results = command(&project, temp.path(), &["results"]).output().unwrap();
        let text = shown(&results, &project.path);
        assert!(
            !text.contains("panicked") && (known == 0 || text.starts_with("exit: 0")),
            "round {round}: {text}"
        );
    }
    snapshot!(shown(&command(&project, temp.path(), &["run", "--paths", "a.py", "-q"]).output().unwrap(), &project.path), @r"
exit: 0
----- stdout
mutation score 100.0%, test strength 100.0%: 30 killed of 30 mutants
----- stderr
");
    let left: Vec<_> = fs::read_dir(temp.path()).unwrap().flatten().map(|entry| entry.path()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_was_judged_before_the_kill_is_the_last_run() {
    let project = slow();
    let temp = tempfile::tempdir().unwrap();
    let mut run = start(&project, temp.path());
    assert!(soon(|| judged(&project) >= 3), "nothing is judged");
    run.kill().unwrap();
    run.wait().unwrap();
    let known = judged(&project);
    let results = command(&project, temp.path(), &["results", "--status", "killed"]).output().unwrap();
    let text = shown(&results, &project.path);
    assert!(text.matches("a.py:").count() >= known.min(3), "{text}");
    assert!(!project.path.join(".mutate/journal").exists());
    // and the next run goes on from there
    let next = command(&project, temp.path(), &["run", "--paths", "a.py"]).output().unwrap();
    let text = shown(&next, &project.path);
    let line = text.lines().find_map(|line| line.strip_suffix(" verdicts are those of earlier runs"));
    assert!(line.is_some_and(|count| count.parse::<usize>().unwrap() >= 3), "{text}");
}

#[test]
fn the_second_run_in_a_project_says_who_is_first_and_waits_on_demand() {
    let project = slow();
    let temp = tempfile::tempdir().unwrap();
    let mut first = start(&project, temp.path());
    assert!(soon(|| project.path.join(".mutate/journal").exists()), "it does not judge");
    let second = command(&project, temp.path(), &["run", "--paths", "a.py", "-q"]).output().unwrap();
    let text = shown(&second, &project.path).replace(&first.id().to_string(), "[PID]");
    snapshot!(text, @r"
exit: 2
----- stdout
----- stderr
error: another mutate (process [PID], for [TIME]) works on this project; --wait waits for its end, --no-cache runs beside it and keeps nothing
");
    let beside = command(&project, temp.path(), &["list", "--paths", "a.py", "--count"]).output().unwrap();
    assert!(beside.status.success());
    let waiting =
        command(&project, temp.path(), &["run", "--paths", "a.py", "--wait", "-q"]).output().unwrap();
    assert!(first.try_wait().unwrap().is_some_and(|status| status.success()), "it did not wait");
    assert!(waiting.status.success(), "{}", shown(&waiting, &project.path));
}
