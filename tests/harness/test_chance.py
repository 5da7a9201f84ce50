"""Which tests draw numbers that nobody has seeded, and with which numbers they begin."""
import random
import sys

import pytest
from support import forked

from _mutate_harness import chance

TREE = __file__.rpartition("/")[0]


def _drew(deed):
    """Whether `deed` counts as drawing, in a test of a project that is this folder."""
    def work():
        chance.start()
        draws = chance.Draws(TREE)
        draws.begin()
        deed()
        return draws.drew()
    return forked(work)


def _and_draw(deed):
    def work():
        deed()
        random.choice("abc")
    return work


_BEFORE = random.getstate()
_OWN = random.Random(7)


@pytest.mark.parametrize("deed, drew", [
    (lambda: None, False),
    (random.random, True),
    (lambda: random.shuffle([1, 2, 3]), True),
    (_and_draw(lambda: random.seed(4)), False),
    (_and_draw(lambda: random.seed()), True),
    (_and_draw(lambda: random.setstate(_BEFORE)), False),
    (lambda: random.Random(), True),
    (lambda: random.Random(3).random(), False),
    (lambda: random.Random().seed(3), True),
    (_OWN.random, False),
], ids=["nothing", "random", "shuffle", "seeded", "seeded with nothing", "restored", "unseeded generator",
        "seeded generator", "generator seeded late", "generator of the module"])
def test_who_draws(deed, drew):
    assert _drew(deed) is drew


def test_generators_of_others_do_not_count():
    import tempfile
    assert not _drew(lambda: next(tempfile._RandomNameSequence()))


def test_each_test_begins_with_a_clean_slate():
    def work():
        draws, drew = chance.Draws(TREE), []
        for deed in (random.random, lambda: random.seed(1), lambda: None):
            draws.begin()
            deed()
            drew.append(draws.drew())
        return drew
    assert forked(work) == [True, False, False]


def _numbers(start):
    def work():
        chance.choose(start)
        chance.start()
        first = random.random()
        chance.start()
        return first, random.random()
    return forked(work)


def test_a_start_is_always_the_same_and_others_are_others():
    starts = [_numbers(start) for start in range(5)]
    assert all(first == again for first, again in starts)
    assert len(set(starts)) == 5


def test_numpy_counts_too(monkeypatch):
    class Numpy:
        state = 0

        def get_state(self):
            import array
            return "MT", array.array("I", [self.state]), 0

        def seed(self, number):
            self.state = number

        def draw(self):
            self.state += 1

        def default_rng(self, seed=None):
            return seed

    numpy = Numpy()
    monkeypatch.setitem(sys.modules, "numpy.random", numpy)
    assert _drew(numpy.draw)
    assert not _drew(lambda: (numpy.seed(3), numpy.draw()))
    assert _drew(lambda: sys.modules["numpy.random"].default_rng())
    assert not _drew(lambda: sys.modules["numpy.random"].default_rng(5))
