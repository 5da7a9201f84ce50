//! Verdicts of earlier runs hold while nothing changes that they depend on, and not a run longer.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::run::{Project, edit};
use crate::support;

/// One test for each function; `refuse` is called by no test, but by a mutant of `take`.
fn shop() -> Project {
    Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        (
            "shop.py",
            "def refuse(n):\n    return None\n\n\ndef take(n):\n    if n < 0:\n        return refuse(n)\n    return n\n\n\n\
             def price(n):\n    return n * 3\n",
        ),
        (
            "test_shop.py",
            "import shop\n\n\ndef test_take():\n    assert shop.take(1) is not None\n\n\n\
             def test_price():\n    assert shop.price(2) == 6\n",
        ),
    ])
}

/// Line, replacement: status, and whether it was known.
type Verdicts = BTreeMap<String, (String, bool)>;

fn verdicts(project: &Project, more: &[&str]) -> Verdicts {
    let report = project.path.with_extension("json");
    let option = format!("json={}", report.display());
    let shown = project.run(&[&["run", "--paths", "shop.py", "--report", &option], more].concat());
    let json: Value = serde_json::from_slice(&fs::read(&report).expect(&shown)).unwrap();
    fs::remove_file(&report).unwrap();
    let mutants = json["files"]["shop.py"]["mutants"].as_array().unwrap().clone();
    let named = mutants.iter().map(|mutant| {
        let name = format!("{} -> {}", mutant["mutate"]["qualname"].as_str().unwrap(), mutant["replacement"]);
        let status = mutant["status"].as_str().unwrap().to_owned();
        (name, (status, mutant["mutate"]["cached"].as_bool().unwrap()))
    });
    named.collect()
}

fn statuses(verdicts: &Verdicts) -> BTreeMap<&str, &str> {
    verdicts.iter().map(|(name, (status, _))| (name.as_str(), status.as_str())).collect()
}

/// The functions whose mutants were judged anew, those without a run left out.
fn judged(verdicts: &Verdicts) -> Vec<&str> {
    let fresh = verdicts.iter().filter(|(_, (status, known))| !known && status != "NoCoverage");
    let mut functions: Vec<&str> = fresh.map(|(name, _)| name.split(' ').next().unwrap()).collect();
    functions.dedup();
    functions
}

/// After the edits the cache says what a run from scratch says; returns what was judged for it.
fn sound(project: &Project) -> Vec<String> {
    let (with, without) = (verdicts(project, &[]), verdicts(project, &["--no-cache"]));
    assert_eq!(statuses(&with), statuses(&without));
    judged(&with).into_iter().map(str::to_owned).collect()
}

#[test]
fn without_a_change_nothing_is_judged_again() {
    let project = shop();
    let first = verdicts(&project, &[]);
    assert_eq!(judged(&first), ["price", "take"]);
    let second = verdicts(&project, &[]);
    assert_eq!(statuses(&first), statuses(&second));
    assert!(judged(&second).is_empty(), "{second:?}");
}

#[test]
fn what_is_nothing_to_a_mutant_has_none_judged_again() {
    let project = shop();
    verdicts(&project, &[]);
    let more = "\"\"\"A shop.\"\"\"\n\n\ndef refund(n):\n    return -n\n\n\ndef refuse";
    edit(&project, "shop.py", "def refuse", more);
    fs::write(project.path.join("test_more.py"), "import json\n\n\ndef test_json():\n    assert json\n")
        .unwrap();
    edit(&project, "pyproject.toml", "version", "# the first\nversion");
    assert!(sound(&project).is_empty());
}

/// No interpreter is started: there is none any more that could be.
#[test]
fn without_a_change_no_python_is_started() {
    let project = shop();
    let bin = project.path.with_file_name("bin");
    fs::create_dir(&bin).unwrap();
    let python = bin.join("python");
    let log = project.path.with_file_name("started");
    let script =
        format!("#!/bin/sh\necho x >> {}\nexec {} \"$@\"\n", log.display(), support::python().display());
    fs::write(&python, script).unwrap();
    fs::set_permissions(&python, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let run = || {
        let python = python.to_str().unwrap();
        let args =
            ["run", "--paths", "shop.py", "--python", python, "--sandbox", "off", "--fail-under", "99"];
        let out = support::mutate(&args, &project.path);
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stdout).into_owned(),
            fs::read_to_string(&log).unwrap(),
        )
    };
    let (code, stdout, started) = run();
    assert_eq!((code, started.is_empty()), (Some(1), false), "{stdout}");
    assert_eq!(run(), (code, stdout.clone(), started.clone()));
    edit(&project, "shop.py", "n * 3", "3 * n");
    assert_ne!(run().2, started);
}

#[test]
fn comments_blank_lines_and_docstrings_change_no_verdict() {
    let project = shop();
    verdicts(&project, &[]);
    edit(
        &project,
        "shop.py",
        "def take(n):\n",
        "# moved down\n\n\ndef take(n):\n    \"\"\"Takes.\"\"\"\n    # so\n",
    );
    edit(&project, "test_shop.py", "def test_price", "# the price\n\ndef test_price");
    assert!(sound(&project).is_empty());
}

#[test]
fn a_changed_function_costs_the_mutants_whose_tests_run_it() {
    let project = shop();
    verdicts(&project, &[]);
    edit(&project, "shop.py", "return n * 3", "return 3 * n");
    assert_eq!(sound(&project), ["price"]);
}

#[test]
fn a_weakened_test_shows() {
    let project = shop();
    verdicts(&project, &[]);
    edit(&project, "test_shop.py", "assert shop.price(2) == 6", "shop.price(2)");
    assert_eq!(sound(&project), ["price"]);
    let out = project.run(&["results", "--status", "survived"]);
    assert!(out.contains("price"), "{out}");
}

/// `take` with its condition turned round calls `refuse`: whatever that returns decides.
#[test]
fn what_only_a_mutant_leads_to_counts() {
    let project = shop();
    let before = verdicts(&project, &[]);
    edit(&project, "shop.py", "return None", "return 5");
    assert_eq!(sound(&project), ["take"]);
    let after = verdicts(&project, &[]);
    assert_ne!(statuses(&before), statuses(&after));
}

/// Not all mutants of a function lead to where one of them leads.
#[test]
fn what_a_mutant_may_lead_to_is_no_matter_where_it_does_not() {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        (
            "shop.py",
            "def refund(n):\n    return n - 1\n\n\n\
             def rate(n):\n    if n > 100:\n        return refund(n)\n    return n\n",
        ),
        (
            "test_shop.py",
            "import shop\n\n\ndef checked(n):\n    assert n is not None\n\n\n\
             def unused(n):\n    checked(n + 1)\n\n\n\
             def test_rate():\n    checked(shop.rate(1)) or shop or unused(1)\n",
        ),
    ]);
    let fresh = || -> Vec<String> {
        let found = verdicts(&project, &[]);
        assert_eq!(statuses(&found), statuses(&verdicts(&project, &["--no-cache"])));
        let fresh = found.into_iter().filter(|(_, (status, known))| !known && status != "NoCoverage");
        fresh.map(|(name, _)| name).collect()
    };
    assert_eq!(fresh().len(), 6);
    edit(&project, "shop.py", "n - 1", "n - 2");
    let (leading, others) = (["rate -> \"<=\"", "rate -> \"True\""], ["rate -> \">=\"", "rate -> \"101\""]);
    let found = fresh();
    assert!(leading.iter().all(|name| found.iter().any(|n| n == name)), "{found:?}");
    assert!(others.iter().all(|name| found.iter().all(|n| n != name)), "{found:?}");
    edit(&project, "test_shop.py", "checked(n + 1)", "checked(n + 2)");
    // all tests had a say in those, for any might have left what they lead to
    assert_eq!(fresh(), leading);
    edit(&project, "test_shop.py", "is not None", "is not None or n");
    assert_eq!(fresh().len(), 6);
}

/// What asks for a member by a name that only the run knows may get those of the objects at hand.
#[test]
fn a_computed_name_may_be_one_of_the_objects_at_hand() {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n"),
        (
            "shop.py",
            "import taxes\n\n\nclass Till:\n    def pay(self, fast):\n        \
             return getattr(self, 'ca' + ('sh' if fast else 'rd'))()\n\n    \
             def cash(self):\n        return 1\n\n    def card(self):\n        return 1\n\n\n\
             def tax(n):\n    return taxes.of(n)\n\n\n\
             def by_name(name, high):\n    return getattr(taxes, name if high else 'low')\n",
        ),
        ("taxes.py", "def of(n):\n    return n * 2\n\n\ndef low():\n    pass\n\n\ndef steep():\n    pass\n"),
        (
            "test_shop.py",
            "import shop\n\n\ndef test_pay():\n    assert shop.Till().pay(True) == 1\n\n\n\
             def test_tax():\n    assert shop.tax(2) == 4\n\n\n\
             def test_by_name():\n    assert shop.by_name('st' + 'eep', True)() is None\n",
        ),
    ]);
    verdicts(&project, &[]);
    edit(&project, "shop.py", "def card(self):\n        return 1", "def card(self):\n        return 2");
    assert_eq!(sound(&project), ["Till.cash", "Till.pay"]);
    edit(&project, "taxes.py", "def low():\n    pass", "def low():\n    return 3");
    assert_eq!(sound(&project), ["by_name"]);
    edit(&project, "taxes.py", "n * 2", "2 * n");
    assert_eq!(sound(&project), ["by_name", "tax"]);
}

/// Whatever other tests do: this one fails with the mutant in place.
#[test]
fn a_kill_is_a_matter_of_the_test_that_killed() {
    let project = shop();
    let first = verdicts(&project, &[]);
    let kept = |verdicts: &Verdicts, status: &str| -> Vec<bool> {
        verdicts.values().filter(|(found, _)| found == status).map(|(_, known)| *known).collect()
    };
    assert!(first.values().any(|(status, _)| status == "Survived"), "{first:?}");
    edit(
        &project,
        "test_shop.py",
        "def test_price",
        "def test_both():\n    shop.take(2) and shop.price(1)\n\n\ndef test_price",
    );
    let second = verdicts(&project, &[]);
    assert!(kept(&second, "Killed").into_iter().all(|known| known), "{second:?}");
    assert!(kept(&second, "Survived").into_iter().all(|known| !known), "{second:?}");
    sound(&project);
    edit(&project, "test_shop.py", "== 6", "== 6 or True");
    assert_eq!(sound(&project), ["price"]);
}

#[test]
fn a_new_fixture_that_all_tests_use_makes_all_judged_again() {
    let project = shop();
    verdicts(&project, &[]);
    let fixture = "import pytest, shop\n\n\n@pytest.fixture(autouse=True)\ndef free(monkeypatch):\n    \
                   monkeypatch.setattr(shop, 'refuse', lambda n: n)\n";
    fs::write(project.path.join("conftest.py"), fixture).unwrap();
    assert_eq!(sound(&project), ["price", "take"]);
}

/// No test looks for the file as long as nothing is wrong: only under a mutant it counts.
#[test]
fn a_file_that_a_test_may_look_for_counts() {
    let project = shop();
    edit(
        &project,
        "test_shop.py",
        "    assert shop.take(1) is not None",
        "    import os\n    assert shop.take(1) is not None or os.path.exists('lenient')",
    );
    verdicts(&project, &[]);
    fs::write(project.path.join("lenient"), "").unwrap();
    assert_eq!(sound(&project), ["take"]);
}

#[test]
fn a_variable_that_a_test_may_read_counts() {
    let project = shop();
    edit(
        &project,
        "test_shop.py",
        "    assert shop.price(2) == 6",
        "    import os\n    assert shop.price(2) == 6 or 'LENIENT' in os.environ",
    );
    verdicts(&project, &[]);
    let out =
        support::command(&project.path).env("LENIENT", "1").args(["run", "--paths", "shop.py"]).output();
    let out = out.unwrap();
    assert!(String::from_utf8_lossy(&out.stdout).contains("price"), "{out:?}");
    let id = project.run(&["results", "--status", "survived"]);
    assert!(id.contains("price"), "{id}");
}

#[test]
fn explain_says_where_a_verdict_is_from() {
    let project = shop();
    verdicts(&project, &[]);
    edit(&project, "test_shop.py", "assert shop.price(2) == 6", "assert shop.price(3) == 9");
    verdicts(&project, &[]);
    let json = project.run(&["report", "json"]);
    let json: Value =
        serde_json::from_str(json.split("----- stdout\n").nth(1).unwrap().split("-----").next().unwrap())
            .unwrap();
    let of = |function: &str| {
        let mutants = json["files"]["shop.py"]["mutants"].as_array().unwrap();
        let mutant = mutants.iter().find(|m| m["mutate"]["qualname"] == function).unwrap();
        project.run(&["explain", mutant["id"].as_str().unwrap()])
    };
    assert!(
        of("price").contains("judged in the last run:\n  test_shop.py: `test_price` changed\n"),
        "{}",
        of("price")
    );
    assert!(of("take").contains("from the cache: nothing that it depends on has changed"), "{}", of("take"));
}

/// Verdicts of one folder hold in another one, wherever that is.
#[test]
fn what_is_exported_here_holds_there() {
    let (here, there) = (shop(), shop());
    let first = verdicts(&here, &[]);
    let file = here.path.with_file_name("verdicts.zst");
    let name = file.to_str().unwrap();
    let out = here.run(&["cache", "export", name]);
    assert!(out.contains("wrote 9 verdicts"), "{out}");
    for new in ["9", "0"] {
        let out = there.run(&["cache", "import", name]);
        assert!(out.contains(&format!("{new} verdicts are new")), "{out}");
    }
    let second = verdicts(&there, &[]);
    assert_eq!(statuses(&first), statuses(&second));
    assert!(judged(&second).is_empty(), "{second:?}");
    fs::write(&file, "rubbish").unwrap();
    let out = there.run(&["cache", "import", name]);
    assert!(out.starts_with("exit: ") && out.contains("failed to exchange verdicts with"), "{out}");
}

/// A run of another kind leaves verdicts, but no last run that could be shown in place of a new one.
#[test]
fn what_a_diff_found_is_not_taken_for_the_last_run() {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'one'\nversion = '1'\n"),
        ("one.py", "def more(n):\n    return n + 1\n"),
        ("test_one.py", "import one\n\n\ndef test_more():\n    assert one.more(1) == 2\n"),
    ]);
    for args in [&["init", "-q"][..], &["add", "-A"], &["commit", "-qm", "first"]] {
        let told = ["-c", "user.name=a", "-c", "user.email=a@b"];
        let done = Command::new("git").current_dir(&project.path).args(told).args(args).status().unwrap();
        assert!(done.success());
    }
    project.run(&["run", "-q"]);
    edit(&project, "one.py", "n + 1", "n - -1");
    project.run(&["diff", "--compare-branch", "HEAD", "--mutants", "-q"]);
    let out = project.run(&["run", "-q"]);
    assert!(out.contains("4 killed of 4 mutants"), "{out}");
    assert!(project.run(&["run"]).contains("nothing has changed: all 4 verdicts"));
    // one that asks for more than the last one is made
    let out = project.run(&["run", "--baseline-runs", "2"]);
    assert!(out.contains("running the unmutated suite"), "{out}");
}

/// Random edits of corpus projects.  `MUTATE_TEST_EDITS` says how many for each.
#[test]
fn random_edits_find_no_verdict_that_a_run_from_scratch_would_not_give() {
    let edits = std::env::var("MUTATE_TEST_EDITS").unwrap_or_else(|_| "3".to_owned());
    let projects = ["closures", "fixtures"].map(|name| support::root().join("corpus/projects").join(name));
    let out = Command::new(support::python())
        .arg(support::root().join("tests/python/edits.py"))
        .args(["--mutate", env!("CARGO_BIN_EXE_mutate"), "--edits", &edits, "--python"])
        .arg(support::python())
        .args(projects)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn what_changes_the_project_meanwhile_is_named() {
    let project = shop();
    let log = project.path.join("run.log");
    let args = ["run", "--paths", "shop.py", "-v"];
    let sink = fs::File::create(&log).unwrap();
    support::command(&project.path).args(args).stderr(sink).output().unwrap();
    let said = fs::read_to_string(&log).unwrap();
    let warnings: Vec<&str> = said.lines().filter(|line| line.starts_with("warning")).collect();
    assert_eq!(warnings, ["warning: verdicts of this run are not kept: run.log changed while it went on"]);
    assert_eq!(judged(&verdicts(&project, &[])), ["price", "take"]);
}
