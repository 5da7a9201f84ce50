//! `mutate baseline --paths`: what is measured is chosen on the command line.

use crate::run::Project;
use crate::snapshot;

fn weather() -> Project {
    Project::new(&[
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '--cov=api'\n"),
        ("analysis/__init__.py", ""),
        (
            "analysis/wind.py",
            "def strong(speed):\n    if speed > 50:\n        return True\n    return False\n",
        ),
        ("analysis/rain.py", "def wet(mm):\n    return mm > 0\n"),
        ("analysis/snow.py", "def deep(cm):\n    return cm > 30\n"),
        ("api/__init__.py", "def get():\n    return 1\n"),
        (
            "tests/test_weather.py",
            "import api\nfrom analysis import rain, wind\n\n\ndef test_wind():\n    assert wind.strong(60)\n\n\n\
             def test_rain():\n    if not rain.wet(1):\n        raise AssertionError('dry')\n",
        ),
    ])
}

#[test]
fn folders_are_measured_with_what_nobody_imports() {
    snapshot!(weather().run(&["baseline", "--paths", "analysis/"]), @r"
exit: 0
----- stdout
module                covered  statements  missing  complexity  tests  priority
analysis/snow.py         0.0%           2        2           2      0         4
analysis/wind.py        75.0%           4        1           3      1         3
analysis/__init__.py   100.0%           0        0           1      0         0
analysis/rain.py       100.0%           2        0           2      1         0

62.5% of 8 statements, missing 3
1 of 4 modules are below 50 %
test first: analysis/snow.py, analysis/wind.py
never imported: analysis/snow.py
left out: api/__init__.py (outside of source)
----- stderr
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
");
}

#[test]
fn files_and_globs_are_measured_alone() {
    snapshot!(weather().run(&["baseline", "--paths", "analysis/wind.py", "analysis/s*.py"]), @r"
exit: 0
----- stdout
module            covered  statements  missing  complexity  tests  priority
analysis/snow.py     0.0%           2        2           2      0         4
analysis/wind.py    75.0%           4        1           3      1         3

50.0% of 6 statements, missing 3
1 of 2 modules are below 50 %
test first: analysis/snow.py, analysis/wind.py
never imported: analysis/snow.py
left out: analysis/__init__.py (not in include), analysis/rain.py (not in include), api/__init__.py (not in include)
----- stderr
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
");
}

#[test]
fn a_path_that_is_not_there_is_said() {
    snapshot!(weather().run(&["baseline", "--paths", "analyses"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to find `analyses` in `[PROJECT]`: no such file, folder or match; check --paths
");
}

#[test]
fn nobody_is_told_to_test_the_tests() {
    let project = weather();
    std::fs::write(project.path.join("pyproject.toml"), "").unwrap();
    snapshot!(project.run(&["baseline"]), @r"
exit: 0
----- stdout
module                 covered  statements  missing  complexity  tests  priority
api/__init__.py          50.0%           2        1           2      0         2
analysis/wind.py         75.0%           4        1           3      1         3
tests/test_weather.py    85.7%           7        1           5      2         0
analysis/__init__.py    100.0%           0        0           1      0         0
analysis/rain.py        100.0%           2        0           2      1         0

80.0% of 15 statements, missing 3
0 of 5 modules are below 50 %
test first: analysis/wind.py, api/__init__.py
left out: analysis/snow.py (never imported, and no source is configured)
----- stderr
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
");
}
