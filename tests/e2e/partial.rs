//! A run that ends early, or judges a part, leaves its verdicts to the next one, which goes on from there.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::run::Project;
use crate::support;

/// Thirty mutants that take a tenth of a second each, of which time a busy machine does not change much.
fn slow() -> Project {
    let mut code = String::new();
    let mut suite = String::from("import a\n");
    for i in 2..12 {
        code += &format!("def f{i}(x):\n    return x + {i}\n\n\n");
        suite +=
            &format!("\n\ndef test_{i}():\n    sum(range(4_000_000))\n    assert a.f{i}(1) == {}\n", i + 1);
    }
    Project::new(&[("pyproject.toml", ""), ("a.py", &code), ("test_a.py", &suite)])
}

fn command(project: &Project, more: &[&str]) -> Command {
    let mut command = support::command(&project.path);
    let report = format!("json={}", project.path.with_extension("json").display());
    command.args(["run", "--paths", "a.py", "-q", "--jobs", "1", "--report", &report]).args(more);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// By mutant: its status, and whether that was known.
fn reported(project: &Project) -> BTreeMap<String, (String, bool)> {
    let report = project.path.with_extension("json");
    let json: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    fs::remove_file(&report).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mutants = json["files"]["a.py"]["mutants"].as_array().unwrap().iter();
    mutants
        .map(|m| (text(&m["id"]), (text(&m["status"]), m["mutate"]["cached"].as_bool().unwrap())))
        .collect()
}

/// The next run judges what this one has left, and nothing besides.  Gives how many mutants this one
/// reported, and how many it left.
fn goes_on(project: &Project) -> (usize, usize) {
    let before = reported(project);
    let pending = |found: &BTreeMap<String, (String, bool)>| {
        found.values().filter(|(status, _)| status == "Pending").count()
    };
    let left = 30 - before.len() + pending(&before);
    command(project, &[]).status().unwrap();
    let after = reported(project);
    assert_eq!((after.len(), pending(&after)), (30, 0), "{after:?}");
    assert!(after.values().all(|(status, _)| status == "Killed"), "{after:?}");
    let judged: Vec<&String> = after.iter().filter(|(_, (_, known))| !known).map(|(id, _)| id).collect();
    let open = |id: &&&String| before.get(**id).is_none_or(|(status, _)| status == "Pending");
    assert_eq!(judged.iter().filter(open).count(), judged.len(), "{before:?}\n{after:?}");
    assert_eq!(judged.len(), left, "{before:?}\n{after:?}");
    (before.len(), left)
}

#[test]
fn after_ctrl_c_the_next_run_goes_on() {
    let project = slow();
    let mut run = command(&project, &[]).spawn().unwrap();
    let journal = || fs::read_to_string(project.path.join(".mutate/journal")).unwrap_or_default();
    assert!(support::soon(Duration::from_secs(60), || journal().lines().count() > 4), "nothing is judged");
    let sent = Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap();
    assert!(sent.success());
    assert_eq!(run.wait().unwrap().code(), Some(130));
    let (reported, left) = goes_on(&project);
    assert!(reported == 30 && 0 < left && left < 30, "{reported} {left}");
}

#[test]
fn after_the_time_limit_the_next_run_goes_on() {
    let project = slow();
    // whenever that is: before, while or after mutants are judged
    command(&project, &["--max-time", "5s"]).status().unwrap();
    if project.path.with_extension("json").exists() {
        assert_eq!(goes_on(&project).0, 30);
    }
}

#[test]
fn what_one_part_has_judged_the_whole_does_not_judge_again() {
    let project = slow();
    command(&project, &["--shard", "1/2"]).status().unwrap();
    let (part, left) = goes_on(&project);
    assert!(0 < part && part < 30 && left == 30 - part, "{part} {left}");
}
