"""Property-based tests, when only the verdict counts."""
import os
import sys
import time

import pytest
from _mutate_harness import examples, suite, surroundings
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


def test_constants_are_found_before_a_test_needs_them(folder):
    """No test opens a module for them; those that hypothesis runs depend on all modules nevertheless."""
    providers = pytest.importorskip("hypothesis.internal.conjecture.providers")
    if not hasattr(providers, "_get_local_constants"):
        pytest.skip("this hypothesis tries no constants")
    tree = str(folder)

    def run(plugin, session):
        around = surroundings.Surroundings(tree, lambda: "t0")
        around.start()
        examples.find_constants(session.items)
        suite.run(plugin, session.items, lambda k: None)
        around.stop()
        looks = around.found.get("t0", {}).items()
        files = [os.path.relpath(path, tree) for path in surroundings.modules(tree)[0]]
        found = 77123 in providers._local_constants.integers
        return found, [kind for kind, paths in looks if "numbers_of_ours.py" in paths], examples.constants_of(session.items, range(4), files)
    write(folder, {"test_it.py": SUITE.rstrip() + "\n    from numbers_of_ours import ODD\n", "numbers_of_ours.py": "ODD = 77123\n"})
    modules = ["numbers_of_ours.py", "test_it.py"]
    found, read, opened = forked(lambda: in_place_of_the_run(folder, run))
    assert (found, read) == (True, [])
    assert opened == {"t0": modules, "t1": modules, "t2": modules}


def unexplained(queued):
    """Which part of a nap the clock counts, beyond what the system does not call queueing for a processor."""
    told = iter([5.0, 5.0 + queued])
    clock = examples.Clock(lambda: next(told))
    before, begun = clock.perf_counter(), time.monotonic()
    time.sleep(0.2)
    counted, nap = clock.perf_counter() - before, time.monotonic() - begun
    return (counted - max(0.0, nap - queued)) / nap


@pytest.mark.parametrize("queued", [0.0, 0.15, 99.0])
def test_waiting_for_a_processor_is_not_the_tests_time(queued):
    assert abs(unexplained(queued)) < 0.3


def test_the_clock_counts_what_the_thread_computes():
    clock = examples.Clock()
    before, end = clock.perf_counter(), time.thread_time() + 0.05
    while time.thread_time() < end:
        pass
    assert clock.perf_counter() - before > 0.04
    assert clock.monotonic is time.monotonic


def test_hypothesis_goes_by_it(folder):
    def run(plugin, session):
        examples.first_only(session.items)
        return [type(sys.modules[name].time).__name__ for name in ("hypothesis.core", "hypothesis.internal.conjecture.data")]
    write(folder, {"test_it.py": SUITE})
    assert forked(lambda: in_place_of_the_run(folder, run)) == ["Clock", "Clock"]


LAZY = """
    import random, sys

    seen = []

    def test_none():
        seen.append("hypothesis" in sys.modules)

    def test_imports():
        from hypothesis import given, strategies as st
        @given(st.integers())
        def numbers(n):
            seen.append(n)
        numbers()
    """


def test_who_imports_it_late_sees_the_same_examples_in_each_process(folder):
    """Nobody else has it imported, and what comes before the test is no matter."""
    def run(plugin, session):
        for name in [name for name in sys.modules if name.partition(".")[0] == "hypothesis"]:
            del sys.modules[name]
        return suite.run(plugin, session.items, lambda k: None), session.items[0].module.seen
    write(folder, {"test_it.py": LAZY})
    (failed, seen), (_, again) = (forked(lambda: in_place_of_the_run(folder, run)) for _ in range(2))
    assert (failed, seen[0], len(seen), seen) == ([], False, 101, again)
