"""What is done once for a test, in place of once for each of its phases, and that no test can tell."""
import sys

import pytest
from _pytest import runner

from _mutate_harness import express, haste, suite
from support import OUTCOMES, forked, in_place_of_the_run, write

# what tests see of where they are, phase by phase; two runs of it see the same
SEEING = """
    import io
    import logging
    import os
    import sys
    import warnings

    import pytest

    SEEN = []
    ROOT = logging.getLogger()
    apart = logging.getLogger("apart")
    apart.propagate = False

    def see(what, *more):
        stream = "own" if isinstance(sys.stdout, Own) else type(sys.stdout).__name__
        handlers = [[type(handler).__name__ for handler in logger.handlers] for logger in (ROOT, apart)]
        SEEN.append([what, os.environ.get("PYTEST_CURRENT_TEST"), stream, handlers, ROOT.level, len(warnings.filters), *more])

    class Own(io.StringIO):
        pass

    @pytest.fixture
    def phases(request):
        see("setup", request.node.name)
        yield
        see("teardown", request.node.funcargs == request.node.funcargs)

    def test_sees(phases):
        see("call")

    def test_sees_after_another(phases):
        see("call")

    @pytest.fixture
    def own_stream(phases):
        before, sys.stdout = sys.stdout, Own()
        see("replaced")
        yield
        see("to be put back")
        sys.stdout = before

    def test_has_the_stream_of_its_phase(own_stream):
        see("call")

    @pytest.fixture
    def printing(capsys):
        print("set up")
        yield capsys
        SEEN.append(["left", *capsys.readouterr()])

    def test_reads_what_is_printed(printing, phases):
        see("call", *printing.readouterr())
        print("called")
        sys.stderr.write("wrong")
        SEEN.append(list(printing.readouterr()))
        print("left")

    def test_reads_descriptors(capfd):
        os.write(1, b"one")
        os.write(2, b"two")
        SEEN.append(list(capfd.readouterr()))
        with capfd.disabled():
            see("not captured")
        print("three")
        SEEN.append(list(capfd.readouterr()))

    def test_asks_for_it_late(request, phases):
        capsys = request.getfixturevalue("capsys")
        print("late")
        SEEN.append(list(capsys.readouterr()))
        print("for nobody")

    @pytest.fixture
    def logged(caplog):
        logging.warning("set up")
        yield caplog
        logging.warning("torn down")
        SEEN.append([[record.message for record in caplog.get_records(when)] for when in ("setup", "call", "teardown")])

    def test_is_logged(logged):
        print("printed, too")
        logging.error("called")
        apart.error("apart")
        SEEN.append([logged.text.count("called"), logged.text.count("set up"), logged.messages])

    @pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
    def test_sets_a_level(caplog, level, phases):
        caplog.set_level(level)
        logging.debug("one")
        logging.info("two")
        see("call", caplog.messages)

    def test_logs_what_has_no_text():
        logging.warning("%d", "no number")

    @pytest.fixture
    def lasting():
        ROOT.setLevel(logging.INFO)
        warnings.simplefilter("error")
        see("set")

    def test_has_what_lasts(lasting):
        see("call")
        ROOT.setLevel(logging.WARNING)

    def test_has_not_what_does_not(phases):
        see("call")

    def test_warns():
        warnings.warn("a warning", UserWarning)
        see("warned")

    @pytest.mark.filterwarnings("error")
    def test_must_not_warn():
        warnings.warn("a warning", UserWarning)

    def test_has_a_folder(tmp_path, request):
        SEEN.append([tmp_path.is_dir(), len(tmp_path.name)])

    @pytest.fixture
    def expected(request):
        request.node.add_marker(pytest.mark.xfail(strict=True))

    def test_is_expected_to_fail(expected):
        assert False

    def test_should_have_failed(expected):
        see("call")

    def test_turns_out_to_fail(request):
        request.node.add_marker(pytest.mark.xfail(raises=ZeroDivisionError))
        assert 1 / 0

    def test_turns_out_to_fail_otherwise(request):
        request.node.add_marker(pytest.mark.xfail(raises=KeyError))
        assert 1 / 0

    def test_gives_up():
        pytest.xfail("for now")

    @pytest.mark.skipif("sys.version_info < (3,)", reason="too old")
    @pytest.mark.xfail("sys.version_info < (3,)", reason="too old")
    def test_is_for_all(phases):
        see("call")

    class Finalized:
        def __del__(self):
            raise OSError("in a finalizer")

    @pytest.mark.filterwarnings("error")
    def test_leaves_an_exception():
        Finalized()

    def test_asks_pytest_to_end():
        pytest.exit("enough")

    def test_is_interrupted():
        raise KeyboardInterrupt

    def test_comes_after_those(phases):
        see("call")
    """

# who has a say in the phases of the tests below its folder, and who only looks on
HOOKS = """
    import logging
    import pytest
    SEEN = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(item):
        SEEN.append(["setup", item.name])
        if item.name == "test_fails":
            item.add_marker(pytest.mark.skip)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(item):
        logging.warning("before the call")
        SEEN.append(["call", item.name])
        outcome = yield
        SEEN.append(["called", item.name, outcome.excinfo and outcome.excinfo[0].__name__])

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(item, nextitem):
        SEEN.append(["teardown", item.name, nextitem and nextitem.name, *item._report_sections])

    """
ONLOOKER = """
    SEEN = []

    def pytest_exception_interact(node): SEEN.append(["interact", node.name, *node._report_sections])

    def pytest_fixture_post_finalizer(fixturedef, request):
        if fixturedef.argname == "phases": SEEN.append(["finalized", *request.node._report_sections])
    """


def seen(folder, args, shorter):
    """Who fails in which phase, who is skipped, and what all of them have seen; `shorter`: the way that is tested here."""
    ways = []

    def loop(plugin, session):
        plugin.outcome.quick = True
        if not shorter:
            express.serves = lambda config: False
        else:
            run = express.Express.run
            express.Express.run = lambda self, item, nextitem: (ways.append(item.name), run(self, item, nextitem))
        haste.hasten(session, plugin.outcome)
        failed = suite.run(plugin, session.items, lambda k: None, stop=False)
        told = [sys.modules[name].SEEN for name in ("test_seeing", "conftest", "onlooker")]
        return sorted((session.items[k].name, phase) for k, phase in failed), plugin.outcome.skips, told, ways
    return forked(lambda: in_place_of_the_run(folder, loop, args))


@pytest.mark.parametrize("args", [
    [], ["-s"], ["--capture=sys"], ["--capture=tee-sys"], ["-p", "no:logging"], ["--log-level=INFO"], ["-Werror"], ["--log-cli-level=INFO"],
    ["-p", "no:warnings"], ["--runxfail"]], ids=" ".join)
def test_tests_see_the_same(folder, args):
    seeing = SEEING
    if "no:logging" in args:
        seeing = "\n".join(part for part in SEEING.split("\n\n") if "caplog" not in part and "logged" not in part)
    write(folder, {
        "test_seeing.py": seeing, "test_outcomes.py": OUTCOMES, "onlooker.py": ONLOOKER,
        "hooked/conftest.py": HOOKS, "hooked/test_outcomes_here.py": OUTCOMES})
    sys.path.insert(0, str(folder))
    try:
        plain, shorter = (seen(folder, ["-p", "onlooker", *args], way) for way in (False, True))
    finally:
        sys.path.remove(str(folder))
    assert shorter[:2] == plain[:2]
    for told, expected in zip(shorter[2], plain[2]):
        assert told == expected
    assert len(plain[0]) > 16 and all(len(told) > 15 for told in plain[2])
    # what is logged live goes to the terminal, which is written to between phases
    assert (plain[3], "test_sees" in shorter[3]) == ([], "--log-cli-level=INFO" not in args)
    # and the tests below `hooked` run as ever
    assert shorter[3].count("test_is_skipped") <= 1


@pytest.mark.parametrize("shorter", [False, True])
def test_who_begins_to_listen_while_tests_run_is_told_the_rest(folder, shorter):
    """All of it, as it would be told without us, and no longer than it listens."""
    write(folder, {"test_listening.py": """
        import pytest

        class Listener:
            def __init__(self): self.told = []
            def pytest_runtest_logstart(self, nodeid, location): self.told.append(["start", nodeid, location])
            def pytest_runtest_logfinish(self, nodeid, location): self.told.append(["finish", nodeid, location])
            def pytest_runtest_logreport(self, report):
                self.told.append([report.when, report.nodeid, report.outcome, report.location, sorted(report.keywords), report.stop > 0])

        LISTENER = Listener()

        @pytest.fixture(scope="module")
        def listening(request):
            request.config.pluginmanager.register(LISTENER)
            yield
            request.config.pluginmanager.unregister(LISTENER)

        def test_before(): pass
        def test_first(listening): pass
        def test_next(listening): assert False
        def test_counts(): assert len(LISTENER.told) == 11
        """, "test_then.py": """
        def test_after(): pass
        """})

    def run(hastened):
        def loop(plugin, session):
            plugin.outcome.quick = True
            if not shorter:
                express.serves = lambda config: False
            if hastened:
                haste.hasten(session, plugin.outcome)
            failed = suite.run(plugin, session.items, lambda k: None, stop=False)
            return failed, sys.modules["test_listening"].LISTENER.told
        return forked(lambda: in_place_of_the_run(folder, loop))
    (failed, told), (failed_quickly, told_quickly) = run(False), run(True)
    assert told_quickly == told
    assert failed_quickly == failed == [(2, "call")]
    assert len(told) == 12 and told[0][0] == "setup"


def test_a_pytest_that_does_more_is_left_alone(folder):
    write(folder, {"test_sample.py": "def test_passes(): pass"})

    def runtestprotocol(item, log=True, nextitem=None):
        return item.unheard_of
    names = dict(express._KNOWN)[runner.runtestprotocol]

    def loop(plugin, session):
        before = express.serves(session.config)
        express._KNOWN += ((runtestprotocol, names),)
        return before, express.serves(session.config)
    assert forked(lambda: in_place_of_the_run(folder, loop)) == (True, False)
