from decorators import CALLS
from work import STACK, Lazy, minus_one, plus_one, pushed, quadruple, slow_square, stacked, tripled


def test_wraps():
    CALLS.clear()
    assert plus_one(3) == 4
    assert CALLS == ["plus_one"]
    assert plus_one.__name__ == "plus_one"


def test_held():
    assert minus_one(3) == 2


def test_cache_is_warm():
    assert slow_square(3) == 9


def test_cache_is_used():
    before = slow_square.cache_info().hits
    assert slow_square(3) == slow_square(3)
    assert slow_square.cache_info().hits > before


def test_stacked():
    assert stacked(7) == 2


def test_arguments():
    assert quadruple(1) == 12


def test_edited_code():
    assert tripled(2) == 13


def test_contextmanager():
    with pushed("a") as depth:
        assert depth == 11
        assert STACK == ["a"]
    assert STACK == []


def test_cached_property():
    lazy = Lazy()
    before = Lazy.builds
    assert (lazy.value, lazy.value) == (42, 42)
    assert Lazy.builds == before + 1


def test_property_over_cache():
    assert Lazy().other == 5
