//! The same input gives the same verdicts, whatever the number of jobs and the load.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::{
    run::{Project, shown},
    support,
};

/// Adds so many mutants that two workers are worth it from the start.
fn enlarge(project: &Path) {
    let functions: String =
        (0..20).map(|n| format!("def sum{n}(a, b):\n    return a + b - {n}\n\n")).collect();
    let tests = "import wide\n\ndef test_sums():\n    for n in range(19):\n        assert getattr(wide, f'sum{n}')(1, 2) == 3 - n\n";
    std::fs::write(project.join("lib/wide.py"), functions).unwrap();
    std::fs::write(project.join("tests/test_wide.py"), tests).unwrap();
}

fn verdicts(jobs: &str) -> BTreeMap<String, String> {
    let project = support::copy_project("closures");
    enlarge(&project.path);
    let temp = tempfile::tempdir().unwrap();
    let report = temp.path().join("report.json");
    let report_option = format!("json={}", report.display());
    let args = ["run", "--no-cache", "--jobs", jobs, "--report", &report_option];
    let out = support::mutate(&args, &project.path);
    let json: Value = serde_json::from_slice(
        &std::fs::read(&report).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out.stderr))),
    )
    .unwrap();
    let mut found = BTreeMap::new();
    for (path, file) in json["files"].as_object().unwrap() {
        for mutant in file["mutants"].as_array().unwrap() {
            let key = format!("{path} {}", mutant["id"].as_str().unwrap());
            found.insert(key, mutant["status"].as_str().unwrap().to_owned());
        }
    }
    found
}

fn same(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    let differing: Vec<_> = one.iter().filter(|(key, status)| other.get(*key) != Some(status)).collect();
    assert!(one.len() == other.len() && differing.is_empty(), "they differ: {differing:?}");
}

#[test]
fn jobs_and_load_change_no_verdict() {
    let calm = verdicts("1");
    assert!(calm.len() >= 100, "{calm:?}");
    same(&calm, &verdicts("4"));
    let busy = Arc::new(AtomicBool::new(true));
    let burners: Vec<_> = (0..4)
        .map(|_| {
            let busy = Arc::clone(&busy);
            std::thread::spawn(move || {
                while busy.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            })
        })
        .collect();
    let loaded = verdicts("2");
    busy.store(false, Ordering::Relaxed);
    burners.into_iter().for_each(|b| b.join().unwrap());
    same(&calm, &loaded);
}

/// A test that waits, and fails the first time that it sees a mutant, whichever it is, as one that is late.
const BY_CHANCE: &str = "\
import hashlib, os, pathlib, time
import scales

def test_weigh():
    source = pathlib.Path(scales.__file__).read_bytes()
    seen = pathlib.Path(os.environ['SEEN'], hashlib.sha256(source).hexdigest())
    first = not seen.exists()
    seen.touch()
    scales.weigh(2, 3)
    time.sleep(0.02)
    assert not first or b'return a + b' in source
";

fn judged_by_chance(strategy: &str) -> String {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'scales'\nversion = '1'\n"),
        ("scales.py", "def weigh(a, b):\n    return a + b\n"),
        ("test_scales.py", BY_CHANCE),
    ]);
    let seen = tempfile::tempdir().unwrap();
    let args = ["run", "--no-cache", "--jobs", "1", "--strategy", strategy, "--sandbox", "off", "-q"];
    let out = support::command(&project.path).args(args).env("SEEN", seen.path()).output().unwrap();
    shown(&out, &project.path)
}

#[test]
fn what_fails_by_chance_kills_nothing_in_a_fresh_interpreter() {
    insta::assert_snapshot!(judged_by_chance("cold"), @"
    exit: 0
    ----- stdout
    mutation score 0.0%, test strength 0.0%: 2 survived of 2 mutants
    ----- stderr
    ");
}

#[test]
fn a_test_that_waits_must_notice_a_mutant_twice() {
    insta::assert_snapshot!(judged_by_chance("auto"), @"
    exit: 0
    ----- stdout
    mutation score 0.0%, test strength 0.0%: 2 survived of 2 mutants
    ----- stderr
    ");
}
