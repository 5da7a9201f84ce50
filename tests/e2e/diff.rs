//! `mutate diff` with a measurement of its own.

use std::fs;
use std::process::Command;

use crate::run::{Project, shown};
use crate::{snapshot, support};

const PRICES: &str = "def of(item):\n    if item == 'pen':\n        return 3\n    return 5\n";
pub(crate) const TESTS: &str = "from shop.prices import of\n\n\ndef test_pen():\n    assert of('pen') == 3\n\n\n\
    def test_book():\n    assert of('book') == 5\n    assert of('ink') == 5\n\n\ndef test_all():\n    assert of('x') == 5\n";

/// `main` has a shop whose tests are sound; the working tree is the caller's to change.
pub(crate) fn shop() -> Project {
    let project = Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['shop']\n"),
        ("shop/__init__.py", ""),
        ("shop/prices.py", PRICES),
        ("tests/test_prices.py", TESTS),
    ]);
    git(&project, &["init", "-q", "-b", "main"]);
    git(&project, &["add", "-A"]);
    git(&project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "first"]);
    project
}

pub(crate) fn git(project: &Project, args: &[&str]) {
    let mut command = Command::new("git");
    command.args(args).current_dir(&project.path).envs(HERMETIC);
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
}

const HERMETIC: [(&str, &str); 2] = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")];

pub(crate) fn diff(project: &Project, args: &[&str]) -> String {
    let mut command = support::command(&project.path);
    command.args(["diff", "--compare-branch", "main"]).args(args).envs(HERMETIC);
    shown(&command.output().unwrap(), &project.path)
}

pub(crate) fn write(project: &Project, path: &str, text: &str) {
    fs::write(project.path.join(path), text).unwrap();
}

#[test]
fn without_a_report_the_suite_is_run() {
    let project = shop();
    let more = "\n\ndef tax(price):\n    if price > 100:\n        return 20\n    return 10\n";
    write(&project, "shop/prices.py", &format!("{PRICES}{more}"));
    write(
        &project,
        "tests/test_tax.py",
        "from shop.prices import tax\n\ndef test_tax():\n    assert tax(1) == 10\n",
    );
    let before = support::tree(&project.path);
    snapshot!(diff(&project, &["--fail-under", "80"]), @r"
exit: 1
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

  75.0%        3/4  shop/prices.py  missing 9

75% of 4 changed lines: 1 not covered
----- stderr
starting Python
running the unmutated suite
4 tests pass on the unmutated code, in [TIME]
gate failed: 75% of the changed lines are covered, which is below 80%
");
    assert_eq!(before, support::tree(&project.path));
}

#[test]
fn what_the_diff_takes_from_tests_is_listed() {
    let project = shop();
    let tests = "import pytest\nfrom shop.prices import of\n\n\n@pytest.mark.skip\ndef test_pen():\n    \
                 assert of('pen') == 3\n\n\ndef test_book():\n    assert of('book')\n";
    write(&project, "tests/test_prices.py", tests);
    write(&project, "README.md", "new\n");
    snapshot!(diff(&project, &["--exclude", "tests/*"]), @r"
exit: 0
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

The diff adds and changes no line. There is nothing to cover.

Tests that the diff takes something from
  tests/test_prices.py::test_all: deleted
  tests/test_prices.py::test_book: 1 assertions, 2 before
  tests/test_prices.py::test_pen: skipped now
----- stderr
");
}

#[test]
fn mutants_of_the_changed_lines_have_a_gate_of_their_own() {
    let project = shop();
    let tax = "\n\ndef tax(price):\n    return price + 1\n";
    write(&project, "shop/prices.py", &format!("{PRICES}{tax}"));
    write(&project, "tests/test_tax.py", "from shop.prices import tax\n\ndef test_tax():\n    tax(1)\n");
    let args = ["--mutants", "--fail-under-mutants", "50", "--format", "json:out.json"];
    let output = diff(&project, &args);
    assert!(output.starts_with("exit: 1\n"), "{output}");
    assert!(output.contains("100% of 2 changed lines: all covered\n"), "{output}");
    assert_eq!(output.matches("running the unmutated suite").count(), 1, "{output}");
    assert!(output.contains("  Survived shop/prices.py:8:"), "{output}");
    // the others' tests are as they were
    assert!(!output.contains("shop/prices.py:2:"), "{output}");
    assert!(
        output.ends_with("gate failed: the mutation score of the diff is 0.0%, which is below 50%\n"),
        "{output}"
    );
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(project.path.join("out.json")).unwrap()).unwrap();
    assert_eq!((&json["mutants"]["killed"], &json["mutants"]["score"]), (&0.into(), &0.0.into()));
    let few = diff(&project, &["-q", "--mutants", "--fail-under-mutants", "50", "--minimum-mutants", "90"]);
    assert!(few.starts_with("exit: 0\n"), "{few}");
}

#[test]
fn one_clean_run_tells_of_lines_and_mutants_where_coverages_configuration_allows() {
    // a part of the project, what runs before coverage.py would have started, and a file without a mutant
    let config = "[tool.pytest.ini_options]\naddopts = '-p early --cov=shop --cov-branch'\n\n[tool.coverage.run]\n\
                  omit = ['shop/cart.py']\n";
    let project = shop();
    write(&project, "pyproject.toml", &format!("[project]\nname = 'shop'\nversion = '1'\n\n{config}"));
    write(&project, "early.py", "import shop.first\n");
    write(&project, "shop/first.py", "FIRST = 1\n");
    write(&project, "shop/late.py", "def late(x):\n    if x:\n        return 1\n    return 2\n");
    write(&project, "shop/cart.py", "def cart(x):\n    return x + 1\n");
    write(
        &project,
        "tests/test_late.py",
        "from shop.late import late\n\n\ndef test_late():\n    assert late(1) == 1\n",
    );
    let json = |args: &[&str]| -> (usize, serde_json::Value) {
        let common =
            ["--include-untracked", "--branch-coverage", "--exclude=*.json", "--format=json:out.json"];
        let output = diff(&project, &[&common, args].concat());
        assert!(output.starts_with("exit: 0\n"), "{output}");
        let text = fs::read(project.path.join("out.json")).unwrap();
        let mut json: serde_json::Value = serde_json::from_slice(&text).unwrap();
        (output.matches("running the unmutated suite").count(), json["src_stats"].take())
    };
    let alone = json(&[]);
    assert_eq!(alone.1.as_object().unwrap().keys().collect::<Vec<_>>(), ["shop/first.py", "shop/late.py"]);
    assert_eq!(alone.1["shop/late.py"]["violation_lines"], serde_json::json!([2, 4]));
    assert_eq!(alone.1["shop/first.py"]["violation_lines"], serde_json::json!([1]));
    assert_eq!(json(&["--mutants"]), alone);
    let patched = format!("[project]\nname = 'shop'\nversion = '1'\n\n{config}patch = ['subprocess']\n");
    write(&project, "pyproject.toml", &patched);
    assert_eq!(json(&["--mutants"]), (2, alone.1));
}

#[test]
fn mutants_that_changed_or_deleted_tests_noticed_are_judged_again() {
    let project = shop();
    write(&project, "tests/test_prices.py", &TESTS.replace("assert of('pen') == 3", "assert of('pen')"));
    let output = diff(&project, &["--mutants"]);
    assert!(output.contains("tests/test_prices.py::test_pen: asserts less than before"), "{output}");
    assert!(output.contains("  Survived shop/prices.py:3:16 replace `3` with"), "{output}");
    assert!(!output.contains("shop/prices.py:4:"), "{output}");
    // what a deleted test noticed is known from the last run
    let without = TESTS.replace("def test_pen():\n    assert of('pen') == 3\n", "");
    write(&project, "tests/test_prices.py", &without);
    let unknown = "note: what deleted and skipped tests reached is known from the last run (`mutate run`) alone, which did \
                   not have tests/test_prices.py::test_pen\n";
    let output = diff(&project, &["--mutants"]);
    assert!(output.contains(unknown), "{output}");
    git(&project, &["checkout", "-q", "."]);
    let mut run = support::command(&project.path);
    assert!(run.args(["run", "-q"]).output().unwrap().status.success());
    write(&project, "tests/test_prices.py", &without);
    let output = diff(&project, &["--mutants"]);
    assert!(!output.contains("note: "), "{output}");
    assert!(output.contains("tests/test_prices.py::test_pen: deleted"), "{output}");
    assert!(output.contains("  NoCoverage shop/prices.py:3:16"), "{output}");
}

#[test]
fn mutants_are_judged_by_one_program_at_a_time() {
    let project = shop();
    write(&project, "shop/prices.py", &PRICES.replace("return 5", "return 6"));
    write(&project, "tests/test_prices.py", &TESTS.replace("== 5", "== 6"));
    fs::create_dir(project.path.join(".mutate")).unwrap();
    let other = fs::File::create(project.path.join(".mutate/lock")).unwrap();
    other.lock().unwrap();
    let output = diff(&project, &["--mutants"]);
    snapshot!(output, @"
exit: 2
----- stdout
----- stderr
error: another mutate works on this project; --wait waits for its end, --no-cache runs beside it and keeps nothing
");
    assert!(diff(&project, &[]).starts_with("exit: 0\n"), "no verdict is kept without --mutants");
    assert!(diff(&project, &["--mutants", "--no-cache"]).contains("\nMutants: "));
    let waiting = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_secs(1));
        drop(other);
    });
    let output = diff(&project, &["--mutants", "--wait"]);
    waiting.join().unwrap();
    assert!(output.starts_with("exit: 0\n") && output.contains("waiting for another mutate"), "{output}");
}

#[test]
fn one_line_of_a_workflow_does_it_all() {
    let project = shop();
    write(&project, "shop/prices.py", &PRICES.replace("return 5", "return 5 if item else 0"));
    let ci = |args: &[&str], base: &str| {
        let mut command = support::command(&project.path);
        command.args(["ci", "--jobs", "2"]).args(args).envs(HERMETIC).env("GITHUB_BASE_REF", base);
        shown(&command.output().unwrap(), &project.path)
    };
    git(&project, &["update-ref", "refs/remotes/origin/main", "main"]);
    let output = ci(&["--fail-under", "100", "--fail-under-mutants", "100"], "main");
    assert!(output.starts_with("exit: 1\n"), "{output}");
    assert!(output.contains("100% of 1 changed line: all covered\n"), "{output}");
    assert!(output.contains("  Survived shop/prices.py:4:"), "{output}");
    assert!(output.contains("gate failed: the mutation score of the diff is "), "{output}");
    for name in ["coverage.xml", "coverage/index.html", "diff.html", "diff.json", "diff.md"] {
        assert!(project.path.join("mutate-report").join(name).is_file(), "{name}");
    }
    // no branch to compare with: all mutants
    let output = ci(&["--out", "all", "--fail-under-mutants", "10"], "");
    assert!(output.starts_with("exit: 0\n"), "{output}");
    for name in ["coverage.xml", "mutants.txt", "mutants.json", "mutants.md"] {
        assert!(project.path.join("all").join(name).is_file(), "{name}");
    }
    let some = ["--paths=shop/prices.py", "--operators=all,-number"];
    let output = ci(&[&["--out", "some"], &some[..]].concat(), "");
    assert!(output.contains(" --paths=shop/prices.py --operators=all --operators=-number "), "{output}");
    let mutants = |out: &str| fs::read_to_string(project.path.join(out).join("mutants.json")).unwrap();
    assert!(mutants("all").contains("\"number\"") && !mutants("some").contains("\"number\""));
}

/// What `mutate ci` tells of coverage is what `mutate baseline` does, and what coverage.py keeps is the same,
/// though the suite runs once for both.
#[test]
fn the_suite_runs_once_for_coverage_and_mutants() {
    let project = shop();
    write(&project, "shop/prices.py", &PRICES.replace("return 5", "return 5 if item else 0"));
    write(
        &project,
        "tests/test_late.py",
        "import pytest\n\n@pytest.fixture(scope='module')\ndef late():\n    import shop.late\n    return shop.late\n\n\
         def test_late(late):\n    assert late.twice(2) == 4\n\ndef test_again(late):\n    assert late.once(1) == 1\n",
    );
    write(&project, "shop/late.py", "def twice(x):\n    return 2 * x\n\ndef once(x):\n    return x\n");
    git(&project, &["update-ref", "refs/remotes/origin/main", "main"]);
    let run = |args: &[&str], base: &str| {
        let mut command = support::command(&project.path);
        command.args(args).args(["--jobs", "2"]).envs(HERMETIC).env("GITHUB_BASE_REF", base);
        command.output().unwrap()
    };
    let xml = |path: &str| {
        let text = fs::read_to_string(project.path.join(path)).unwrap();
        text.lines().filter(|line| !line.contains("timestamp=")).collect::<Vec<_>>().join("\n")
    };
    let alone = run(&["baseline", "--report", "xml=alone.xml"], "");
    let table = String::from_utf8(alone.stdout).unwrap();
    assert!(table.contains("shop/late.py"), "{table}");
    let contexts = contexts(&project);
    assert!(contexts.contains("tests/test_late.py::test_late|setup: shop/late.py"), "{contexts}");
    for base in ["main", "", "same"] {
        if base == "same" {
            // no change: no mutant is judged, and no run of theirs measures anything
            git(&project, &["add", "-A"]);
            git(&project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "second"]);
            git(&project, &["update-ref", "refs/remotes/origin/same", "HEAD"]);
        }
        let shown = shown(&run(&["ci"], base), &project.path);
        assert!(shown.contains(&table), "{base}: {shown}");
        assert_eq!(shown.matches("running the unmutated suite").count(), 1, "{base}: {shown}");
        assert_eq!(xml("mutate-report/coverage.xml"), xml("alone.xml"));
        assert_eq!(self::contexts(&project), contexts);
    }
}

#[test]
fn processes_in_which_nothing_of_the_project_runs_are_no_matter() {
    // the one imports what it tests in a fixture, the other runs none of it
    let project = Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['shop']\n"),
        ("shop/__init__.py", ""),
        ("shop/a.py", "X = 1\n\n\ndef f(x):\n    return x + X\n"),
        (
            "test_a.py",
            "import pytest\n\n\n@pytest.fixture\ndef f():\n    from shop.a import f\n    return f\n\n\n\
                       def test_f(f):\n    assert f(1) == 2\n",
        ),
        (
            "test_b.py",
            "import pytest\n\n\n@pytest.mark.parametrize('n', range(12))\ndef test_b(n):\n    pass\n",
        ),
    ]);
    let mut command = support::command(&project.path);
    command.args(["ci", "--jobs", "2", "--sandbox", "off"]).envs(HERMETIC);
    let output = shown(&command.output().unwrap(), &project.path);
    assert!(output.starts_with("exit: 0\n"), "{output}");
    assert!(output.contains("100.0% of 3 statements, missing 0\n"), "{output}");
}

/// Which tests ran code of which file, and in which phase, as coverage.py's data has it.
fn contexts(project: &Project) -> String {
    let script = "import coverage, os\ndata = coverage.CoverageData()\ndata.read()\n\
                  print('\\n'.join(sorted({'%s: %s' % (c, os.path.relpath(f)) for f in data.measured_files()\n\
                  for found in data.contexts_by_lineno(f).values() for c in found})))";
    let output = Command::new(support::python()).args(["-c", script]).current_dir(&project.path).output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}
