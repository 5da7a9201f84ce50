"""When tests may be given to another process."""
import sys
import types
from importlib.machinery import SourceFileLoader

import coverage
import pytest
from _pytest.assertion.rewrite import AssertionRewritingHook

from _mutate_harness.apart import Apart, Turn

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


def rows(answers, own, gives_at=None, tmp_path=None):
    turn, out = Turn(10, own, str(tmp_path) if tmp_path else None, Free(answers)), []
    while (row := turn.next()) is not None:
        if gives_at is not None and turn.enough(gives_at):
            gives_at = None
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
