//! A mutant that takes its worker with it takes nothing else.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::run::Project;

/// A wrong limit kills the parent of the test process while the module is imported.
fn limits() -> Project {
    Project::new(&[
        ("pyproject.toml", "[project]\nname = 'limits'\nversion = '1'\n"),
        (
            "limits.py",
            "import os\nimport signal\n\nLOW = 2\nTIMES = [3, 4]\nif TIMES[0] != 3:\n    os.kill(os.getppid(), signal.SIGKILL)\nUNUSED = 'nobody looks'\n",
        ),
        (
            "test_limits.py",
            "import limits\n\n\ndef test_low():\n    assert limits.LOW == 2\n\n\ndef test_times():\n    assert sum(limits.TIMES) == 7\n",
        ),
    ])
}

#[test]
fn a_dead_worker_costs_its_own_mutant_alone() {
    let project = limits();
    let report = project.path.join("report.json");
    let option = format!("json={}", report.display());
    project.run(&["run", "--paths", "limits.py", "--no-cache", "--jobs", "1", "--report", &option]);
    let json: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mutant in json["files"]["limits.py"]["mutants"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line = &mutant["location"]["start"]["line"];
        let status = text(&mutant["status"]);
        let verdict = format!("{status} {}", text(&mutant["mutate"]["strategy"]));
        found.entry(verdict).or_default().push(format!("{line} {}", text(&mutant["replacement"])));
    }
    insta::assert_debug_snapshot!(found, @r#"
    {
        "Killed reimport": [
            "4 3",
            "5 5",
        ],
        "NoCoverage -": [
            "7 pass",
        ],
        "RuntimeError -": [
            "5 4",
            "6 True",
            "6 1",
            "6 ==",
            "6 4",
        ],
        "Survived reimport": [
            "6 False",
            "8 ''",
        ],
    }
    "#);
}

/// Who must answer is woken, in a warm process and in a fresh interpreter.
#[cfg(target_os = "linux")]
#[test]
fn a_stopped_parent_goes_on() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        (
            "halt.py",
            "import os\nimport signal\n\n\ndef halt(n):\n    return n or os.kill(os.getppid(), signal.SIGSTOP)\n",
        ),
        ("test_halt.py", "import halt\n\n\ndef test_halt():\n    assert halt.halt(1) == 1\n"),
    ]);
    for strategy in ["swap", "reimport", "cold"] {
        let out = project.run(&["run", "--paths", "halt.py", "--no-cache", "-q", "--strategy", strategy]);
        assert!(out.starts_with("exit: 0\n") && out.contains("2 killed of 2 mutants"), "{strategy}: {out}");
    }
}

#[test]
fn what_a_mutant_replaces_fails_no_test_of_the_next_one() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        (
            "acts.py",
            "import json


def spoil():
    json.loads = None
    return 1


def use():
    return json.loads('1')


def first(n):
    return n or spoil()


def second(n):
    return n or use()
",
        ),
        (
            "test_acts.py",
            "import acts


def test_first():
    assert acts.first(1) == 1


def test_second():
    assert acts.second(1) == 1
",
        ),
    ]);
    // with `and` each calls what follows; that neither notices is the truth
    let out = project.run(&["run", "--no-cache", "-q", "-j1", "--operators", "bool-op"]);
    assert!(out.contains("2 survived of 2 mutants"), "{out}");
}

/// What is said of `acts.py` where each `or` is an `and`, one after the other in one worker.
fn turned_round(code: &str, suite: &str) -> String {
    let project = Project::new(&[("pyproject.toml", ""), ("acts.py", code), ("test_acts.py", suite)]);
    project.run(&["run", "--no-cache", "-q", "-j1", "--operators", "bool-op"])
}

#[test]
fn what_a_mutant_replaces_is_noticed_by_tests_that_never_run_it() {
    let code = "import builtins


def spoil():
    builtins.open = None
    return 1


def first(n):
    return n or spoil()
";
    let suite = "import acts


def test_first():
    assert acts.first(1) == 1


def test_other():
    with open(__file__) as handle:
        assert handle.read()
";
    let out = turned_round(code, suite);
    assert!(out.contains("1 killed of 1 mutants"), "{out}");
}

/// It goes through `cold`, which sees how pytest fares then.
#[test]
fn what_breaks_more_than_tests_is_judged_in_a_fresh_interpreter() {
    let code = "import sys


def forget():
    sys.modules.clear()
    return 1


def first(n):
    return n or forget()
";
    let suite = "import acts


def test_first():
    assert acts.first(1) == 1


def test_other(tmp_path):
    (tmp_path / 'x').write_text('1')
";
    let out = turned_round(code, suite);
    assert!(out.contains("1 killed of 1 mutants"), "{out}");
}
