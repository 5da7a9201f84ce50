//! `mutate baseline`: the suite under the user's own coverage configuration.

use std::fs;
use std::process::Command;

use crate::run::Project;
use crate::{snapshot, support};

const CONFIG: &str = "[project]\nname = 'shop'\nversion = '1'\n\n\
    [tool.pytest.ini_options]\naddopts = '-n auto --cov=shop --cov-report=term -q'\ntestpaths = ['tests']\n\n\
    [tool.coverage.run]\nbranch = true\nomit = ['shop/generated/*']\n\n\
    [tool.coverage.report]\nexclude_also = ['def __repr__']\n";

const CART: &str = "from shop import prices\n\n\nclass Cart:\n    def __init__(self):\n        self.items = []\n\n    \
    def add(self, item, count=1):\n        if count < 1:\n            raise ValueError(count)\n        \
    self.items += [item] * count\n\n    def total(self):\n        return sum(prices.of(i) for i in self.items)\n\n    \
    def __repr__(self):\n        return 'Cart'\n";

const TESTS: &str = "import pytest\nfrom shop.cart import Cart\n\n\n@pytest.mark.parametrize('count', [1, 2])\n\
    def test_add(count):\n    cart = Cart()\n    cart.add('pen', count)\n    assert cart.total() == 3 * count\n";

pub fn shop() -> Project {
    Project::new(&[
        ("pyproject.toml", CONFIG),
        ("shop/__init__.py", ""),
        ("shop/prices.py", "def of(item):\n    if item == 'pen':\n        return 3\n    return 5\n"),
        ("shop/cart.py", CART),
        ("shop/later.py", "def f(a):\n    return a and not a\n"),
        ("shop/generated/__init__.py", ""),
        ("shop/generated/data.py", "X = 1\n"),
        ("tests/test_cart.py", TESTS),
    ])
}

#[test]
fn modules_are_shown_with_what_their_tests_leave_out() {
    let project = shop();
    let before = support::tree(&project.path);
    snapshot!(project.run(&["baseline"]), @r"
exit: 0
----- stdout
module            covered  statements  missing  branches  missing  complexity  tests  priority
shop/later.py        0.0%           2        2         0        0           3      0         6
shop/prices.py      66.6%           4        1         2        1           3      2         6
shop/cart.py        83.3%          10        1         2        1           7      2         7
shop/__init__.py   100.0%           0        0         0        0           1      0         0

70.0% of 16 statements and 4 branches, missing 4 and 2
1 of 4 modules are below 50 %
test first: shop/cart.py, shop/later.py, shop/prices.py
never imported: shop/later.py
left out: shop/generated/__init__.py (omit: shop/generated/*), shop/generated/data.py (omit: shop/generated/*)
----- stderr
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
");
    let mut after = support::tree(&project.path);
    assert!(after.remove(".coverage").unwrap().starts_with(b"SQLite"));
    assert_eq!(before, after);
}

/// Runs Python in the project.
fn python(project: &Project, args: &[&str]) -> String {
    let mut command = Command::new(support::python());
    command.args(args).current_dir(&project.path).env_remove("PYTEST_ADDOPTS");
    let output = command.output().unwrap();
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The part of a JSON report that is a matter of the measurement.
fn counted(project: &Project, file: &str) -> serde_json::Value {
    let text = fs::read(project.path.join(file)).unwrap();
    let mut report: serde_json::Value = serde_json::from_slice(&text).unwrap();
    report["meta"].take();
    report
}

#[test]
fn numbers_are_those_of_coverage_run() {
    let project = shop();
    let output = project.run(&["baseline", "-q", "-j", "2", "--report", "json=ours.json"]);
    assert!(output.starts_with("exit: 0\n"), "{output}");
    let pytest = ["-m", "pytest", "-o", "addopts=", "-q"];
    python(&project, &[&["-m", "coverage", "run", "--source=shop"], &pytest[..]].concat());
    python(&project, &["-m", "coverage", "json", "-o", "theirs.json"]);
    assert_eq!(counted(&project, "ours.json"), counted(&project, "theirs.json"));
}

#[test]
fn reports_are_coverages_own() {
    let project = shop();
    let formats = ["xml", "lcov", "json", "html", "xml=other/c.xml", "term-missing"];
    let mut args = vec!["baseline"];
    formats.iter().for_each(|format| args.extend(["--report", format]));
    let output = project.run(&args);
    assert!(output.contains("shop/cart.py          10      1      2      1    83%   10\n"), "{output}");
    let read = |file: &str| fs::read_to_string(project.path.join(file)).unwrap();
    let xml = read("coverage.xml");
    assert!(xml.contains(&format!("<source>{}/shop</source>", project.path.display())), "{xml}");
    assert!(xml.contains("filename=\"cart.py\""), "{xml}");
    assert!(read("other/c.xml").contains("filename=\"cart.py\""));
    assert!(read("coverage.lcov").contains("SF:shop/cart.py"));
    assert!(read("htmlcov/index.html").contains("shop"));
    let contexts =
        "import coverage; d = coverage.CoverageData(); d.read(); print(sorted(d.measured_contexts()))";
    let contexts = python(&project, &["-c", contexts]);
    assert_eq!(
        contexts.trim(),
        "['', 'tests/test_cart.py::test_add[1]|run', 'tests/test_cart.py::test_add[2]|run']"
    );
    let diff = project.run(&["diff", "coverage.xml", "--diff-file", "/dev/null"]);
    assert!(diff.starts_with("exit: 0\n"), "{diff}");
}

#[test]
fn a_snapshot_tells_what_moved_and_why_the_total_did() {
    let project = shop();
    let without = project.run(&["baseline", "-q", "--no-regress"]);
    assert!(
        without.starts_with("exit: 2\n") && without.contains("`mutate baseline --save` makes one"),
        "{without}"
    );
    project.run(&["baseline", "-q", "--save"]);
    let saved = fs::read_to_string(project.path.join(".coverage_baseline")).unwrap();
    insta::assert_snapshot!(&saved[..saved.find("shop/later").unwrap()], @r#"
{
  "version": 1,
  "files": {
    "shop/__init__.py": {
      "statements": 0,
      "missing": 0,
      "branches": 0,
      "missingBranches": 0
    },
    "shop/cart.py": {
      "statements": 10,
      "missing": 1,
      "branches": 2,
      "missingBranches": 1
    },
    "
"#);
    project.run(&["baseline", "-q", "--save=again", "--no-regress"]);
    assert_eq!(saved, fs::read_to_string(project.path.join("again")).unwrap());
    fs::remove_file(project.path.join("shop/later.py")).unwrap();
    fs::write(project.path.join("shop/fresh.py"), "A = 1\n").unwrap();
    fs::write(project.path.join("pyproject.toml"), CONFIG.replace("shop/generated/*", "shop/prices.py"))
        .unwrap();
    fs::write(
        project.path.join("tests/test_cart.py"),
        "from shop.cart import Cart\n\ndef test_new():\n    Cart()\n",
    )
    .unwrap();
    let args = ["baseline", "--compare", "--no-regress", "--tolerance", "2"];
    let output = project.run(&args);
    let told = &output[output.find("since").unwrap()..output.find("----- stderr").unwrap()];
    insta::assert_snapshot!(told, @r"
since the snapshot: 70.0% -> 42.8% (of 14 statements and branches, 20 before)
  shop/cart.py: 83.3% -> 50.0% (-33.3), statements 10 -> 10, missing 1 -> 4
  shop/fresh.py: new, 0.0% of 1
  shop/generated/__init__.py: counted now, was left out (omit: shop/generated/*), 100.0% of 0
  shop/generated/data.py: counted now, was left out (omit: shop/generated/*), 0.0% of 1
  shop/later.py: gone, was 0.0% of 2
  shop/prices.py: left out now (omit: shop/prices.py), was 66.6% of 4
");
    assert!(output.starts_with("exit: 1\n"), "{output}");
    assert!(output.ends_with("gate failed: less is covered: shop/cart.py: 83.3% -> 50.0%\n"), "{output}");
    let tolerant = project.run(&["baseline", "-q", "--no-regress", "--tolerance", "34"]);
    assert!(tolerant.starts_with("exit: 0\n"), "{tolerant}");
}

#[test]
fn thresholds_stand_on_the_command_line_in_coverages_configuration_or_for_a_path() {
    let project = shop();
    let gates = "\n[[tool.mutate.gate]]\npaths = ['shop/cart.py']\ncoverage = 90\n\n\
                 [[tool.mutate.gate]]\npaths = ['shop']\nfail-under = 90\n";
    let config = CONFIG.replace("[tool.coverage.report]", "[tool.coverage.report]\nfail_under = 80") + gates;
    fs::write(project.path.join("pyproject.toml"), config).unwrap();
    insta::assert_snapshot!(project.run(&["baseline", "-q"]), @r"
exit: 1
----- stdout
----- stderr
gate failed: coverage 70.0% is below 80%
gate failed: shop/cart.py: coverage 83.3% is below 90%
");
    let output = project.run(&["baseline", "-q", "--fail-under", "70"]);
    assert!(!output.contains("70.0% is below") && output.contains("83.3% is below 90%"), "{output}");
}

#[test]
fn a_measurement_that_is_there_is_used() {
    let project = shop();
    project.run(&["baseline", "-q", "--report", "xml", "--report", "lcov"]);
    let table = |output: &str| -> String {
        let lines = output.lines().skip_while(|line| !line.starts_with("module"));
        lines.take_while(|line| !line.is_empty()).map(|line| line.to_owned() + "\n").collect()
    };
    let data = project.run(&["baseline", "--import", ".coverage"]);
    assert!(
        table(&data).contains(
            "shop/cart.py        83.3%          10        1         2        1           7      2         7"
        ),
        "{data}"
    );
    let xml = table(&project.run(&["baseline", "--import", "coverage.xml", "--sort", "path"]));
    insta::assert_snapshot!(xml, @r"
module            covered  statements  missing  branches  missing  complexity  priority
shop/__init__.py   100.0%           0        0         0        0           1         0
shop/cart.py        83.3%          10        1         2        1           7         7
shop/later.py        0.0%           2        2         0        0           3         6
shop/prices.py      66.6%           4        1         2        1           3         6
");
    assert!(table(&project.run(&["baseline", "--import", "coverage.lcov"])).contains("shop/cart.py"));
    let both = project.run(&["baseline", "--import", "coverage.xml", ".coverage"]);
    assert!(both.starts_with("exit: 2\n") && both.contains("can neither be combined"), "{both}");
    let configuration = CONFIG.replace("exclude_also", "fail_under = 71\nexclude_also");
    let gate = "\n[[tool.mutate.gate]]\npaths = ['shop/nowhere.py']\ncoverage = 90\n";
    fs::write(project.path.join("pyproject.toml"), configuration + gate).unwrap();
    for measurement in ["coverage.xml", ".coverage"] {
        let output = project.run(&["baseline", "--import", measurement]);
        assert!(output.starts_with("exit: 1\n"), "{output}");
        assert!(
            output.contains("note: shop/nowhere.py: no module to cover, so the threshold of 90%"),
            "{output}"
        );
        assert!(output.ends_with("gate failed: coverage 70.0% is below 71%\n"), "{output}");
    }
}

#[test]
fn a_red_suite_is_told_and_nothing_is_written() {
    let project = shop();
    fs::write(project.path.join("tests/test_red.py"), "def test_red():\n    assert 1 == 2\n").unwrap();
    let output = project.run(&["baseline", "-q", "--report", "xml"]);
    assert!(
        output.starts_with("exit: 3\n") && output.contains("tests/test_red.py::test_red: assert 1 == 2"),
        "{output}"
    );
    assert!(!project.path.join("coverage.xml").exists() && !project.path.join(".coverage").exists());
}

#[test]
fn tests_that_need_others_before_them_are_measured_in_the_suites_order() {
    let tests = |last: &str| -> String {
        let many: String =
            (0..12).map(|n| format!("def test_{n}():\n    shop.state.append({n})\n\n")).collect();
        format!("import shop\n\n{many}{last}")
    };
    let project = Project::new(&[
        ("pyproject.toml", "[tool.coverage.run]\nsource = ['shop']\n"),
        ("shop/__init__.py", "state = []\n\ndef has(n):\n    return n in state\n"),
        ("test_a.py", &tests("")),
        ("test_b.py", &tests("def test_last():\n    assert shop.has(0) and len(shop.state) == 24\n")),
    ]);
    let output = project.run(&["baseline", "-j", "2"]);
    assert!(
        output.starts_with("exit: 0\n") && output.contains("100.0% of 3 statements, missing 0"),
        "{output}"
    );
}

#[test]
fn processes_are_measured_where_coverage_is_told_to() {
    let command = "import subprocess, sys\n\ndef test_it():\n    subprocess.run([sys.executable, '-m', 'tool'], check=True)\n";
    let config = "[tool.coverage.run]\nsource = ['tool']\n";
    let project = Project::new(&[
        ("pyproject.toml", config),
        ("tool/__init__.py", ""),
        ("tool/__main__.py", "print(1)\n"),
        ("test_tool.py", command),
    ]);
    let covered = |output: &str| output.contains("100.0% of 1 statements, missing 0");
    let output = project.run(&["baseline"]);
    assert!(output.starts_with("exit: 0\n") && !covered(&output), "{output}");
    fs::write(project.path.join("pyproject.toml"), format!("{config}patch = ['subprocess']\n")).unwrap();
    let output = project.run(&["baseline"]);
    assert!(covered(&output), "{output}");
}

#[test]
fn processes_of_multiprocessing_are_measured_where_coverage_is_told_to() {
    let tests = "import multiprocessing\nimport tool\n\ndef test_it():\n    \
                 process = multiprocessing.get_context('fork').Process(target=tool.work)\n    \
                 process.start()\n    process.join()\n    assert process.exitcode == 0\n";
    let config = "[tool.coverage.run]\nsource = ['tool']\n";
    let project = Project::new(&[
        ("pyproject.toml", config),
        ("tool.py", "def work():\n    return 1\n"),
        ("test_tool.py", tests),
    ]);
    let output = project.run(&["baseline"]);
    assert!(output.contains("50.0% of 2 statements, missing 1"), "{output}");
    let config = format!("{config}concurrency = ['multiprocessing']\n");
    fs::write(project.path.join("pyproject.toml"), config).unwrap();
    let output = project.run(&["baseline"]);
    assert!(output.contains("100.0% of 2 statements, missing 0"), "{output}");
}

/// A source folder with all that keeps a file from being counted.
fn odd() -> Project {
    let config = "[project]\nname = 'odd'\nversion = '1'\n\n[tool.pytest.ini_options]\npythonpath = ['src']\n\n\
        [tool.coverage.run]\nsource = ['src', 'nowhere']\nomit = ['*/given.py']\n\n\
        [tool.mutate]\npaths = ['src', 'tool.py']\n";
    Project::new(&[
        ("pyproject.toml", config),
        ("src/odd/__init__.py", ""),
        ("src/odd/a.py", "def f(x):\r\n    if x:\r\n        return 1\r\n    return 2\r\n"),
        ("src/odd/bad.py", "def (:\n"),
        ("src/odd/given.py", "X = 1\n"),
        ("src/odd/empty.py", ""),
        ("src/odd/later.py", "X = 1\n"),
        ("src/bare/b.py", "X = 1\n"),
        ("src/notes.ipynb", "{}\n"),
        ("tool.py", "X = 1\n"),
        ("tests/test_a.py", "from odd.a import f\n\n\ndef test_f():\n    assert f(1) == 1\n"),
    ])
}

#[test]
fn what_is_not_counted_is_told_with_the_reason() {
    let project = odd();
    snapshot!(project.run(&["baseline", "-v", "--report", "xml", "--report", "html"]), @r"
exit: 0
----- stdout
module               covered  statements  missing  complexity  tests  priority
src/odd/later.py        0.0%           1        1           1      0         1
src/odd/a.py           75.0%           4        1           3      1         3
src/odd/__init__.py   100.0%           0        0           1      0         0
src/odd/empty.py      100.0%           0        0           1      0         0

60.0% of 5 statements, missing 2
1 of 4 modules are below 50 %
test first: src/odd/a.py, src/odd/later.py
configured as source, but never imported: nowhere
never imported: src/odd/later.py
left out: src/bare/b.py (never imported, and src/bare has no __init__.py: include_namespace_packages would count it), src/odd/bad.py (it cannot be parsed: invalid syntax), src/odd/given.py (omit: */given.py), tool.py (outside of source)
----- stderr
starting Python
running the unmutated suite
1 tests pass on the unmutated code, in [TIME]
");
    assert!(project.path.join("coverage.xml").is_file());
}

#[test]
fn sources_are_those_that_pytest_cov_would_take() {
    let covered = |addopts: &str, typed: &str| {
        let project = Project::new(&[
            ("pytest.ini", &format!("[pytest]\naddopts = {addopts}\n")),
            ("a.py", "X = 1\n"),
            ("b.py", "X = 1\n"),
            ("test_x.py", "import a, b\n\n\ndef test_x():\n    assert a.X == b.X\n"),
        ]);
        let output = project.run(&["baseline", "--pytest-args", typed]);
        let modules = output.lines().filter_map(|line| line.split_whitespace().next()?.strip_suffix(".py"));
        modules.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(covered("--cov=a", "--cov=b"), "a b");
    assert_eq!(covered("--cov=a", "--cov-reset --cov=b"), "b");
    assert_eq!(covered("--cov=a", "--cov"), "a b test_x");
}
