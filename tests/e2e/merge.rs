//! `mutate merge`: the parts of a run.

use std::fs;

use crate::diff::git;
use crate::run::{Project, edit};
use crate::snapshot;

/// A report without what a clock says.
fn timeless(project: &Project, file: &str) -> serde_json::Value {
    let mut json: serde_json::Value =
        serde_json::from_slice(&fs::read(project.path.join(file)).unwrap()).unwrap();
    json.as_object_mut().unwrap().remove("performance");
    for file in json["files"].as_object_mut().unwrap().values_mut() {
        for mutant in file["mutants"].as_array_mut().unwrap() {
            mutant["mutate"].as_object_mut().unwrap().remove("durationMs");
        }
    }
    json
}

#[test]
fn the_parts_of_a_run_are_joined_and_have_one_gate() {
    let project = Project::scales();
    let run = |args: &[&str]| {
        let output = project.run(&[&["run", "--no-cache", "-q"], args].concat());
        assert!(output.starts_with("exit: 0\n"), "{output}");
    };
    run(&["--report", "json=whole.json"]);
    for part in ["1", "2", "3"] {
        let report = format!("json=parts/{part}/mutation.json");
        run(&["--shard", &format!("{part}/3"), "--report", &report]);
    }
    let output = project.run(&["merge", "parts", "-q", "--fail-under", "70", "--report", "json=all.json"]);
    snapshot!(output, @r"
exit: 1
----- stdout
mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
gate failed: the whole run: mutation score 50.0% is below 70%
");
    assert_eq!(timeless(&project, "all.json"), timeless(&project, "whole.json"));
    snapshot!(project.run(&["merge", "parts/1", "parts/3/mutation.json"]), @r"
exit: 2
----- stdout
----- stderr
error: the run was in 3 parts, and there is no report of 2/3
");
    snapshot!(project.run(&["merge", "all.json", "--fail-under", "50", "--report", "markdown=all.md", "-q"]), @r"
exit: 0
----- stdout
mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
");
    assert!(project.path.join("all.md").is_file());
}

#[test]
fn a_part_without_a_mutant_passes() {
    let project = Project::scales();
    let part = |index: u32| {
        project.run(&[
            "run",
            "-q",
            "--no-cache",
            "--shard",
            &format!("{index}/40"),
            "--report",
            "json=part.json",
        ])
    };
    let empty = (1..=40).map(part).find(|output| output.contains("of 0 mutants")).unwrap();
    snapshot!(empty, @r"
exit: 0
----- stdout
mutation score none, test strength none: none of 0 mutants
----- stderr
");
    snapshot!(project.run(&["merge", "part.json"]).lines().next().unwrap(), @"exit: 2");
}

#[test]
fn thresholds_of_paths_are_for_all_parts_together() {
    let project = Project::scales();
    let gate = "\n[[tool.mutate.gate]]\npaths = ['**']\nfail-under = 99\n";
    let configuration = fs::read_to_string(project.path.join("pyproject.toml")).unwrap();
    fs::write(project.path.join("pyproject.toml"), configuration + gate).unwrap();
    for part in ["1/2", "2/2"] {
        let report = format!("json={}.json", part.replace('/', "-"));
        let output = project.run(&["run", "--no-cache", "--shard", part, "--report", &report]);
        assert!(output.starts_with("exit: 0\n"), "{output}");
        assert!(output.contains("note: the thresholds of paths are for all parts together"), "{output}");
    }
    snapshot!(project.run(&["merge", "1-2.json", "2-2.json", "-q"]), @r"
exit: 1
----- stdout
mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
gate failed: **: mutation score 50.0% is below 99%
");
}

#[test]
fn a_history_tells_what_has_moved_since_the_last_run() {
    let project = Project::scales();
    for args in [&["init", "-q"][..], &["add", "-A"]] {
        git(&project, args);
    }
    git(&project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "first"]);
    let run =
        |args: &[&str]| project.run(&[&["run", "-q", "--history", "kept/history.jsonl"], args].concat());
    snapshot!(run(&[]), @r"
exit: 0
----- stdout
mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
");
    edit(&project, "test_scales.py", "    scales.label(1)", "    assert scales.label(1) == 'kg'");
    snapshot!(run(&[]), @r"
exit: 0
----- stdout
mutation score 100.0%, test strength 100.0%: 4 killed of 4 mutants
----- stderr
");
    snapshot!(run(&["--only", "nowhere*"]), @r"
exit: 4
----- stdout
----- stderr
error: there is nothing to mutate in the given paths
");
    let merged = ["merge", "part.json", "--fail-under", "0", "--history", "kept/history.jsonl"];
    let output = project.run(&["run", "--history", "kept/history.jsonl", "--report", "json=part.json"]);
    assert!(output.contains(": mutation score +0.0, survived +0\n"), "{output}");
    edit(&project, "kept/history.jsonl", "\"mutationScore\":100.0", "\"mutationScore\":60.0");
    let output = project.run(&merged);
    assert!(output.contains(": mutation score +40.0, survived +0\n"), "{output}");
    let rows = fs::read_to_string(project.path.join("kept/history.jsonl")).unwrap();
    let rows: Vec<serde_json::Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0]["mutationScore"], 50.0);
    assert_eq!(rows[3]["revision"].as_str().map(str::len), Some(40));
    fs::write(project.path.join("kept/history.jsonl"), "{}\n").unwrap();
    snapshot!(run(&[]), @r"
exit: 2
----- stdout
----- stderr
error: kept/history.jsonl:1: no line of a history of runs: missing field `at` at line 1 column 2
");
    snapshot!(run(&["--shard", "1/2"]), @r"
exit: 2
----- stdout
----- stderr
error: the argument '--history <FILE>' cannot be used with '--shard <I/N>'

Usage: mutate run --quiet --history <FILE>

For more information, try '--help'.
");
}
