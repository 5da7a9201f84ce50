//! What workers have of the project: a copy, or an overlay where there are many files.

use std::fs;

use crate::run::Project;
use crate::snapshot;
use crate::support;

/// Its tests look at the folder that they run in, and write there.
const LOOKING: &[(&str, &str)] = &[
    ("pyproject.toml", "[tool.mutate]\npaths = ['disk.py']\noperators = ['number']\n"),
    (
        "disk.py",
        "import pathlib

HERE = pathlib.Path(__file__).parent


def save(name):
    HERE.joinpath(name).write_text('x' * 3)
    return len(HERE.joinpath(name).read_text())
",
    ),
    ("data/text.txt", "text"),
    ("corpora/large.txt", "large"),
    (".git/config", ""),
    (
        "test_disk.py",
        "import os
import pathlib

import disk

HERE = pathlib.Path(__file__).parent


def names():
    return sorted(path.name for path in HERE.iterdir() if 'cache' not in path.name and path.name != 'new.txt')


def test_save():
    assert names() == EXPECTED
    assert disk.save('new.txt') == 3
    assert (HERE / 'link').resolve() == HERE / 'data' / 'text.txt'
    assert (HERE / 'link').read_text() == 'text' and os.readlink(HERE / 'broken') == 'nowhere'


EXPECTED = ['broken', 'corpora', 'data', 'disk.py', 'link', 'pyproject.toml', 'test_disk.py']
",
    ),
];

fn looking() -> Project {
    let project = Project::new(LOOKING);
    std::os::unix::fs::symlink(project.path.join("data/text.txt"), project.path.join("link")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.path.join("broken")).unwrap();
    project
}

/// Whether this machine has overlays: a container often has none.
fn possible(out: &str) -> bool {
    !out.contains("no overlay can be had here")
}

#[test]
fn a_worker_sees_the_same_through_an_overlay_as_in_a_copy() {
    for tree in ["overlay", "copy"] {
        let project = looking();
        let before = support::tree(&project.path);
        let out = project.run(&["run", "--no-cache", "--sandbox-tree", tree, "--fail-under", "100"]);
        if possible(&out) {
            assert!(out.starts_with("exit: 0\n") && out.contains("1 killed of 1 mutants"), "{tree}: {out}");
        }
        assert_eq!(support::tree(&project.path), before, "{tree}");
    }
}

#[test]
fn what_is_left_out_can_be_said() {
    for tree in ["overlay", "copy"] {
        let project = looking();
        let tests = LOOKING[5].1.replace("'corpora', ", "").replace("['broken'", "['.git', 'broken'");
        fs::write(project.path.join("test_disk.py"), tests).unwrap();
        let table = "[tool.mutate.sandbox]\nleave-out = ['corpora', '-.git']\n";
        let config = fs::read_to_string(project.path.join("pyproject.toml")).unwrap() + table;
        fs::write(project.path.join("pyproject.toml"), config).unwrap();
        let out = project.run(&["run", "--no-cache", "--sandbox-tree", tree, "--fail-under", "100"]);
        assert!(!possible(&out) || out.starts_with("exit: 0\n"), "{tree}: {out}");
    }
}

/// More files than are copied without need.
const MANY: usize = 5_100;

#[test]
fn a_suite_that_minds_the_overlay_has_copies() {
    let project = Project::new(&[
        (
            "pyproject.toml",
            "[tool.mutate]\npaths = ['a.py']\n[tool.pytest.ini_options]\ntestpaths = ['test_a.py']\n",
        ),
        ("a.py", "def f():\n    return 1\n"),
        (
            "test_a.py",
            "import os\n\nimport a\n\n\ndef test_f():\n    assert not os.path.ismount('.')\n    assert a.f() == 1\n",
        ),
    ]);
    fs::create_dir(project.path.join("data")).unwrap();
    for number in 0..MANY {
        fs::write(project.path.join(format!("data/{number}")), "").unwrap();
    }
    let out = project.run(&["run", "--no-cache", "-v"]);
    if out.contains("no overlay can be had") {
        return;
    }
    snapshot!(out, @r"
exit: 0
----- stdout
module   score  killed
a.py    100.0%       2

mutation score 100.0%, test strength 100.0%: 2 killed of 2 mutants
----- stderr
2 mutants in 1 files (0 ignored)
workers see the project's 5104 files through overlays
starting Python
running the unmutated suite
workers get copies of the project: on overlays the suite is red (test_a.py::test_f: AssertionError: assert not True)
starting Python
running the unmutated suite
1 tests pass on the unmutated code, in [TIME]
judging 2 mutants
Killed       a.py:2:12 replace `1` with `2`
Killed       a.py:2:12 replace `1` with `0`
");
}

#[test]
fn a_word_that_is_none_is_refused() {
    let project = looking();
    snapshot!(project.run(&["run", "--sandbox-tree", "link"]), @r"
exit: 2
----- stdout
----- stderr
error: invalid value 'link' for '--sandbox-tree <KIND>': `link` is none of `auto`, `copy` and `overlay`

For more information, try '--help'.
");
}
