//! `mutate doctor`: what would spoil a run is found by running the suite, and named.

use crate::run::Project;
use crate::snapshot;

/// A suite with one test of each kind that a doctor looks for.
fn ailing() -> Project {
    let suite = "\
import os, pathlib, socket, subprocess

import pytest

from shop import cart

state = []


def test_is_well():
    assert cart.total([1, 2]) == 3


def test_fills():
    state.append(1)
    assert state


def test_needs_what_another_fills():
    assert state


def test_minds_what_another_spoils():
    assert 'SPOILT' not in os.environ


def test_spoils():
    os.environ['SPOILT'] = '1'
    assert cart.total([]) == 0


def test_only_runs():
    cart.total([1])


def helper(cart_):
    assert cart_


def test_asserts_through_a_helper():
    helper(cart)


def test_asserts_a_constant():
    cart.total([2])
    assert 1 + 1 == 2


def test_writes():
    pathlib.Path('data').mkdir(exist_ok=True)
    pathlib.Path('data/out.txt').write_text('x')
    pathlib.Path('data/out.txt').unlink()
    assert True is not cart


def test_has_another_program_write():
    subprocess.run(['sh', '-c', 'echo x > report.txt'], check=True)
    assert cart


def test_talks():
    with socket.socket() as one:
        one.setblocking(False)
        assert one.connect_ex(('192.0.2.1', 9))
";
    Project::new(&[
        ("pyproject.toml", "[tool.pytest.ini_options]\npythonpath = ['.']\n"),
        ("shop/__init__.py", ""),
        ("shop/cart.py", "def total(prices):\n    return sum(prices)\n"),
        ("shop/lonely.py", "LIMIT = 10\n"),
        ("tests/test_cart.py", suite),
    ])
}

#[test]
fn every_ailment_is_named_and_nothing_else() {
    let project = ailing();
    snapshot!(project.run(&["doctor", "--seed", "3", "-q"]), @r"
exit: 0
----- stdout
Python [VERSION], pytest [VERSION], coverage [VERSION]
mutants write only where they may (Landlock)
workers have copies of the project
11 tests run in order, each alone, and in random order (--seed 3)
2 of 3 modules are imported from the project

Imported by no test file
  shop.lonely

Tests that fail alone
  tests/test_cart.py::test_needs_what_another_fills: it fails alone, unmutated

Tests that fail in random order (--seed 3)
  tests/test_cart.py::test_needs_what_another_fills: it fails in this order
  tests/test_cart.py::test_minds_what_another_spoils: it fails in this order

Tests without an assertion
  tests/test_cart.py::test_only_runs

Assertions that always hold
  tests/test_cart.py::test_asserts_a_constant: line 46: assert 1 + 1 == 2

Tests that write into the project's folders
  tests/test_cart.py::test_has_another_program_write: report.txt
  tests/test_cart.py::test_writes: data, data/out.txt

Tests that use the network
  tests/test_cart.py::test_talks: 192.0.2.1:9

9 findings
----- stderr
");
}

/// An installed copy, say, that wins over the project's own.
#[test]
fn a_module_that_comes_from_elsewhere_is_named_with_its_place() {
    let project = Project::scales();
    let beside = tempfile::tempdir().unwrap();
    let copy = beside.path().canonicalize().unwrap().join("scales.py");
    std::fs::copy(project.path.join("scales.py"), &copy).unwrap();
    let conftest = format!("import sys\nsys.path.insert(0, {:?})\nimport scales\n", copy.parent().unwrap());
    std::fs::write(project.path.join("conftest.py"), conftest).unwrap();
    let out = project.run(&["doctor", "-q"]);
    let said = format!("mutants of these modules cannot be seen\n  scales: {}\n", copy.display());
    assert!(out.starts_with("exit: 0\n") && out.contains(&said), "{out}");
}

#[test]
fn a_sound_project_has_nothing() {
    let project = Project::scales();
    let test = "import scales\n\n\ndef test_weigh():\n    assert scales.weigh(2, 3) == 5\n";
    std::fs::write(project.path.join("test_scales.py"), test).unwrap();
    snapshot!(project.run(&["doctor", "--seed", "7", "-q"]), @r"
exit: 0
----- stdout
Python [VERSION], pytest [VERSION], coverage [VERSION]
mutants write only where they may (Landlock)
workers have copies of the project
1 tests run in order, each alone, and in random order (--seed 7)
1 of 1 modules are imported from the project

nothing is wrong
----- stderr
");
}

#[test]
fn a_red_suite_is_3_here_too() {
    let project = Project::scales();
    std::fs::write(project.path.join("test_scales.py"), "def test_weigh():\n    assert 0\n").unwrap();
    snapshot!(project.run(&["doctor", "--seed", "7", "-q"]), @r"
exit: 3
----- stdout
----- stderr
error: the unmutated suite is red; mutation testing needs a green one. Failing:
  test_scales.py::test_weigh: assert 0
");
}
