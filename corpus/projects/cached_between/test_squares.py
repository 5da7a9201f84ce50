import squares


def test_square():
    assert squares.square(3) == 9


def test_total_of_what_is_known():
    before = len(squares.CALLS)
    assert squares.total([3, 3]) == 18
    assert len(squares.CALLS) == before


def test_it_was_kept():
    assert squares.square.cache_info().hits >= 1


def test_total():
    assert squares.total([5, 1]) == 26
