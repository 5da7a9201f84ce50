"""What failing assertions say: worked out for the tests that read it, and for nobody else."""
import difflib
import sys

import pytest

from _mutate_harness import haste, messages, suite
from support import forked, in_place_of_the_run, write

SOURCE = """
    import unittest

    def test_pytest():
        assert "one\\ntwo" == "one\\nthree"

    class Differences(unittest.TestCase):
        def test_unittest(self):
            self.assertEqual([1, 2], [1, 3])
    """


@pytest.mark.parametrize("quick, spoken, asked", [
    (False, False, {"pytest", "unittest"}), (True, False, set()), (True, True, {"pytest", "unittest"}),
])
def test_who_is_given_messages(folder, quick, spoken, asked):
    """Only they cost a comparison line by line; the tests fail all the same."""
    write(folder, {"test_sample.py": SOURCE})

    def loop(plugin, session):
        found, ndiff = set(), difflib.ndiff

        def compared(*args):
            by_pytest = sys._getframe(1).f_globals["__name__"].startswith("_pytest.")
            found.add("pytest" if by_pytest else "unittest")
            return ndiff(*args)
        difflib.ndiff = compared
        outcome = plugin.outcome
        outcome.quick, outcome.spoken = quick, set(session.items) if spoken else set()
        haste.hasten(session, outcome)
        return len(suite.run(plugin, session.items, lambda k: None, stop=False)), found
    assert forked(lambda: in_place_of_the_run(folder, loop)) == (2, asked)


@pytest.mark.parametrize("with_messages, again, expected", [
    (set(), {1, 2}, {1, 2}),
    ({1}, {1, 2}, {2}),
    ({1, 2}, {1, 2}, set()),
    (set(), {1}, {1}),       # the other failed by chance
])
def test_readers_fail_without_and_pass_with_messages(with_messages, again, expected):
    def run(spoken):
        return with_messages if spoken else again
    assert messages.readers({1, 2}, run) == expected
