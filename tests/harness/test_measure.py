"""Who ran which line, in small suites of pytest."""
import os
import shutil
import sys
import textwrap

import pytest

from _mutate_harness import measure, processes, suite, tracer
from support import forked, in_place_of_the_run, write


class Result:
    """What was measured of sample.py; a line is named by what it holds."""

    def __init__(self, source, raw):
        self.source = textwrap.dedent(source).split("\n")
        self.raw = raw

    def who(self, text, part="lines"):
        number, = [n for n, line in enumerate(self.source, 1) if text in line]
        return self.raw[part].get(number, [])


def measured(folder, source, tests, collecting=False, mutated=("sample.py",)):
    """Runs the suite as the baseline does: collection measured by itself, then every test."""
    write(folder, {"sample.py": source, "test_sample.py": tests})
    path = str(folder / "sample.py")
    files = {str(folder / name) for name in mutated}
    data = folder / "data"
    data.mkdir()

    def loop(plugin, session):
        raw = {}
        if plugin.measure:
            plugin.measure.stop()
            raw["import"] = plugin.measure.lines()
            return raw
        now = measure.Measure(files, False, [], str(data))
        now.watch_tests()
        raw["failed"] = suite.run(plugin, session.items, now.begin, stop=False)
        now.end()
        now.stop()
        return {
            **raw, "lines": now.lines().get(path, {}), "spawners": sorted(now.spawners()), "readers": now.readers(),
            "inspected": sorted(now.inspected), "environment": processes.VARIABLE in os.environ,
        }

    def work():
        plugin = suite.Plugin(None)
        if collecting:
            plugin.measure = measure.Measure(files, False, [], str(data))
        return in_place_of_the_run(folder, loop, plugin=plugin)
    raw = forked(work)
    assert not raw.get("failed")
    return Result(source, raw)


def test_each_test_has_its_lines(folder):
    """A cache that one test has filled does not hide the line from the next."""
    found = measured(folder, """
        import functools

        def double(x):
            return 2 * x

        @functools.lru_cache(maxsize=None)
        def table():
            return double(5)

        def unused():
            return 0
        """, """
        import sample

        def test_a(): assert sample.double(2) == 4
        def test_b(): assert sample.table() == 10
        def test_c(): assert sample.table() == 10
        def test_d(): pass
        """)
    assert found.who("return 2 * x") == ["t0", "t1", "t2"]
    assert found.who("return double(5)") == ["t1", "t2"]
    assert found.who("return 0") == []
    assert found.raw["spawners"] == []


FIXTURES = """
    def inner():
        return 1

    def outer():
        return 2

    def ended():
        return 3

    def narrow():
        return 4
    """


def test_a_wide_fixture_belongs_to_all_its_users(folder):
    """It runs in the first one's time only; so does what ends it, and what it is made of."""
    found = measured(folder, FIXTURES, """
        import pytest, sample

        @pytest.fixture(scope="session")
        def inner():
            return sample.inner()

        @pytest.fixture(scope="module")
        def outer(request):
            request.getfixturevalue("inner")
            yield sample.outer()
            sample.ended()

        @pytest.fixture
        def narrow():
            return sample.narrow()

        def test_a(outer): pass
        def test_b(narrow): pass
        def test_c(outer): pass
        def test_d(inner, narrow): pass
        """)
    assert found.who("return 1") == ["t0", "t2", "t3"]
    assert found.who("return 2") == ["t0", "t2"]
    assert found.who("return 3") == ["t0", "t2"]
    assert found.who("return 4") == ["t1", "t3"]


def test_a_fixture_that_is_asked_for_while_running(folder):
    """`getfixturevalue` makes its caller a user like any other."""
    found = measured(folder, FIXTURES, """
        import pytest, sample

        @pytest.fixture(scope="module")
        def outer():
            return sample.outer()

        def test_a(outer): pass
        def test_b(): pass
        def test_c(request): request.getfixturevalue("outer")
        """)
    assert found.who("return 2") == ["t0", "t2"]


def test_imports_are_nobodys(folder):
    """Whoever imports first runs them for all; only what it calls afterwards is its own."""
    found = measured(folder, """
        def early():
            return 1

        TABLE = early()

        def late():
            return 2
        """, """
        def test_a():
            import sample
            sample.late()

        def test_b():
            import sample
        """)
    assert found.who("TABLE = early()") == [""]
    assert found.who("return 1") == [""]
    assert found.who("return 2") == ["t0"]


def test_what_a_test_file_runs_while_it_is_collected(folder):
    """It is that file's; the module that it imports is everybody's, and so is a test file with mutants (doctests)."""
    tests = """
        import pytest
        import sample

        @pytest.mark.parametrize("x", sample.cases())
        def test_a(x): pass
        """
    source = """
        LIMIT = 3

        def cases():
            return range(LIMIT)
        """
    raw = measured(folder, source, tests, collecting=True).raw["import"]
    test_file = "m" + str(folder / "test_sample.py")
    lines = Result(source, {"lines": raw[str(folder / "sample.py")]})
    assert lines.who("LIMIT = 3") == [""]
    assert lines.who("return range(LIMIT)") == [test_file]
    shutil.rmtree(folder / "data")
    both = measured(folder, source, tests, collecting=True, mutated=("sample.py", "test_sample.py")).raw["import"]
    own = Result(tests, {"lines": both[str(folder / "test_sample.py")]})
    assert own.who("import sample") == [""]


# How a test can start Python, by the function of sample.py that it calls.
STARTS = {
    "run": "subprocess.run([sys.executable, F, 'run'], check=True)",
    "environ": "subprocess.run([sys.executable, F, 'environ'], check=True, env={'PYTHONDONTWRITEBYTECODE': '1'})",
    "system": "assert os.system('\"%s\" \"%s\" system' % (sys.executable, F)) == 0",
    "spawnv": "assert os.spawnv(os.P_WAIT, sys.executable, [sys.executable, F, 'spawnv']) == 0",
    "posix_spawn": "os.waitpid(os.posix_spawn(sys.executable, [sys.executable, F, 'posix_spawn'], os.environ), 0)",
    "process": "p = multiprocessing.get_context('fork').Process(target=sample.process); p.start(); p.join()",
    "fork": "pid = os.fork() or (sample.fork(), os._exit(0)); os.waitpid(pid, 0)",
}


def test_processes_belong_to_the_test_that_starts_them(folder):
    """However they are started, and nothing of that stays in the environment."""
    source = "import sys\n" + "".join("\n\ndef %s():\n    return '%s'\n" % (n, n) for n in STARTS)
    source += "\n\nif __name__ == '__main__':\n    globals()[sys.argv[1]]()\n"
    tests = "import multiprocessing, os, subprocess, sys\nimport sample\nF = sample.__file__\n"
    tests += "".join("def test_%s():\n    %s\n" % (name, how) for name, how in STARTS.items())
    found = measured(folder, source, tests + "def test_none():\n    pass\n")
    who = {name: found.who("return '%s'" % name) for name in STARTS}
    assert who == {name: ["t%d" % k] for k, name in enumerate(STARTS)}
    assert found.raw["spawners"] == ["t%d" % k for k in range(len(STARTS))]
    assert not found.raw["environment"]


def test_who_reads_signatures_and_sources(folder):
    """Such a test may see a mutant in code that it never runs."""
    found = measured(folder, """
        def called(x=1):
            return x

        def inspected(x=1):
            return x + 1
        """, """
        import inspect, sample

        def test_a(): sample.called()
        def test_b(): assert str(inspect.signature(sample.inspected)) == "(x=1)"
        def test_c():
            with open(sample.__file__) as handle:
                handle.read()
        """)
    assert found.raw["inspected"] == [(str(folder / "sample.py"), 5)]
    if sys.platform.startswith("linux"):
        assert found.raw["readers"] == {str(folder / "sample.py"): ["t2"]}


def test_the_tracer_cannot_be_seen(folder):
    """Code that looks for a debugger goes its usual way, and what a test traces itself is its own."""
    found = measured(folder, """
        import sys

        def debugged():
            if sys.gettrace():
                return 1
            return 2

        def traced():
            return 3

        def afterwards():
            return 4
        """, """
        import sys, threading, sample

        def test_a():
            thread = threading.Thread(target=sample.debugged)
            thread.start()
            thread.join()
            assert sample.debugged() == 2

        def test_b():
            seen = []
            before = sys.gettrace()
            sys.settrace(lambda frame, event, _: seen.append(event))
            sample.traced()
            sys.settrace(before)
            assert seen
            sample.afterwards()
        """)
    assert found.who("return 1") == []
    assert found.who("return 2") == ["t0"]
    assert found.who("return 4") == ["t1"]
    # what it ran meanwhile is not known
    assert found.who("return 3") == []
    assert found.raw["readers"] == {str(folder / "sample.py"): ["t1"]}


def test_a_measurement_of_the_suites_own_hides_what_it_measures(folder):
    found = measured(folder, """
        def inside():
            return 1

        def afterwards():
            return 2
        """, """
        import coverage, sample

        def test_a():
            cov = coverage.Coverage(data_file=None)
            cov.start()
            sample.inside()
            cov.stop()
            sample.afterwards()

        def test_b():
            sample.afterwards()
        """)
    assert found.who("return 1") == []
    assert found.who("return 2") == ["t0", "t1"]
    assert found.raw["readers"] == {str(folder / "sample.py"): ["t0"]}


@pytest.mark.parametrize("settings, expected", [
    ("", (False, [])),
    ("[run]\nbranch = true\nconcurrency = thread,multiprocessing\n", (True, ["thread"])),
    ("[run]\nbranch = perhaps\n", (False, [])),
])
def test_the_user_s_coverage_options(folder, settings, expected):
    """Branches and threads as the user has them; processes are followed without coverage.py's help."""
    (folder / ".coveragerc").write_text(settings)

    def work():
        os.chdir(folder)
        return measure.user_options()
    assert forked(work) == expected


def test_the_path_of_an_installed_file_is_resolved_once(folder):
    """What is installed stays where it is; a link of the project may lead elsewhere tomorrow."""
    def work():
        from coverage import Coverage, files
        tracer.start(Coverage(data_file=None, config_file=False, messages=False))
        last, asked = files.actual_path, []
        files.actual_path = lambda path: (asked.append(path), last(path))[1]
        mine = str(folder / "sample.py")
        found = [files.abs_file(path) for path in (shutil.__file__, shutil.__file__, mine, mine)]
        return asked.count(mine), asked.count(found[0]) < 2, found == [os.path.realpath(shutil.__file__)] * 2 + [mine] * 2
    assert forked(work) == (2, True, True)
