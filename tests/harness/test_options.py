"""Options of the user's that would change how mutants are judged."""
import types

import pytest

from _mutate_harness import options


@pytest.mark.parametrize("args, kept", [
    ("-q --strict-markers -k a tests", "-q --strict-markers -k a tests"),
    # values that stand alone go with their option
    ("-n 4 tests", "tests"),
    ("-n4 -nauto -n=2 -nlogical tests", "tests"),
    ("--numprocesses=auto --maxfail 3 --reruns=2 tests", "tests"),
    ("--junitxml out.xml tests", "tests"),
    # a value that may be left out is not the option that follows
    ("--cov -q", "-q"),
    ("--cov pkg -q", "-q"),
    ("--cov=pkg tests", "tests"),
    ("-x --pdb --lf -q", "-q"),
    # short options that stand together
    ("-vn4 -qx -svn 2 tests", "-v -q -s -v tests"),
    ("-k -nx -ra", "-k -nx -ra"),
    # plugins stay loaded where they are switched off
    ("-p xdist -ppytest_cov -p myplugin -p no:xdist", "-p myplugin -p no:xdist"),
    # a choice of tests that is no part of the suite, and their repetition
    ("--testmon --testmon-env x --picked=first --picked --forked --flake-runs 5 tests", "tests"),
    # what only looks alike
    ("--no-header -new --numbers 4 --covered", "--no-header -new --numbers 4 --covered"),
])
def test_filtered(args, kept):
    """Other options keep their order and their values."""
    assert options.filtered(args.split()) == kept.split()


def test_an_option_at_the_end_without_its_value():
    """pytest itself is to complain, not this."""
    assert options.filtered(["-q", "-n"]) == ["-q"]
    assert options.filtered(["-p"]) == ["-p"]


@pytest.mark.parametrize("plugin, arguments", [
    ("randomly", ["-p", "no:randomly"]), ("benchmark", []), ("hypothesispytest", []),
])
def test_plugins_are_steadied_where_they_are_installed(folder, monkeypatch, plugin, arguments):
    """An option of a plugin that is not there would be an error."""
    info = folder / "some_plugin-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: some-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[pytest11]\n%s = some.where\n" % plugin)
    monkeypatch.setattr("sys.path", [])
    assert options.steadying() == []
    monkeypatch.setattr("sys.path", [str(folder)])
    assert options.steadying() == arguments


def test_plugins_are_steadied_where_they_are_loaded():
    loaded, other = types.SimpleNamespace(hypothesis_seed="7", benchmark_disable=False), types.SimpleNamespace()
    options.steady(loaded)
    options.steady(other)
    assert (loaded.hypothesis_seed, loaded.benchmark_disable, vars(other)) == ("0", True, {})


def test_a_plugin_that_is_told_nothing_is_left_alone():
    """It would import hypothesis, in each process, though no test may need it."""
    loaded = types.SimpleNamespace(hypothesis_seed=None)
    options.steady(loaded)
    assert loaded.hypothesis_seed is None


def test_what_is_asked_of_pytest_cov_is_known():
    args = ["-vn4", "--cov=a", "--cov", "b", "--cov-branch", "--cov-config", "c.ini", "--cov-fail-under=80", "--cov-precision=1"]
    expected = {"source": ["a", "b"], "branch": True, "config": "c.ini", "fail_under": 80.0, "precision": 1}
    assert options.coverage(args) == expected
    assert options.coverage(["-x", "--cov", "-q", "--no-cov"]) == {}
    assert options.coverage(["--cov=a", "--cov"]) == {}
    assert options.coverage(["--cov=a", "--cov", "--cov-reset", "--cov=b"]) == {"source": ["b"]}
