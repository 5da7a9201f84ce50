//! `mutate diff --mutants`: what the diff takes from tests, and the mutants that may be unnoticed for it.

use std::fs;

use crate::diff::{TESTS, diff, git, shop, write};
use crate::run::Project;
use crate::{snapshot, support};

/// The shop, with one more file of tests, after a run, whose verdicts are known.
fn known() -> Project {
    let project = shop();
    write(
        &project,
        "tests/test_ink.py",
        "from shop.prices import of\n\ndef test_ink():\n    assert of('ink') == 5\n",
    );
    commit(&project);
    run(&project);
    project
}

fn run(project: &Project) {
    let output = support::command(&project.path).args(["run", "-q"]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

fn commit(project: &Project) {
    git(project, &["add", "-A"]);
    git(project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "more"]);
}

/// What is said of tests and mutants after `old` has become `new` in the tests, which are put back.
fn changed(project: &Project, old: &str, new: &str) -> String {
    let before = fs::read_to_string(project.path.join("tests/test_prices.py")).unwrap();
    assert!(before.contains(old), "{before}");
    write(project, "tests/test_prices.py", &before.replacen(old, new, 1));
    let output = diff(project, &["--mutants", "--fail-under-mutants", "100"]);
    write(project, "tests/test_prices.py", &before);
    output
}

#[test]
fn skipped_tests_are_as_good_as_deleted() {
    let project = known();
    snapshot!(changed(&project, "def test_pen", "import pytest\n@pytest.mark.skip\ndef test_pen"), @r"
exit: 1
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

No changed line is one that coverage is measured of. There is nothing to cover.

Tests that the diff takes something from
  tests/test_prices.py::test_pen: skipped now

Mutants: 6 judged, score 33.3%
  Survived shop/prices.py:2:8 replace the condition with `False` in of [be1e1d063f92]
  Survived shop/prices.py:2:16 replace the string with an empty one in of [4c66c32f217e]
  NoCoverage shop/prices.py:3:16 replace `3` with `4` in of [bd61484ce6ec]
  NoCoverage shop/prices.py:3:16 replace `3` with `0` in of [1619fb5ecf15]
----- stderr
8 mutants in 2 files (0 ignored)
starting Python
running the unmutated suite
4 tests pass on the unmutated code, in [TIME]
judging 4 mutants
gate failed: the mutation score of the diff is 33.3%, which is below 100%
");
    for skip in ["@pytest.mark.skipif(True, reason='x')\n", "pytestmark = pytest.mark.skip\n"] {
        let output = changed(&project, "def test_pen", &format!("import pytest\n{skip}def test_pen"));
        assert!(output.contains("tests/test_prices.py::test_pen: skipped now\n"), "{output}");
        assert!(output.contains("  NoCoverage shop/prices.py:3:16 "), "{output}");
        assert!(output.starts_with("exit: 1\n") && !output.contains("note: "), "{output}");
    }
}

#[test]
fn tests_that_do_not_get_to_their_assertions_are_listed() {
    let project = known();
    for (old, new, loss) in [
        ("    assert of('pen') == 3", "    return\n    assert of('pen') == 3", "0 assertions, 1 before"),
        ("    assert of('pen') == 3", "    if False: assert of('pen') == 3", "0 assertions, 1 before"),
        ("def test_book", "def test_pen(): pass\n\ndef test_book", "hidden by a later one of its name"),
    ] {
        let output = changed(&project, old, new);
        assert!(output.contains(&format!("  tests/test_prices.py::test_pen: {loss}\n")), "{output}");
        // known from the last run: nobody reaches it now
        assert!(output.contains("  NoCoverage shop/prices.py:3:16 "), "{output}");
    }
    git(&project, &["mv", "tests/test_prices.py", "tests/prices.py"]);
    let output = diff(&project, &["--mutants"]);
    assert!(output.contains("  tests/test_prices.py::test_pen: deleted\n"), "{output}");
    assert!(output.contains("  NoCoverage shop/prices.py:3:16 "), "{output}");
}

#[test]
fn helpers_and_fixtures_are_a_matter_of_the_tests_that_use_them() {
    let project = shop();
    let tests = "import pytest\nfrom shop.prices import of\n\n\ndef check(item, price):\n    assert of(item) == price\n\n\n\
                 @pytest.fixture\ndef pen():\n    return of('pen')\n\n\ndef test_pen():\n    check('pen', 3)\n\n\n\
                 def test_again(pen):\n    assert pen == 3\n\n\ndef test_book():\n    assert of('book') == 5\n";
    write(&project, "tests/test_prices.py", tests);
    commit(&project);
    run(&project);
    let output = changed(&project, "    assert of(item) == price", "    of(item)");
    assert!(output.contains("  tests/test_prices.py::test_pen: 0 assertions, 1 before\n"), "{output}");
    assert!(!output.contains("The diff has to do with no mutant"), "{output}");
    let output = changed(&project, "return of('pen')", "return 3");
    assert!(output.contains("\nMutants: ") && !output.contains("Tests that the diff"), "{output}");
    // a fixture that nobody uses is a matter of nobody
    let more = "\n\n@pytest.fixture\ndef unused():\n    pass\n";
    let output = changed(&project, "\n\ndef test_book", &format!("{more}\n\ndef test_book"));
    assert!(output.contains("The diff has to do with no mutant."), "{output}");
}

#[test]
fn a_conftest_concerns_the_tests_below_it() {
    let project = known();
    write(&project, "conftest.py", "import pytest\n\n@pytest.fixture\ndef unused():\n    return 1\n");
    git(&project, &["add", "-A"]);
    assert!(diff(&project, &["--mutants"]).contains("The diff has to do with no mutant."));
    let auto = "import pytest\n\n@pytest.fixture(autouse=True)\ndef fake(monkeypatch):\n    \
                monkeypatch.setattr('tests.test_prices.of', lambda item: 3 if item == 'pen' else 5)\n";
    write(&project, "tests/__init__.py", "");
    write(&project, "conftest.py", auto);
    git(&project, &["add", "-A"]);
    let output = diff(&project, &["--mutants", "--fail-under-mutants", "100"]);
    assert!(output.starts_with("exit: 1\n"), "{output}");
    assert!(output.contains("  NoCoverage shop/prices.py:3:16 "), "{output}");
}

#[test]
fn pytests_configuration_says_what_a_test_is() {
    let project = shop();
    let config = "[tool.coverage.run]\nsource = ['shop']\n[tool.pytest.ini_options]\npython_files = ['check_*.py']\n\
                  python_functions = ['it_*']\n";
    write(&project, "pyproject.toml", config);
    git(&project, &["mv", "tests/test_prices.py", "tests/check_prices.py"]);
    write(&project, "tests/check_prices.py", &TESTS.replace("def test_", "def it_"));
    commit(&project);
    let tests = TESTS.replace("def test_", "def it_").replace("of('pen') == 3", "of('pen')");
    write(&project, "tests/check_prices.py", &tests);
    snapshot!(diff(&project, &["--mutants"]), @r"
exit: 0
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

No changed line is one that coverage is measured of. There is nothing to cover.

Tests that the diff takes something from
  tests/check_prices.py::it_pen: asserts less than before

Mutants: 6 judged, score 50.0%
  Survived shop/prices.py:2:8 replace the condition with `False` in of [be1e1d063f92]
  Survived shop/prices.py:2:16 replace the string with an empty one in of [4c66c32f217e]
  Survived shop/prices.py:3:16 replace `3` with `4` in of [bd61484ce6ec]
----- stderr
8 mutants in 2 files (0 ignored)
starting Python
running the unmutated suite
3 tests pass on the unmutated code, in [TIME]
judging 6 mutants
");
}

#[test]
fn a_configuration_that_chooses_other_tests_is_a_matter_of_all() {
    let project = known();
    write(&project, "pytest.ini", "[pytest]\naddopts = -q\n");
    git(&project, &["add", "-A"]);
    assert!(diff(&project, &["--mutants"]).contains("The diff has to do with no mutant."));
    write(&project, "pytest.ini", "[pytest]\naddopts = -q --deselect tests/test_prices.py::test_pen\n");
    let output = diff(&project, &["--mutants", "--fail-under-mutants", "100"]);
    assert!(output.starts_with("exit: 1\n"), "{output}");
    assert!(output.contains("  NoCoverage shop/prices.py:3:16 "), "{output}");
}
