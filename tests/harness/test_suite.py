"""Running chosen items through pytest's own protocol: what is a failure, and what is left behind."""
import pytest

from _mutate_harness import suite
from support import OUTCOMES, forked, in_place_of_the_run, write


class Reports:
    """What pytest keeps of each failure, for whoever listens."""

    def __init__(self):
        self.seen = []

    def pytest_runtest_logreport(self, report):
        if report.failed:
            self.seen.append(report.longrepr)


def run(folder, source, work, quick=True, args=()):
    """`work(plugin, items)` where pytest has collected a test file with that source."""
    write(folder, {"test_sample.py": source})

    def loop(plugin, session):
        plugin.outcome.quick = quick
        return work(plugin, session.items)
    return forked(lambda: in_place_of_the_run(folder, loop, args))


def failures(folder, source, **more):
    """(name, phase) of each test that fails."""
    def work(plugin, items):
        found = suite.run(plugin, items, lambda k: None, stop=False)
        return [(items[k].name, phase) for k, phase in found]
    return run(folder, source, work, **more)


@pytest.mark.parametrize("quick", [True, False])
def test_what_is_a_failure(folder, quick):
    """Alike with and without pytest's reports; a skip and an expected failure are none."""
    assert sorted(failures(folder, OUTCOMES, quick=quick)) == [
        ("test_both_fail", "call"),
        ("test_fails", "call"),
        ("test_leaves_python", "call"),
        ("test_old_fails", "call"),
        ("test_old_should_have_failed", "call"),
        ("test_set_up_fails", "setup"),
        ("test_should_have_failed", "call"),
        ("test_tear_down_fails", "teardown"),
    ]


ENDINGS = """
    import pytest

    def test_a(): %s
    def test_b(): pass
    """


@pytest.mark.parametrize("ending", ["pytest.exit('enough')", "raise KeyboardInterrupt"])
def test_what_would_end_pytest_is_a_failure(folder, ending):
    """It ends neither this process nor what is asked of it next."""
    def work(plugin, items):
        return [suite.run(plugin, tests, lambda k: None) for tests in (items, items[1:])]
    assert run(folder, ENDINGS % ending, work) == [[(0, "exit")], []]


def test_what_would_end_pytest_is_not_the_next_test_s_failure(folder):
    assert failures(folder, ENDINGS % "pytest.exit('enough')") == [("test_a", "exit")]


FAILING = """
    import unittest

    def test_plain():
        assert ["left"] == ["right"]

    class Old(unittest.TestCase):
        def test_old(self):
            self.assertEqual("left", "right")
    """


@pytest.mark.parametrize("quick", [True, False])
def test_reports_are_built_only_for_people(folder, quick):
    """They cost more than the test; the baseline has them, to show why it is red."""
    reports = Reports()

    def work(plugin, items):
        items[0].config.pluginmanager.register(reports)
        suite.run(plugin, items, lambda k: None, stop=False)
        return [str(seen) for seen in reports.seen], plugin.outcome.messages
    texts, messages = run(folder, FAILING, work, quick=quick)
    if quick:
        assert (texts, messages) == (["", ""], [])
    else:
        assert [node for node, _, _ in messages] == ["test_sample.py::test_plain", "test_sample.py::Old::test_old"]
        assert all("left" in text and "right" in text for text in [*texts, *(m for _, _, m in messages)])


STEPS = """
    import pytest

    log = []

    @pytest.fixture(scope="module")
    def wide():
        log.append("up")
        yield log
        log.append("down")
        raise OSError

    def test_a(wide): log.append("a")
    def test_b(wide): log.append("b"); assert False
    def test_c(wide): log.append("c"); assert False
    """


def test_the_first_failure_ends_the_run(folder):
    """Wide fixtures are shared, torn down whatever that raises, and set up anew for the control run."""
    def work(plugin, items):
        begun = []
        first = suite.run(plugin, items, begun.append)
        again = suite.run(plugin, items[1:2], begun.append)
        return first, again, begun, items[0].module.log
    first, again, begun, log = run(folder, STEPS, work)
    assert (first, again) == ([(1, "call")], [(0, "call")])
    assert begun == [0, 1, 0]
    assert log == ["up", "a", "b", "down", "up", "b", "down"]


def test_without_stop_all_run(folder):
    """Only the last test's end takes the wide fixture down; its failure is that test's."""
    def work(plugin, items):
        return suite.run(plugin, items, lambda k: None, stop=False), items[0].module.log
    found, log = run(folder, STEPS, work)
    assert found == [(1, "call"), (2, "call")]
    assert log == ["up", "a", "b", "c", "down"]


def test_a_doctest_runs_again(folder):
    """doctest empties the names of an example when it is done: its control run would fail."""
    source = '''
        """
        >>> answer()
        42
        """

        def answer():
            return 42
        '''

    def work(plugin, items):
        suite.keep_doctests(items)
        runs = [suite.run(plugin, items, lambda k: None) for _ in range(3)]
        return [item.name for item in items], runs
    names, runs = run(folder, source, work, args=["--doctest-modules"])
    assert names == ["test_sample"]
    assert runs == [[], [], []]


def test_random_numbers_start_alike(folder):
    """Every run draws the same, and not what a seed of the user's own would give."""
    source = """
        import random

        drawn = []

        def test_a(): drawn.append(random.random())
        def test_b(): drawn.append(random.random())
        """

    def work(plugin, items):
        for _ in range(2):
            suite.run(plugin, items, lambda k: None)
        return items[0].module.drawn
    drawn = run(folder, source, work)
    assert drawn[:2] == drawn[2:]
    assert len(set(drawn)) == 2


def test_a_file_that_cannot_be_imported_is_named(folder):
    """The loop is not reached; what went wrong is kept for the engine."""
    write(folder, {"test_sample.py": "import nowhere_to_be_found\n"})

    def loop(plugin, session):
        return [(node, "nowhere_to_be_found" in why) for node, why in plugin.outcome.collection]
    found = forked(lambda: in_place_of_the_run(folder, loop, ["--continue-on-collection-errors"]))
    assert found == [("test_sample.py", True)]


SKIPS = """
    import unittest

    import pytest

    def test_runs(): pass

    @pytest.mark.skip
    def test_marked(): pass

    @pytest.mark.skipif(True, reason="always")
    def test_marked_with_a_condition(): pass

    def test_by_itself(): pytest.skip("it may")

    @pytest.fixture
    def absent(): pytest.skip("not there")

    def test_by_a_fixture(absent): pass

    @pytest.mark.xfail
    def test_expected_to_fail(): assert 0

    class TestUnit(unittest.TestCase):
        def test_in_the_middle(self): self.skipTest("now")

        @unittest.skip("ever")
        def test_marked_case(self): pass
"""


def test_who_is_skipped_and_who_says_so_before(folder):
    def work(plugin, items):
        suite.run(plugin, items, lambda k: None, stop=False)
        skipped = suite.skipped(plugin, items)
        return [item.name for item in skipped], [item.name for item in skipped if suite.is_marked(item)]
    skipped, marked = run(folder, SKIPS, work)
    assert skipped == ["test_marked", "test_marked_with_a_condition", "test_by_itself", "test_by_a_fixture",
                       "test_in_the_middle", "test_marked_case"]
    assert marked == ["test_marked", "test_marked_with_a_condition", "test_marked_case"]


def test_each_run_tells_its_own_skips(folder):
    def work(plugin, items):
        suite.run(plugin, items, lambda k: None, stop=False)
        suite.run(plugin, items[:1], lambda k: None, stop=False)
        return suite.skipped(plugin, items)
    assert run(folder, SKIPS, work) == []
