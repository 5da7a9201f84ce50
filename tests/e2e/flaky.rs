//! Tests that pass and fail by chance: found by asking more than once, named in every report,
//! remembered, and proof of nothing.

use std::fs;
use std::path::Path;

use crate::run::{Project, shown};
use crate::{snapshot, support};

const TEST: &str = "\
import os, pathlib
import a


def test_f():
    calls = pathlib.Path(os.environ['CALLS'])
    calls.write_text(calls.read_text() + 'x')
    assert str(len(calls.read_text())) not in os.environ['FAILING'].split()
    assert a.f(1) == 2


def test_g():
    assert a.g() == 1
";

/// Its `test_f` fails at those calls that the environment names, whatever it tests.
fn project() -> (Project, tempfile::TempDir) {
    let code = "def f(x):\n    return x + 1\n\n\ndef g():\n    return 1\n";
    let project = Project::new(&[("pyproject.toml", ""), ("a.py", code), ("test_a.py", TEST)]);
    (project, tempfile::tempdir().unwrap())
}

fn run(project: &Project, beside: &Path, failing: &str, args: &[&str]) -> String {
    let calls = beside.join("calls");
    fs::write(&calls, "").unwrap();
    let out = support::command(&project.path)
        .args(["run", "--paths", "a.py", "--jobs", "1", "--sandbox-write"])
        .arg(beside)
        .args(args)
        .env("CALLS", calls)
        .env("FAILING", failing)
        .output()
        .unwrap();
    shown(&out, &project.path)
}

#[test]
fn a_test_that_fails_in_one_of_three_runs_is_quarantined_and_named_in_every_report() {
    let (project, beside) = project();
    // the first call is the measured one
    snapshot!(run(&project, beside.path(), "3", &["--baseline-runs", "3"]), @r"
exit: 0
----- stdout
module  score  killed  no coverage
a.py    40.0%       2            3

No coverage but by quarantined tests
  a.py:2:12  return-value  return `None` in f  [073f80833fde]
      only quarantined tests run it: test_a.py::test_f
  a.py:2:14  arithmetic  replace `+` with `-` in f  [db41b0c0f68e]
      only quarantined tests run it: test_a.py::test_f
  a.py:2:16  number  replace `1` with `2` in f  [36074186c867]
      only quarantined tests run it: test_a.py::test_f

Quarantined tests: they prove nothing
  test_a.py::test_f: it fails by chance, without any mutant: in 1 of 3 runs

mutation score 40.0%, test strength 100.0%: 2 killed, 3 not covered of 5 mutants
----- stderr
5 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
warning: quarantined test_a.py::test_f: it fails by chance, without any mutant: in 1 of 3 runs
judging 5 mutants
");
    for (format, parts) in [
        (
            "markdown",
            [
                "### Quarantined tests\n\n- `test_a.py::test_f`: it fails by chance",
                "- `db41b0c0f68e`: only quarantined",
            ],
        ),
        (
            "github",
            [
                "::warning title=Quarantined test::test_a.py::test_f: it fails by",
                "line=2,title=Not tested::only",
            ],
        ),
    ] {
        let out = project.run(&["report", format]);
        assert!(parts.iter().all(|part| out.contains(part)), "{out}");
    }
    let json = project.run(&["report", "json"]);
    for part in [
        r#""quarantined":[{"test":"test_a.py::test_f","reason":"it fails by chance, without any mutant: in 1 of 3 runs","flakeRate":0.333}]"#,
        r#""statusReason":"only quarantined tests run it: test_a.py::test_f""#,
    ] {
        assert!(json.contains(part), "{part}: {json}");
    }
}

#[test]
fn a_failure_is_asked_about_once_more_without_being_told_to() {
    let (project, beside) = project();
    let out = run(&project, beside.path(), "2", &[]);
    let said =
        "warning: quarantined test_a.py::test_f: it fails by chance, without any mutant: in 1 of 2 runs";
    assert!(out.contains(said), "{out}");
}

#[test]
fn it_is_remembered_until_its_file_changes() {
    let (project, beside) = project();
    run(&project, beside.path(), "2", &["-q"]);
    let again = run(&project, beside.path(), "", &[]);
    assert!(again.contains("in 1 of 3 runs") && again.contains("3 not covered"), "{again}");
    fs::write(project.path.join("test_a.py"), format!("{TEST}\n\n# mended\n")).unwrap();
    let mended = run(&project, beside.path(), "", &[]);
    assert!(mended.starts_with("exit: 0\n") && !mended.contains("quarantined"), "{mended}");
}

/// It fails with the mutant, and then goes on failing: the original code is asked three times,
/// and says by the third that the mutant had no part in it.
#[test]
fn a_kill_whose_control_run_fails_is_suspicious() {
    let (project, beside) = project();
    let out = run(&project, beside.path(), "3 4 5 6 7", &["--operators", "arithmetic", "-v"]);
    assert!(out.contains("quarantined test_a.py::test_f: it fails by chance"), "{out}");
    assert!(!out.contains("Killed "), "{out}");
}

#[test]
fn who_is_blamed_for_an_empty_collection_is_not_asked_for_ever() {
    let code = "_spent = []\n\n\ndef wanted(name):\n    return name\n\n\ndef spend(n):\n    _spent.append(n)\n    return n\n";
    let conftest = "import a\n\n\ndef pytest_collection_modifyitems(config, items):\n    \
                    items[:] = [i for i in items if a.wanted(i.name)]\n";
    let test = "import a\n\n\ndef test_spend():\n    assert a.spend(40) == 40\n\n\n\
                def test_name_later():\n    assert a._spent\n";
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("a.py", code),
        ("conftest.py", conftest),
        ("test_a.py", test),
    ]);
    let text = project.run(&["run", "--paths", "a.py", "--jobs", "1", "--max-time", "60s", "-q"]);
    snapshot!(text, @r"
exit: 0
----- stdout
mutation score 66.6%, test strength 66.6%: 2 killed, 1 survived of 3 mutants
----- stderr
");
}
