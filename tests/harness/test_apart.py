"""When tests may be given to another process."""
import sys
import types
from importlib.machinery import SourceFileLoader

import coverage
import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from _mutate_harness.apart import Apart, Turn
from _mutate_harness.cut import Cut

SOURCE = """
SEEN = {}
ONE = None
LAST = None

def add(key):
    SEEN[key] = 1

def one():
    global ONE
    if ONE is None:
        ONE = object()
    return ONE

def step():
    global LAST
    if LAST is not None:
        return "again"
    LAST = 1
"""


@pytest.fixture
def shop(tmp_path, monkeypatch):
    (tmp_path / "apart_shop.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    import apart_shop
    yield apart_shop
    del sys.modules["apart_shop"]


@pytest.fixture
def apart(shop, tmp_path, monkeypatch):
    for loader in SourceFileLoader, AssertionRewritingHook:  # it watches imports until its process ends
        monkeypatch.setattr(loader, "exec_module", loader.exec_module)
    cov = coverage.Coverage(data_file=None, config_file=False, include=[str(tmp_path / "*")])
    apart = Apart(str(tmp_path), types.SimpleNamespace(items=[]), str(tmp_path / "temporary"), cov)
    cov.start()
    yield apart
    cov.stop()


def test_what_is_left_in_a_variable_keeps_the_others(apart, shop):
    assert apart.free()
    shop.add(1)
    assert not apart.free()
    shop.SEEN.clear()
    assert apart.free()


def test_what_is_made_once_may_be_left(apart, shop):
    shop.one()
    shop.one()
    assert apart.free()


def test_unless_something_of_what_uses_it_is_not_covered(apart, shop):
    shop.step()
    assert not apart.free()


def test_a_module_that_comes_late_is_looked_at_like_the_others(apart, tmp_path):
    (tmp_path / "apart_late.py").write_text("SEEN = []\n")
    import apart_late
    assert apart.free()
    apart_late.SEEN.append(1)
    assert not apart.free()


class Free:
    def __init__(self, answers):
        self.answers = answers

    def free(self):
        return self.answers.pop(0)


def rows(answers, own, gives_at=None, tmp_path=None, cut=lambda cut: None, at=0):
    """(first, end) of each row; `cut(cut)` is done while test `at` runs."""
    idle = str(tmp_path) if tmp_path else None
    end = Cut(list(range(100, 110)), own, idle, lambda place: None)
    turn, out = Turn(10, own, idle, Free(answers), end), []
    while (row := turn.next()) is not None:
        for k in row[:-1] if gives_at is None else [gives_at] * (not out):
            if turn.enough(k):
                break
            if k == at:
                cut(end)
        out.append((row.start, turn.end))
        turn.ran()
    return out


def test_who_has_left_something_runs_the_tests_of_others_too():
    assert rows([True], 4) == [(0, 4)]
    assert rows([False], 4) == [(0, 4), (4, 10)]
    assert rows([], 10) == [(0, 10)]


def test_tests_are_given_away_where_nothing_is_left_before_and_after_the_last(tmp_path, monkeypatch):
    monkeypatch.setattr("_mutate_harness.apart._WORTH", -1e9)
    assert rows([True, True], 10, 3, tmp_path) == [(0, 4)]
    assert rows([True, False], 10, 3, tmp_path) == [(0, 4), (4, 10)]
    assert rows([False], 10, 3, tmp_path) == [(0, 10)]


class Watched:
    """A child's tests, as its parent sees them."""

    def __init__(self, monkeypatch, idle, own=10):
        self.now, self.given = 0.0, []
        monkeypatch.setattr("_mutate_harness.cut.monotonic", lambda: self.now)
        self.cut = Cut(list(range(100, 110)), own, idle, self.given.append)

    def see(self, test, seconds):
        """It is at that test for so long."""
        self.cut.limits(None, test)
        self.now += seconds
        self.cut.limits(None, test)


def test_who_is_at_one_test_for_long_is_relieved_of_those_after_the_next(tmp_path, monkeypatch):
    child = Watched(monkeypatch, str(tmp_path))
    child.see(100, 0.01)
    child.see(103, 0.05)
    assert (child.given, child.cut.end()) == ([], 10)
    child.see(104, 5)
    child.see(104, 5)
    child.see(105, 5)
    assert (child.given, child.cut.end()) == ([6], 6)


def test_nothing_is_given_away_that_costs_more_than_it_brings(tmp_path, monkeypatch):
    for idle, tests, own in [
        (str(tmp_path / "none"), [(104, 5)], 10),   # nobody waits
        (None, [(104, 5)], 10),                     # it cannot be given away
        (str(tmp_path), [(108, 5)], 10),            # only the next one is left
        (str(tmp_path), [(104, 5)], 8),             # others have begun with what comes after its own
        (str(tmp_path), [(100, 3), (104, 5)], 10),  # what they share takes long to make
    ]:
        child = Watched(monkeypatch, idle, own)
        for test, seconds in tests:
            child.see(test, seconds)
        assert child.given == []


def test_a_child_ends_where_it_was_cut_or_goes_on_to_the_end(tmp_path):
    cut = lambda place: lambda cut: cut.memory.__setitem__(slice(0, 8), place.to_bytes(8, sys.byteorder))
    assert rows([True], 10, None, tmp_path, cut(5), 3) == [(0, 5)]
    assert rows([False], 10, None, tmp_path, cut(5), 3) == [(0, 5), (5, 10)]
    # it had passed the place when it was told
    assert rows([], 8, None, tmp_path, cut(3), 3) == [(0, 8), (8, 10)]
