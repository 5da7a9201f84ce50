//! Every exit status, and the message that comes with it.

use std::fs;

use crate::run::Project;
use crate::{snapshot, support};

/// A module of one function, and this test file.
fn tested_by(test: &str) -> Project {
    Project::new(&[("pyproject.toml", ""), ("a.py", "def f():\n    return 1\n"), ("test_a.py", test)])
}

#[test]
fn a_passed_gate_is_0() {
    let project = Project::scales();
    snapshot!(project.run(&["run", "--paths", "scales.py", "--no-cache", "--fail-under", "50"]), @r"
exit: 0
----- stdout
module     score  killed  survived
scales.py  50.0%       2         2

Survived: no test noticed these changes
  scales.py:6:12  string  replace the string with an empty one in label  [8d8dae57eed8]
      - return 'kg'
      + return ''
  scales.py:6:12  return-value  return `None` in label  [5d29f5b4b198]
      - return 'kg'
      + return None

mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
4 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
judging 4 mutants
");
}

#[test]
fn a_failed_gate_is_1_and_names_the_survivors() {
    let project = Project::scales();
    snapshot!(project.run(&["run", "--paths", "scales.py", "--no-cache", "--fail-under", "100", "-q"]), @r"
exit: 1
----- stdout
mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
----- stderr
gate failed: the whole run: mutation score 50.0% is below 100%
");
}

#[test]
fn a_red_suite_is_3_and_names_the_failing_test() {
    let project = tested_by("import a\n\n\ndef test_f():\n    assert a.f() == 2\n");
    snapshot!(project.run(&["run", "--paths", "a.py"]), @r"
exit: 3
----- stdout
----- stderr
2 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
it fails in the sandbox; what failed once more without
starting Python
running the unmutated suite
error: the unmutated suite is red; mutation testing needs a green one. Failing:
  test_a.py::test_f: assert 1 == 2
");
}

#[test]
fn a_test_file_that_cannot_be_imported_is_3() {
    let project = tested_by("import nowhere_at_all\n\n\ndef test_f():\n    pass\n");
    snapshot!(project.run(&["run", "--paths", "a.py"]), @r"
exit: 3
----- stdout
----- stderr
2 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
it fails in the sandbox; what failed once more without
starting Python
running the unmutated suite
error: the unmutated suite is red; mutation testing needs a green one. Failing:
  test_a.py: ModuleNotFoundError: No module named 'nowhere_at_all'
");
}

#[test]
fn a_suite_without_tests_is_3() {
    let project = Project::new(&[("pyproject.toml", ""), ("a.py", "def f():\n    return 1\n")]);
    snapshot!(project.run(&["run", "--paths", "a.py"]), @r"
exit: 3
----- stdout
----- stderr
2 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
error: pytest collects no test in this project; name the tests with --tests, or check testpaths
");
}

#[test]
fn pytest_that_refuses_its_configuration_is_3_with_its_words() {
    let project = Project::new(&[
        ("pytest.ini", "[pytest]\naddopts = --no-such-option\n"),
        ("a.py", "def f():\n    return 1\n"),
        ("test_a.py", "def test_f():\n    pass\n"),
    ]);
    let out = project.run(&["run", "--paths", "a.py"]);
    assert!(out.starts_with("exit: 3\n"), "{out}");
    assert!(out.contains("unrecognized arguments: --no-such-option"), "{out}");
    assert!(!out.contains("Traceback"), "{out}");
}

/// Apart from the others the failing test is skipped, which is no answer.
#[test]
fn a_suite_that_is_red_in_its_order_alone_is_3() {
    let project = Project::new(&[
        (
            "conftest.py",
            "import pytest\n\nran = []\n\n\n@pytest.fixture(autouse=True)\ndef note(request):\n    \
             mark = request.node.get_closest_marker('after')\n    if mark and mark.args[0] not in ran:\n        \
             pytest.skip('too early')\n    ran.append(request.node.name)\n",
        ),
        ("pytest.ini", "[pytest]\nmarkers = after(name): skipped unless that test has run\n"),
        ("a.py", "def f():\n    return 1\n"),
        (
            "test_a.py",
            "import a\nimport pytest\n\n\ndef test_f():\n    assert a.f()\n\n\n\
             @pytest.mark.after('test_f')\ndef test_g():\n    assert a.f() == 2\n",
        ),
    ]);
    let out = project.run(&["run", "--paths", "a.py"]);
    assert!(out.starts_with("exit: 3\n") && out.contains("test_a.py::test_g: assert 1 == 2"), "{out}");
}

/// All of it runs in the process that collected it, not in forks, and is green there.
#[test]
fn a_suite_that_compares_process_ids_with_its_import_is_not_red() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("a.py", "import os\n\nPID = os.getpid()\n\ndef f(x='f'):\n    return f'{x}-{PID}'\n"),
        (
            "test_a.py",
            "import os\nimport a\n\ndef test_f():\n    assert a.f() == f'f-{os.getpid()}'\n\n\
             def test_g():\n    assert a.f('g').startswith('g-')\n",
        ),
    ]);
    let out = project.run(&["run", "--paths", "a.py"]);
    let why = "test_a.py::test_f fails in a forked process, and passes in the one that collected it";
    assert!(
        out.starts_with("exit: 0\n") && out.contains(why) && out.contains("2 killed of 2 mutants"),
        "{out}"
    );
}

/// By itself the second test passes, measured or not.
#[test]
fn a_suite_one_of_whose_tests_cannot_stand_another_is_3() {
    let test = "    a.seen.append(1)\n    assert a.seen == [1]\n";
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("a.py", "seen = []\n\n\ndef f():\n    return 1\n"),
        ("test_a.py", &format!("import a\n\n\ndef test_f():\n{test}\n\ndef test_g():\n{test}")),
    ]);
    let out = project.run(&["run", "--paths", "a.py"]);
    assert!(out.starts_with("exit: 3\n") && out.contains("test_a.py::test_g: assert [1, 1] == [1]"), "{out}");
}

#[test]
fn an_interpreter_without_pytest_is_3_and_says_what_to_install() {
    let project = Project::scales();
    let bare = tempfile::tempdir().unwrap();
    let made = std::process::Command::new(support::python())
        .args(["-m", "venv", "--without-pip"])
        .arg(bare.path().join("bare"))
        .status()
        .unwrap();
    assert!(made.success());
    let python = bare.path().join("bare/bin/python");
    let python = python.to_str().unwrap();
    let out = project.run(&["run", "--paths", "scales.py", "--python", python]).replace(python, "[BARE]");
    snapshot!(out, @r"
exit: 3
----- stdout
----- stderr
4 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
error: the interpreter [BARE] has no pytest; install it there: [BARE] -m pip install pytest
");
}

#[test]
fn an_interpreter_that_may_not_be_run_is_3_and_says_so() {
    let project = Project::new(&[("a.py", "def f():\n    return 1\n"), ("python", "")]);
    for sandbox in ["required", "off"] {
        let out = project.run(&["run", "--paths", "a.py", "--python", "./python", "--sandbox", sandbox]);
        assert!(out.starts_with("exit: 3"), "{out}");
        let last = out.lines().last().unwrap_or_default();
        assert!(last.starts_with("error: ") && last.ends_with("Permission denied (os error 13)"), "{out}");
        assert!(!out.contains("please report"), "{out}");
    }
}

#[test]
fn an_interpreter_that_does_not_exist_is_a_usage_error() {
    let project = Project::scales();
    snapshot!(project.run(&["run", "--paths", "scales.py", "--python", "no/such/python"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to find the interpreter `[PROJECT]/no/such/python`: no such file or command; give another with --python
");
}

#[test]
fn a_path_that_does_not_exist_is_2() {
    let project = Project::scales();
    snapshot!(project.run(&["run", "--paths", "scale.py"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to find `scale.py` in `[PROJECT]`: no such file, folder or match; check --paths
");
}

#[test]
fn a_test_path_that_does_not_exist_is_said() {
    let project = Project::scales();
    let out = project.run(&["run", "--paths", "scales.py", "--tests", "test_scale.py"]);
    assert!(out.starts_with("exit: 2\n") || out.starts_with("exit: 3\n"), "{out}");
    assert!(out.contains("test_scale.py"), "{out}");
}

#[test]
fn nothing_to_mutate_is_4() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("a.py", "X: int\n"),
        ("test_a.py", "def test_a():\n    pass\n"),
    ]);
    snapshot!(project.run(&["run", "--paths", "a.py"]), @r"
exit: 4
----- stdout
----- stderr
0 mutants in 1 files (0 ignored)
error: there is nothing to mutate in the given paths
");
}

#[test]
fn a_file_that_cannot_be_parsed_is_skipped_and_said() {
    let project = Project::scales();
    fs::write(project.path.join("broken.py"), "def f(:\n").unwrap();
    let out = project.run(&["run", "--paths", "scales.py", "broken.py", "--no-cache"]);
    assert!(out.starts_with("exit: 0\n"), "{out}");
    assert!(out.contains("broken.py"), "{out}");
}

#[test]
fn a_file_that_may_not_be_read_is_skipped_and_said() {
    use std::os::unix::fs::PermissionsExt;
    let project = Project::scales();
    let secret = project.path.join("secret.py");
    fs::write(&secret, "def f():\n    return 1\n").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&secret).is_ok() {
        return; // root may read everything
    }
    let out = project.run(&["run", "--paths", "scales.py", "secret.py", "--no-cache"]);
    assert!(out.contains("secret.py"), "{out}");
}

#[test]
fn a_typo_in_the_configuration_is_2() {
    let project = Project::scales();
    fs::write(project.path.join("pyproject.toml"), "[tool.mutate]\npath = ['scales.py']\n").unwrap();
    snapshot!(project.run(&["run"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to read pyproject.toml: unknown key `path` in [tool.mutate]; did you mean `paths`?
");
}
