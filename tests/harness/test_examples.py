"""Property-based tests, when only the verdict counts."""
import pytest
from _mutate_harness import examples, suite
from support import forked, in_place_of_the_run, write

pytest.importorskip("hypothesis")

SUITE = """
    import unittest
    from hypothesis import given, settings, strategies as st

    seen = []

    @settings(derandomize=True)
    @given(st.integers())
    def test_function(n):
        seen.append(n)
        assert abs(n) < 100

    class TestMethods(unittest.TestCase):
        @settings(max_examples=500, derandomize=True)
        @given(st.lists(st.integers()))
        def test_method(self, numbers):
            seen.append(numbers)
            assert sum(numbers) < 1000

    @given(st.integers())
    def test_passes(n):
        seen.append(n)

    def test_none(): pass
    """


def counted(folder, prepare):
    """(names of the tests that fail, how many examples each test saw)."""
    def run(plugin, session):
        prepare(session.items)
        seen, counts, failed = session.items[0].module.seen, [], []
        for item in session.items:
            del seen[:]
            failed += [item.name for _ in suite.run(plugin, [item], lambda k: None)]
            counts.append(len(seen))
        return failed, counts
    write(folder, {"test_it.py": SUITE})
    return forked(lambda: in_place_of_the_run(folder, run))


def test_the_first_failing_example_is_enough(folder):
    """The same tests fail; those that pass see all their examples."""
    failed, all_counts = counted(folder, lambda items: None)
    few, counts = counted(folder, examples.first_only)
    assert few == failed == ["test_function", "test_method"]
    assert counts[2] == all_counts[2] == 100
    assert counts[0] < all_counts[0] / 2 and counts[1] < all_counts[1] / 2
