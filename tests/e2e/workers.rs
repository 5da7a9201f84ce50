//! How many workers a run starts: no more than there is work for.

use std::collections::BTreeSet;
use std::fs;

use crate::{run::Project, support};

/// Each worker that runs a test leaves the name of its folder.
const CONFTEST: &str = "\
import os, pathlib

def pytest_runtest_setup(item):
    pathlib.Path(os.environ['SEEN'], item.config.rootpath.parent.name).touch()
";

const SCALES: &str = "\
def weigh(a, b):
    if a > 100 and b < 5:
        return a * b + 2
    return a + b
";

/// The workers that run tests, of eight, where each test takes so many CPU seconds.
fn at_work(seconds: f64) -> BTreeSet<String> {
    let tests = format!(
        "import time\nfrom scales import weigh\n\ndef test_weigh():\n    end = time.process_time() + {seconds}\n    \
         while time.process_time() < end:\n        pass\n    assert weigh(2, 3)\n"
    );
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'scales'\nversion = '1'\n"),
        ("conftest.py", CONFTEST),
        ("scales.py", SCALES),
        ("test_scales.py", &tests),
    ]);
    let seen = tempfile::tempdir().unwrap();
    let args = ["run", "--no-cache", "--jobs", "8", "--sandbox", "off", "-q"];
    let out = support::command(&project.path).args(args).env("SEEN", seen.path()).output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let names = fs::read_dir(seen.path()).unwrap();
    names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_few_quick_mutants_are_not_worth_a_second_worker() {
    assert_eq!(at_work(0.0).into_iter().collect::<Vec<_>>(), ["0"]);
}

#[test]
fn a_few_that_take_long_are_judged_side_by_side() {
    let workers = at_work(0.5);
    assert!(workers.len() > 2, "{workers:?}");
}
