//! `mutate baseline`: measurements and configurations that something is wrong with, or odd.

use std::fs;

use crate::baseline::shop;
use crate::run::Project;
use crate::snapshot;

#[test]
fn tests_may_measure_coverage_themselves() {
    let tests = "import coverage\nimport tool\n\n\ndef test_measured():\n    \
                 cov = coverage.Coverage(data_file=None)\n    cov.start()\n    tool.work()\n    cov.stop()\n\n\n\
                 def test_after():\n    tool.rest()\n\n\ndef test_left_on():\n    \
                 coverage.Coverage(data_file=None).start()\n";
    let project = Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['tool']\n"),
        ("tool.py", "def work():\n    return 1\n\n\ndef rest():\n    return 2\n"),
        ("test_tool.py", tests),
    ]);
    snapshot!(project.run(&["baseline", "--jobs", "1", "--report", "term-missing"]), @r"
exit: 0
----- stdout
Name      Stmts   Miss  Cover   Missing
---------------------------------------
tool.py       4      1    75%   2
---------------------------------------
TOTAL         4      1    75%
----- stderr
starting Python
running the unmutated suite
3 tests pass on the unmutated code, in [TIME]
");
}

#[test]
fn a_configuration_that_coverage_refuses_is_told_in_a_sentence() {
    let said = |file: &str, config: &str| {
        let project =
            Project::new(&[(file, config), ("a.py", ""), ("test_a.py", "def test_a(): assert False\n")]);
        project.run(&["baseline", "--sandbox", "off"])
    };
    snapshot!(said("pyproject.toml", "[tool.coverage.run]\nbranch = 'perhaps'\n"), @r"
exit: 2
----- stdout
----- stderr
starting Python
running the unmutated suite
error: coverage.py refuses its configuration: Couldn't read config file pyproject.toml: Option [tool.coverage.run]branch couldn't convert to a boolean: 'perhaps'
");
    snapshot!(said("setup.cfg", "[coverage:report]\nfail_under = 101\n"), @r"
exit: 2
----- stdout
----- stderr
starting Python
running the unmutated suite
error: coverage.py refuses setup.cfg: fail_under=101.0 is invalid. Must be between 0 and 100.
");
    snapshot!(said("tox.ini", "[coverage:run]\nconcurrency = nothing\n"), @r"
exit: 2
----- stdout
----- stderr
starting Python
running the unmutated suite
error: coverage.py refuses tox.ini: Unknown concurrency choices: nothing
");
    snapshot!(said(".coveragerc", "[report]\nexclude_lines = (\n"), @r"
exit: 2
----- stdout
----- stderr
starting Python
running the unmutated suite
error: coverage.py refuses .coveragerc: Invalid [report].exclude_lines value '(': missing ), unterminated subpattern at position 0
");
}

#[test]
fn what_is_imported_must_be_a_measurement() {
    let project = shop();
    assert!(project.run(&["baseline", "-q"]).starts_with("exit: 0\n"));
    let whole = fs::read(project.path.join(".coverage")).unwrap();
    fs::write(project.path.join("cut"), &whole[..3000]).unwrap();
    fs::write(project.path.join("empty"), "").unwrap();
    fs::write(project.path.join("empty.xml"), "<coverage/>").unwrap();
    snapshot!(project.run(&["baseline", "-q", "--import", ".coverage"]), @r"
exit: 0
----- stdout
----- stderr
");
    let output = project.run(&["baseline", "--import", "cut"]);
    assert!(
        output.starts_with("exit: 2\n")
            && output.contains("error: coverage.py refuses: cut cannot be read: "),
        "{output}"
    );
    snapshot!(project.run(&["baseline", "--import", "empty", "--fail-under", "90"]), @r"
exit: 2
----- stdout
----- stderr
error: empty tells of no line: either nothing was measured, or it is no coverage report
");
    snapshot!(project.run(&["baseline", "--import", "empty.xml", "--fail-under", "90"]), @r"
exit: 2
----- stdout
----- stderr
error: empty.xml tells of no line: either nothing was measured, or it is no coverage report
");
}

#[test]
fn branches_of_lcov_count_and_files_without_lines_are_there() {
    let project = Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['shop']\nbranch = true\n"),
        ("shop/__init__.py", ""),
        ("shop/a.py", "def f(x):\n    if x > 1:\n        return 1\n    return 2\n"),
        ("test_a.py", "from shop.a import f\n\n\ndef test_f():\n    assert f(2) == 1\n"),
    ]);
    let counted =
        |output: String| output.lines().rev().find(|line| line.contains("% of ")).map(str::to_owned);
    let here = counted(project.run(&["baseline", "--report", "lcov=c.lcov"]));
    assert!(here.as_ref().is_some_and(|line| line.contains("and 2 branches")), "{here:?}");
    let output = project.run(&["baseline", "--import", "c.lcov"]);
    assert!(output.contains("\nshop/__init__.py   100.0%           0"), "{output}");
    assert_eq!(counted(output), here);
}

#[test]
fn what_is_not_imported_yet_is_no_error_where_warnings_are() {
    let project = Project::new(&[
        (
            "pyproject.toml",
            "[tool.coverage.run]\nsource = ['shop']\n[tool.pytest.ini_options]\nfilterwarnings = ['error']\n",
        ),
        ("shop/__init__.py", "def f():\n    return 1\n"),
        ("conftest.py", "import helper\n\nhelper.run()\n"),
        ("helper.py", "def run():\n    return 1\n"),
        ("test_a.py", "def test_f():\n    from shop import f\n    assert f() == 1\n"),
    ]);
    let output = project.run(&["baseline", "--jobs", "1", "--report", "term-missing"]);
    assert!(output.contains("\nshop/__init__.py       2      0   100%\n"), "{output}");
}
