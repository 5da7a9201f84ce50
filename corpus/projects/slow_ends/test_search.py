import search

MANY = list(range(2_000_000))


def test_first_divisor():
    assert search.first_divisor(91) == 7


def test_index_of():
    assert search.index_of(MANY, 3) == 3


def test_drain():
    assert search.drain(2_000_000, 1000) == 2_000_000


def test_halve():
    assert search.halve(5_000_000)


def test_politely():
    assert search.politely([1, 2, 3, 4, 5]) == [2, 3, 4, 5, 6]
