"""What a scout guesses of a suite, and what becomes of it where its child dies."""
import sys

import pytest

from _mutate_harness import children, names, scout
from support import forked, in_place_of_the_run, write

SOURCE = """\
LIMIT = 3
WORDS = {"a": "b", "c": "d"}
FREE = 1

def over(x):
    return x > LIMIT
"""

TESTS = """
    import pytest
    import unittest

    from scouted import WORDS, over

    @pytest.mark.parametrize("x, expected", [(3, False), (4, True)])
    def test_over(x, expected):
        assert over(x) is expected

    @pytest.mark.xfail
    def test_expected_to_fail():
        assert over(0)

    @pytest.fixture
    def words():
        return dict(WORDS)

    def test_with_a_fixture(words):
        assert words["a"] == "b"

    class TestOld(unittest.TestCase):
        def test_c(self):
            self.assertEqual(WORDS["c"], "d")
    """

IDS = ["test_it.py::test_over[3-False]", "test_it.py::test_over[4-True]", "test_it.py::test_expected_to_fail",
       "test_it.py::test_with_a_fixture", "test_it.py::TestOld::test_c"]


class Walker:
    """What a scout needs of one; its child tells `said`."""

    def __init__(self, plugin, task, tree):
        self.plugin, self.task, self.ids = plugin, task, IDS
        self.order, self.page, self.child = {"tree": tree}, children.Page(), self
        self.said, self.left = [], False

    def say(self, *words):
        self.said.append(words)

    def leave(self):
        raise EOFError


def scouted(folder, mutants, skip=()):
    write(folder, {"scouted.py": SOURCE, "test_it.py": TESTS})
    hints = [(SOURCE.index(old), SOURCE.index(old) + len(old), new, likely) for old, new, likely in mutants]
    task = {"path": str(folder / "scouted.py"), "source": SOURCE, "mutants": hints, "skip": list(skip)}

    def loop(plugin, session):
        assert names.unique(session.items) == IDS
        plugin.outcome.quick = True
        walker = Walker(plugin, task, str(folder))
        with pytest.raises(EOFError):
            scout.run(walker, session)
        return walker.said

    def work():
        sys.path.insert(0, str(folder))
        return in_place_of_the_run(folder, loop)
    return forked(work)


@pytest.mark.parametrize("mutant, expected", [
    (("LIMIT = 3", "LIMIT = 2", []), ("found", 0, 0)),
    (("LIMIT = 3", "LIMIT = 4", []), ("found", 0, 1)),
    (("x > LIMIT", "x >= LIMIT", [1, 0]), ("found", 0, 0)),
    (('"b"', '""', [1]), ("found", 0, 3)),
    (('"d"', '""', []), ("found", 0, 4)),
    (("FREE = 1", "FREE = 2", [0]), ("silent", 0)),
    # what cannot be imported cannot be collected: any test will do
    (("FREE = 1", "FREE = 1 / 0", [3]), ("found", 0, 3)),
    (("FREE = 1", "FREE = 1 / 0", []), ("found", 0, 0)),
])
def test_guesses(folder, mutant, expected):
    assert scouted(folder, [mutant]) == [expected]


def test_one_mutant_leaves_nothing_to_the_next(folder):
    mutants = [("LIMIT = 3", "LIMIT = 2", []), ("FREE = 1", "FREE = 2", []), ("def over", "def under", []),
               ("FREE = 1", "FREE = 3", [])]
    assert scouted(folder, mutants) == [("found", 0, 0), ("silent", 1), ("found", 2, 0), ("silent", 3)]


def test_a_test_that_is_to_be_left_out(folder):
    assert scouted(folder, [("LIMIT = 3", "LIMIT = 2", [])], skip=[0]) == [("silent", 0)]


@pytest.mark.parametrize("lines, at, expected", [
    ([["found", "0", "7"], ["silent", "2"], ["end"]], (2, 7), ([[0, 7]], [2], -1)),
    ([["found", "0", "7"]], (1, 3), ([[0, 7]], [], 1)),
    ([], (-1, 3), ([], [], -1)),
])
def test_answer(lines, at, expected):
    ended = children.Ended()
    ended.lines, ended.at = lines, at
    found, silent, died = expected
    assert scout.answer(ended) == {"event": "scouted", "found": found, "silent": silent, "died": died}
