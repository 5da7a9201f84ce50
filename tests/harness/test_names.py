"""Node ids, from the baseline's collection to a mutant's, and what a walker runs of them."""
from types import SimpleNamespace

import pytest

from _mutate_harness import names, walker


def items(*ids):
    return [SimpleNamespace(nodeid=i) for i in ids]


def matched(ids, collected):
    return [item and item.nodeid for item in names.matched(ids, items(*collected))]


@pytest.mark.parametrize("ids, collected, expected", [
    # the order is the baseline's, a test that is gone has no item
    (["t::a", "t::b", "t::c"], ["t::c", "t::a"], ["t::a", None, "t::c"]),
    # a new test is nobody's
    (["t::a"], ["t::new", "t::a"], ["t::a"]),
    # parameters named after the time belong together in their order
    (["t::a[10:01]", "t::a[10:02]"], ["t::a[11:05]", "t::a[11:06]"], ["t::a[11:05]", "t::a[11:06]"]),
    # those that kept their names keep their items, wherever they stand
    (["t::a[x]", "t::a[10:02]"], ["t::a[11:06]", "t::a[x]"], ["t::a[x]", "t::a[11:06]"]),
    # with another number of them nobody can say which is which
    (["t::a[1]", "t::a[2]"], ["t::a[3]"], [None, None]),
    # nor may one function's parameters stand for another's
    (["t::a[1]", "t::b[1]"], ["t::b[2]", "t::a[2]"], ["t::a[2]", "t::b[2]"]),
])
def test_matched(ids, collected, expected):
    assert matched(ids, collected) == expected


def test_unique():
    """The second of two tests with one id is a test of its own, and found again."""
    twice = items("t::a", "t::b", "t::a")
    assert names.unique(twice) == ["t::a", "t::b", "t::a#2"]
    found = names.matched(names.unique(twice), twice)
    assert [id(item) for item in found] == [id(item) for item in twice]


@pytest.mark.parametrize("nodeid, expected", [
    ("d/t.py::A::test_a", "d/t.py::A::test_a"),
    ("t.py::test_a[x]", "t.py::test_a"),
    ("t.py::test_a[[x]::[y]]", "t.py::test_a"),
])
def test_function(nodeid, expected):
    assert names.function(nodeid) == expected


IDS = ["t::a[1]", "t::a[2]", "t::b", "t::c"]


@pytest.mark.parametrize("task, collected, expected", [
    # all, in the order of collection
    ({}, ["t::b", "t::c"], [2, 3]),
    # the asked ones, in the order of collection
    ({"tests": [3, 2]}, ["t::a[1]", "t::b", "t::c"], [2, 3]),
    # none of the asked ones is there any more: what is there may still fail
    ({"tests": [0]}, ["t::b"], [2]),
    # those that were run already, never
    ({"skip": [2]}, ["t::a[1]", "t::b", "t::c"], [0, 3]),
    # a parameter that the mutant renamed counts for its function
    ({}, ["t::a[1]", "t::a[other]", "t::a[more]"], [0, 0, 0]),
])
def test_selected(task, collected, expected):
    tests, chosen = walker.selected(names.Index(IDS), task, items(*collected))
    assert tests == expected
    assert len(chosen) == len(tests)
