//! Suites that are run with the plugins of many teams: what would break judging is set aside, the rest stays,
//! and nobody has to pay for it.

use std::fs;

use serde_json::Value;

use crate::{
    run::{Project, shown},
    support,
};

const PYPROJECT: &str = "\
[project]
name = 'scales'
version = '1'

[tool.pytest.ini_options]
addopts = '-n auto --dist loadscope --cov=scales --cov-report term --reruns 2 --timeout 60 -p randomly --strict-markers --strict-config'
timeout = 50
asyncio_default_fixture_loop_scope = 'function'
";

const TESTS: &str = "\
import pytest
import scales


@pytest.fixture
def seen(worker_id, testrun_uid, tmp_path_factory):
    return worker_id


@pytest.mark.flaky(reruns=1)
def test_weigh(seen):
    assert seen == 'master'
    assert scales.weigh(2, 3) == 5


@pytest.mark.timeout(20)
@pytest.mark.xdist_group('a')
def test_label(no_cover):
    scales.label(1)
";

/// Options and markers of xdist, pytest-cov, rerunfailures, randomly and timeout; every mutant is still judged
/// by a swap, though rerunfailures serves xdist from a thread.
#[test]
fn installed_plugins_are_set_aside() {
    let project = Project::new(&[
        ("pyproject.toml", PYPROJECT),
        ("scales.py", "def weigh(a, b):\n    return a + b\n\n\ndef label(kind):\n    return 'kg'\n"),
        ("test_scales.py", TESTS),
    ]);
    let temp = tempfile::tempdir().unwrap();
    let report = temp.path().join("report.json");
    let out = support::command(&project.path)
        .env("VIRTUAL_ENV", support::environment_with_plugins())
        .args(["run", "--no-cache", "--jobs", "1", "-q", "--report", &format!("json={}", report.display())])
        .output()
        .unwrap();
    insta::assert_snapshot!(shown(&out, &project.path), @"
    exit: 0
    ----- stdout
    mutation score 50.0%, test strength 50.0%: 2 killed, 2 survived of 4 mutants
    ----- stderr
    ");
    let json: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let mutants = json["files"]["scales.py"]["mutants"].as_array().unwrap();
    let strategies: Vec<&Value> = mutants.iter().map(|m| &m["mutate"]["strategy"]).collect();
    assert_eq!(strategies, ["swap"; 4]);
}

/// The project's own plugin is imported before pytest is configured; its mutants are imported anew, there, too.
#[test]
fn the_projects_own_plugin_needs_no_fresh_interpreter() {
    let project = Project::new(&[
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p shop'\npythonpath = ['.']\n"),
        ("shop.py", "import pytest\n\nRATE = 3\n\n\n@pytest.fixture\ndef rate():\n    return RATE\n"),
        ("test_shop.py", "def test_rate(rate):\n    assert rate == 3\n"),
    ]);
    let temp = tempfile::tempdir().unwrap();
    let report = temp.path().join("report.json");
    let json = format!("json={}", report.display());
    let out =
        project.run(&["run", "--paths", "shop.py", "--no-cache", "--jobs", "1", "-q", "--report", &json]);
    insta::assert_snapshot!(out, @"
    exit: 0
    ----- stdout
    mutation score 100.0%, test strength 100.0%: 2 killed of 2 mutants
    ----- stderr
    ");
    let json: Value = serde_json::from_slice(&std::fs::read(&report).unwrap()).unwrap();
    let mutants = json["files"]["shop.py"]["mutants"].as_array().unwrap();
    let strategies: Vec<&Value> = mutants.iter().map(|m| &m["mutate"]["strategy"]).collect();
    assert_eq!(strategies, ["reimport", "swap"]);
}

/// Nothing of the folder was in use: the second run must not end before it has looked there.
#[test]
fn a_plugin_that_is_new_counts_wherever_it_is_installed() {
    let project = Project::scales();
    let site = project.path.with_file_name("site-packages");
    fs::create_dir(&site).unwrap();
    let run = || {
        let args = ["run", "--paths", "scales.py", "--fail-under", "0"];
        let out = support::command(&project.path).args(args).env("PYTHONPATH", &site).output().unwrap();
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    let first = run();
    assert!(first.contains("killed"), "{first}");
    assert_eq!(run(), first);
    let plugin = "def pytest_collection_modifyitems(items):\n    del items[:1]\n";
    fs::write(site.join("fewer.py"), plugin).unwrap();
    let about = site.join("fewer-1.dist-info");
    fs::create_dir(&about).unwrap();
    fs::write(about.join("METADATA"), "Metadata-Version: 2.1\nName: fewer\nVersion: 1\n").unwrap();
    fs::write(about.join("entry_points.txt"), "[pytest11]\nfewer = fewer\n").unwrap();
    assert_ne!(run(), first);
}

/// A hook that fails a session whose tests have all passed is heard however the mutant is put in place; one that
/// fails it without a mutant, too, proves nothing.
#[test]
fn a_hook_at_the_end_of_the_session_is_heard_by_every_strategy() {
    let finish = |condition: &str| {
        format!(
            "import ledger\n\n\ndef pytest_sessionfinish(session):\n    if {condition}:\n        session.exitstatus = 3\n"
        )
    };
    for (condition, killed) in [("ledger.opened", 3), ("ledger.opened or len(ledger.opened) < 1", 1)] {
        let hook = finish(condition);
        let project = Project::new(&[
            ("pyproject.toml", ""),
            (
                "ledger.py",
                "opened = []\nLEFT = 0\n\n\ndef close(name):\n    opened.append(name)\n    opened.remove(name)\n    return name, opened.extend(range(LEFT))\n",
            ),
            ("conftest.py", &hook),
            ("test_ledger.py", "import ledger\n\n\ndef test_close():\n    assert ledger.close(1)\n"),
        ]);
        for strategy in ["auto", "reimport", "cold"] {
            let args = ["run", "--paths", "ledger.py", "--no-cache", "-q", "--strategy", strategy];
            let out = project.run(&[&args[..], &["--operators", "number,call-statement"]].concat());
            assert!(out.contains(&format!("{killed} killed")), "{condition} {strategy}: {out}");
        }
    }
}
