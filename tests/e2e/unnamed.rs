//! An edit of code that nobody names, but that somebody finds: a framework, a registry, the configuration, another process.
//! What the next run says is what one from scratch says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::run::Project;
use crate::support;

const CORE: &str = "F = [1]\n\n\ndef price(x):\n    return x * 2 + F[0]\n";
const TEST: &str = "import core\n\n\ndef test_price():\n    assert core.price(2) >= 4\n";

/// The verdicts by mutant, and how many of them were known.
pub fn verdicts(
    folder: &Path,
    args: &[&str],
    variables: &[(&str, &str)],
) -> (BTreeMap<String, String>, usize) {
    let beside = tempfile::tempdir().unwrap();
    let report = beside.path().join("report.json");
    let out = support::command(folder)
        .args(["run", "--paths", "core.py", "--jobs", "1", "-q", "--report"])
        .arg(format!("json={}", report.display()))
        .args(args)
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    let text =
        fs::read_to_string(&report).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&out.stderr)));
    let report: Value = serde_json::from_str(&text).unwrap();
    let mutants = report["files"]["core.py"]["mutants"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let known = mutants.iter().filter(|mutant| mutant["mutate"]["cached"] == true).count();
    (mutants.iter().map(|mutant| (text(&mutant["id"]), text(&mutant["status"]))).collect(), known)
}

/// `edit`: (file, its text before, its text after).
fn check(files: &[(&str, &str)], (file, before, after): (&str, &str, &str)) {
    check_with(files, (file, before, after), &[], &[]);
}

fn check_with(
    files: &[(&str, &str)],
    (file, before, after): (&str, &str, &str),
    then: &[(&str, &str)],
    now: &[(&str, &str)],
) {
    let mut all = vec![("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\n"), (file, before)];
    all.extend(files);
    for (name, text) in [("core.py", CORE), ("test_core.py", TEST)] {
        if !all.iter().any(|(there, _)| *there == name) {
            all.push((name, text));
        }
    }
    check_edit(&all, |folder| fs::write(folder.join(file), after).unwrap(), then, now);
}

/// That after `edit` the next run says what one from scratch says; `then` and `now` are variables of the runs.
pub fn check_edit(files: &[(&str, &str)], edit: impl Fn(&Path), then: &[(&str, &str)], now: &[(&str, &str)]) {
    let project = Project::new(files);
    let (first, _) = verdicts(&project.path, &[], then);
    edit(&project.path);
    let (next, _) = verdicts(&project.path, &[], now);
    let (scratch, _) = verdicts(&project.path, &["--no-cache"], now);
    assert_ne!(first, scratch, "the edit changes something");
    assert_eq!(next, scratch);
}

#[test]
fn a_hook_in_a_class() {
    let text = |n: u32| {
        format!(
            "import core\n\n\nclass Plugin:\n    def pytest_runtest_setup(self, item):\n        core.F[0] = {n}\n\n\n\
             def pytest_configure(config):\n    config.pluginmanager.register(Plugin())\n"
        )
    };
    check(&[], ("conftest.py", &text(1), &text(0)));
}

#[test]
fn a_hook_by_another_name() {
    let text = |n: u32| {
        format!("import core\n\n\ndef _impl(item):\n    core.F[0] = {n}\n\n\npytest_runtest_setup = _impl\n")
    };
    check(&[], ("conftest.py", &text(1), &text(0)));
}

#[test]
fn a_fixture_that_the_configuration_names() {
    let text = |n: u32| {
        format!(
            "import core\nimport pytest\n\n\n@pytest.fixture\ndef clean(monkeypatch):\n    monkeypatch.setattr(core, 'F', [{n}])\n"
        )
    };
    check(&[("pytest.ini", "[pytest]\nusefixtures =\n    clean\n")], ("conftest.py", &text(1), &text(0)));
}

#[test]
fn a_fixture_whose_name_is_a_constant() {
    let text = |n: u32| {
        format!(
            "import pytest\n\nNAME = 'floor'\n\n\n@pytest.fixture(name=NAME)\ndef _given():\n    return {n}\n"
        )
    };
    let test = "import core\n\n\ndef test_price(floor):\n    assert core.price(2) >= floor\n";
    check(&[("test_core.py", test)], ("conftest.py", &text(1), &text(5)));
}

#[test]
fn a_method_that_the_other_base_calls() {
    let text = |n: u32| {
        format!(
            "import logging\n\n\nclass Floor:\n    def filter(self, record):\n        record.floor = {n}\n        return True\n"
        )
    };
    let test = "import logging\n\nimport core\nfrom helper import Floor\n\n\ndef test_price(caplog):\n    \
                log = logging.getLogger('x')\n    log.addFilter(Floor())\n    log.warning('now')\n    \
                assert core.price(2) >= caplog.records[0].floor\n";
    check(&[("test_core.py", test)], ("helper.py", &text(1), &text(5)));
}

#[test]
fn a_constant_by_which_a_test_file_changes_the_world() {
    let text =
        |n: u32| format!("import core\n\nLIMIT = {n}\ncore.F.append(LIMIT)\n\n\ndef test_it():\n    pass\n");
    let test = "import core\n\n\ndef test_price():\n    assert core.price(2) >= core.F[1]\n";
    check(&[("test_core.py", test)], ("test_before.py", &text(1), &text(5)));
}

#[test]
fn a_module_that_only_a_mutant_imports() {
    let core = "def price(x):\n    if x > 10:\n        from large import rebate\n        x = rebate(x)\n    return x\n";
    let test = "import core\n\n\ndef test_price():\n    assert core.price(2) == 2\n";
    let text = |more: &str| format!("def rebate(x):\n    return x{more}\n");
    check(&[("core.py", core), ("test_core.py", test)], ("large.py", &text(""), &text(" + 1")));
}

#[test]
fn a_variable_that_another_process_has() {
    let test = "import subprocess\n\nimport core\n\n\ndef test_price():\n    \
                out = subprocess.run(['sh', 'tool.sh'], stdout=subprocess.PIPE, check=True).stdout\n    \
                assert core.price(2) >= int(out)\n";
    let tool = "echo $APP_FLOOR\n";
    let files = [("test_core.py", test)];
    check_with(&files, ("tool.sh", tool, tool), &[("APP_FLOOR", "1")], &[("APP_FLOOR", "5")]);
}

#[test]
fn a_file_whose_time_of_change_was_set_back() {
    let project = Project::new(&[("pyproject.toml", ""), ("core.py", CORE), ("test_core.py", TEST)]);
    let path = project.path.join("test_core.py");
    let (first, _) = verdicts(&project.path, &[], &[]);
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    fs::write(&path, TEST.replace(">= 4", "== 5")).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(written).unwrap();
    let (next, _) = verdicts(&project.path, &[], &[]);
    let (scratch, _) = verdicts(&project.path, &["--no-cache"], &[]);
    assert_ne!(first, scratch);
    assert_eq!(next, scratch);
}

#[test]
fn what_is_named_costs_only_those_who_name_it() {
    let helper = |n: u32| format!("def low():\n    return 1\n\n\ndef other():\n    return {n}\n");
    let test = "import core\nimport helper\n\n\ndef test_price():\n    assert core.price(2) >= helper.low()\n\n\n\
                def test_other():\n    assert helper.other()\n";
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("core.py", CORE),
        ("helper.py", &helper(1)),
        ("test_core.py", test),
    ]);
    verdicts(&project.path, &[], &[]);
    fs::write(project.path.join("helper.py"), helper(2)).unwrap();
    let (next, known) = verdicts(&project.path, &[], &[]);
    let swapped = next.len() - known;
    assert!(known > 0 && swapped <= 2, "{known} of {} were known", next.len());
}

#[test]
fn a_property_that_only_a_mutant_shows() {
    // another test names it: to this one it comes by a text that is put together
    let core = |gross: u32| {
        format!(
            "class Price:\n    @property\n    def gross(self):\n        return {gross}\n\n    @property\n    def net(self):\n        \
             return 10\n\n\ndef shown(price, full):\n    kind = 'n' + 'et'\n    if full:\n        kind = 'gr' + 'oss'\n    \
             return ('{{0.%s}}' % kind).format(price)\n"
        )
    };
    let test = "import core\n\n\ndef test_net():\n    assert core.shown(core.Price(), False) == '10'\n\n\n\
                def test_gross():\n    assert core.Price().gross\n";
    check(&[("test_core.py", test)], ("core.py", &core(12), &core(10)));
}

#[test]
fn a_default_value_that_keeps_what_an_earlier_test_had_computed() {
    let core = "def compute(n):\n    return n * 2 + 1\n\n\ndef load(n, _cache={}):\n    if n not in _cache:\n        \
                _cache[n] = compute(n)\n    return _cache[n]\n\n\ndef other(n):\n    return n - 1\n";
    let test = |first: &str| {
        format!(
            "import core\n\n\ndef test_1():\n    assert {first}\n\n\ndef test_2():\n    assert core.load(3) == 7\n"
        )
    };
    let (before, after) = (test("core.load(3) == 7"), test("core.other(1) == 0"));
    check(&[("core.py", core)], ("test_core.py", &before, &after));
}

#[test]
fn what_decorators_call_while_a_test_file_is_imported() {
    let test = |n: u32| {
        format!(
            "import core\nimport pytest\n\n\nclass Case:\n    def __init__(self, n):\n        self.n = n\n\n\n\
             def make_cases():\n    return [Case({n})]\n\n\n@pytest.mark.parametrize('case', make_cases())\n\
             def test_price(case):\n    assert core.price(2) >= case.n\n"
        )
    };
    check(&[], ("test_core.py", &test(1), &test(5)));
}

#[test]
fn what_an_earlier_mutant_has_had_computed() {
    let core = |rate: u32| {
        format!(
            "RATES = None\n\n\ndef load():\n    return {{'a': {rate}}}\n\n\ndef rates():\n    global RATES\n    \
             if RATES is None:\n        RATES = load()\n    return RATES\n\n\ndef price(x):\n    return x * rates()['a'] + 1\n"
        )
    };
    let test = "import core\n\n\ndef test_0():\n    assert core.rates()\n\n\ndef test_a():\n    assert core.price(2) >= 5\n";
    check(&[("test_core.py", test)], ("core.py", &core(2), &core(4)));
}
