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

#[test]
fn who_has_no_tests_left_takes_those_of_others() {
    let project = Project::new(&[
        ("logic.py", "def double(n):\n    if n == 10:\n        return 20\n    return n * 2\n"),
        ("test_long.py", TESTS),
        ("test_other.py", "from test_long import said\n\n\ndef test_other():\n    said('other')\n"),
    ]);
    let meeting = project.path.with_file_name("meeting");
    fs::create_dir(&meeting).unwrap();
    let output = support::command(&project.path)
        .args(["baseline", "--jobs", "2", "--sandbox", "off"])
        .env("MEETING", &meeting)
        .output()
        .unwrap();
    snapshot!(shown(&output, &project.path), @r"
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
