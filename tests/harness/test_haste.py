"""What is left out of pytest's work for each test, and that nothing else changes by it."""
import importlib.util
import sys

import pytest
from _pytest import fixtures

from _mutate_harness import haste, hearing, suite
from support import OUTCOMES, forked, in_place_of_the_run, write


def ends(folder, conftest, hastened):
    """Who fails in which phase and who is skipped, whether reports are brief, and whether each test has looked for its place."""
    write(folder, {"test_sample.py": OUTCOMES, "conftest.py": conftest})

    def loop(plugin, session):
        plugin.outcome.quick = True
        if hastened:
            haste.hasten(session, plugin.outcome)
        failed = suite.run(plugin, session.items, lambda k: None, stop=False)
        told = getattr(sys.modules["conftest"], "TOLD", [])
        looked = {item.name for item in session.items if "location" in vars(item)}
        return sorted(failed), plugin.outcome.skips, plugin.outcome.brief, "test_passes" in looked, told
    return forked(lambda: in_place_of_the_run(folder, loop))


def test_tests_end_alike_where_nobody_reads_reports(folder):
    plain, quick = ends(folder, "", False), ends(folder, "", True)
    assert plain[:2] == quick[:2]
    assert len(plain[0]) == 8 and len(plain[1]) == 3
    assert plain[2:4] == (False, True)
    assert quick[2:4] == (True, False)


@pytest.mark.parametrize("hook", [
    "def pytest_runtest_logreport(report): TOLD.append(report.location)",
    "def pytest_runtest_logstart(nodeid, location): TOLD.append(location)",
    """
    import pytest
    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(item, call): TOLD.append(item.location)
    """,
])
def test_who_reads_reports_is_told_as_ever(folder, hook):
    conftest = "TOLD = []\n" + "\n".join(line[4:] if line[:4] == "    " else line for line in hook.splitlines())
    plain, quick = ends(folder, conftest, False), ends(folder, conftest, True)
    assert plain[:2] == quick[:2]
    assert plain[4] == quick[4]
    assert plain[4] and all(name.endswith(".py") for name, *_ in plain[4])
    assert not quick[2]


def test_a_mark_that_a_test_gives_itself_counts(folder):
    write(folder, {"test_sample.py": """
        import pytest

        @pytest.mark.parametrize("strict", [True, False])
        def test_passes(request, strict):
            request.applymarker(pytest.mark.xfail(strict=strict))

        def test_fails(request):
            request.applymarker(pytest.mark.xfail)
            assert False
        """})

    def loop(plugin, session):
        plugin.outcome.quick = True
        plain = suite.run(plugin, session.items, lambda k: None, stop=False)
        haste.hasten(session, plugin.outcome)
        return plain, suite.run(plugin, session.items, lambda k: None, stop=False)
    assert forked(lambda: in_place_of_the_run(folder, loop)) == ([(0, "call")], [(0, "call")])


def test_what_is_printed_is_read_as_ever(folder):
    """By tests, and by who reads what each phase has printed: by whatever way it came."""
    write(folder, {
        "conftest.py": """
            import pytest
            TOLD = []

            @pytest.hookimpl(trylast=True)
            def pytest_runtest_teardown(item):
                TOLD.append(list(item._report_sections))
            """,
        "test_sample.py": """
            import os, subprocess, sys
            import pytest

            @pytest.fixture
            def loud():
                print("before")
                yield
                print("after")

            def test_prints(loud): print("during")
            def test_writes(): os.write(2, b"raw")
            def test_starts_a_process(loud): subprocess.run([sys.executable, "-c", "print(1)"], check=True)
            def test_says_nothing(): pass
            def test_reads(capfd):
                assert capfd.readouterr() == ("", "")
                os.write(1, "\\xe9".encode())
                print("more")
                assert capfd.readouterr().out == "\\xe9more\\n"
            def test_reads_bytes(capfdbinary):
                print("x")
                assert capfdbinary.readouterr() == (b"x\\n", b"")
            def test_reads_text(capsys):
                print("y")
                assert capsys.readouterr().out == "y\\n"
            def test_lets_through(capfd):
                with capfd.disabled():
                    print("z")
                assert capfd.readouterr().out == ""
            """})

    def loop(plugin, session):
        told, failed = sys.modules["conftest"].TOLD, []
        for item in session.items:
            item._report_sections[:] = []
        failed.append(suite.run(plugin, session.items, lambda k: None, stop=False))
        plain = told[:]
        del told[:]
        for item in session.items:
            item._report_sections[:] = []
        haste.hasten(session, plugin.outcome)
        failed.append(suite.run(plugin, session.items, lambda k: None, stop=False))
        return failed, plain, told
    failed, plain, quick = forked(lambda: in_place_of_the_run(folder, loop))
    assert failed == [[], []]
    assert quick == plain
    assert [("setup", "stdout", "before\n"), ("call", "stdout", "during\n")] in plain and [("call", "stderr", "raw")] in plain


def test_one_hook_for_all_who_listen():
    """What is told of goes to those who asked for it, until they ask no more."""
    def work():
        hooks, seen = [], []
        fresh = importlib.util.module_from_spec(hearing.__spec__)  # others may have listened in this process
        hearing.__spec__.loader.exec_module(fresh)
        add = sys.addaudithook
        sys.addaudithook = lambda hook: (hooks.append(hook), add(hook))
        undos = [fresh.listen(["mutate.a", "mutate.b"], lambda *event: seen.append(event)), fresh.listen(["mutate.b"], lambda *_: seen.append(0))]
        for event in "mutate.a", "mutate.b", "mutate.c":
            sys.audit(event, 1)
        undos[0]()
        sys.audit("mutate.b", 2)
        return len(hooks), seen
    assert forked(work) == (1, [("mutate.a", (1,)), ("mutate.b", (1,)), 0, 0])


def test_fixtures_of_pytests_own_are_as_ever(folder):
    write(folder, {"test_sample.py": """
        import pytest

        @pytest.fixture(params=[1, 2])
        def number(request, tmp_path, monkeypatch):
            monkeypatch.setenv("NUMBER", str(request.param))
            return request.param

        def test_a(number, capsys, tmp_path):
            print(number)
            assert capsys.readouterr().out == "1\\n"
        """})

    def loop(plugin, session):
        plain = suite.run(plugin, session.items, lambda k: None, stop=False)
        haste.hasten(session, plugin.outcome)
        return plain, suite.run(plugin, session.items, lambda k: None, stop=False)
    assert forked(lambda: in_place_of_the_run(folder, loop)) == ([(1, "call")], [(1, "call")])


def test_argument_names_are_those_of_pytest():
    """The short way is taken for pytest's own functions and finds what the long one finds."""
    general = fixtures.getfuncargnames
    asked = []

    def counted(function, **more):
        asked.append(function)
        return general(function, **more)
    short = haste._argument_names(counted)

    def mine(request, value=1, *, tmp_path):
        pass

    def alike(request, *, tmp_path):
        pass
    alike.__module__ = fixtures.__name__
    assert short(mine) == short(alike) == ("request", "tmp_path")
    assert asked == [mine, alike]
    own = [f for f in vars(fixtures).values() if type(f) is type(mine) and f.__module__ == fixtures.__name__]
    for function in own:
        assert tuple(short(function)) == tuple(general(function))
    assert len(asked) < len(own)


def test_items_know_their_places(folder):
    """Those of one function share what was found out, and say the same as if each had looked."""
    write(folder, {"test_places.py": """
        import pytest

        @pytest.mark.parametrize("x", [1, 2, 3])
        def test_one(x): pass

        class TestA:
            @pytest.mark.parametrize("x", [1, 2])
            def test_two(self, x): pass

        same = test_one
        """})

    def loop(plugin, session):
        haste._locate(session.items)
        mine = [item.location for item in session.items]
        for item in session.items:
            del vars(item)["location"]
        return mine, [item.location for item in session.items]
    mine, own = forked(lambda: in_place_of_the_run(folder, loop))
    assert mine == own
    assert len(mine) == 5
