//! `mutate baseline`: a process that has run its tests takes some of those that another still has before it.

use std::fs;

use crate::run::{Project, shown};
use crate::{snapshot, support};

/// `test_step[2]` needs `test_step[9]` at its side: only another process can run that meanwhile.
const TESTS: &str = r"
import os
import time

import pytest


def said(name):
    open(os.path.join(os.environ['MEETING'], name), 'w').close()


def heard(name):  # pragma: no cover
    for _ in range(2000):
        if os.path.exists(os.path.join(os.environ['MEETING'], name)):
            return True
        time.sleep(0.01)
    return False


def test_while_the_other_process_ends():
    assert heard('other')
    time.sleep(3)  # until who ran that test has said that it has no other


@pytest.mark.parametrize('n', range(11))
def test_step(n):
    if n == 9:
        said('nine')
    assert n != 2 or heard('nine')
    import logic
    assert logic.double(n) == 2 * n
";

/// What is said of a suite that two processes measure, which have a folder to meet in.
fn met(project: &Project) -> String {
    let meeting = project.path.with_file_name("meeting");
    fs::create_dir(&meeting).unwrap();
    let output = support::command(&project.path)
        .args(["baseline", "--jobs", "2", "--sandbox", "off"])
        .env("MEETING", &meeting)
        .output()
        .unwrap();
    shown(&output, &project.path)
}

#[test]
fn who_has_no_tests_left_takes_those_of_others() {
    let project = Project::new(&[
        ("logic.py", "def double(n):\n    if n == 10:\n        return 20\n    return n * 2\n"),
        ("test_long.py", TESTS),
        ("test_other.py", "from test_long import said\n\n\ndef test_other():\n    said('other')\n"),
    ]);
    snapshot!(met(&project), @r"
exit: 0
----- stdout
module         covered  statements  missing  complexity  tests  priority
logic.py        100.0%           4        0           3     11         0
test_long.py    100.0%          15        0          12     13         0
test_other.py   100.0%           3        0           2      1         0

100.0% of 22 statements, missing 0
0 of 3 modules are below 50 %
----- stderr
starting Python
running the unmutated suite
13 tests pass on the unmutated code, in [TIME]
");
}

/// A test that takes until another process has run the last one of its file, and what that one waits for.
const LONG: &str = r"
import pytest
from test_long import heard, said


@pytest.mark.parametrize('n', range(6))
def test_step(n):
    n != 0 or said('begun')
    if n == 2:
        said('two')
        assert heard('five')
    if n == 5:
        said('five')
";

#[test]
fn tests_are_taken_from_a_process_that_is_at_one_test_for_long() {
    let other = "from test_long import heard, said


def test_other():
    assert heard('two')
";
    let project = Project::new(&[
        (
            "logic.py", "ONE = 1
",
        ),
        ("test_long.py", TESTS.split("\n\n\ndef test_while").next().unwrap()),
        ("test_one.py", LONG),
        ("test_other.py", other),
    ]);
    let said = met(&project);
    assert!(said.contains("7 tests pass on the unmutated code"), "{said}");
}

/// A cache that an earlier test of the file has filled, and a process that waits for work meanwhile.
fn shop(first: &str, last: &str) -> Project {
    let seen = "SEEN = {}\n\n\ndef add(key):\n    if key in SEEN:\n        return 'again'\n    SEEN[key] = 1\n    \
                return 'new'\n";
    let slow = "@pytest.mark.parametrize('n', range(8))\ndef test_slow(n):\n    time.sleep(0.3)\n";
    let tests = format!("import time\n\nimport pytest\nimport shop\n\n\n{first}\n\n{slow}\n\n{last}");
    Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['shop']\nbranch = true\n"),
        ("shop.py", seen),
        ("test_shop.py", &tests),
    ])
}

#[test]
fn tests_that_find_what_earlier_ones_left_run_after_them() {
    // left before there is something to give away, and after some tests are with another process already
    let before = shop("def test_new():\n    shop.add(0)\n", "def test_again():\n    shop.add(0)\n");
    let late = "@pytest.mark.parametrize('n', range(6))\ndef test_late(n):\n    \
                time.sleep(0.3)\n    n != 1 or shop.add(0)\n    n != 5 or shop.add(0)\n";
    let after = shop("", late);
    for project in [before, after] {
        for jobs in ["1", "2"] {
            let output =
                project.run(&["baseline", "--jobs", jobs, "--sandbox", "off", "--report", "term-missing"]);
            assert!(output.contains("\nshop.py       6      0      2      0   100%\n"), "{jobs}: {output}");
        }
    }
}
