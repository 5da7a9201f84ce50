from pkg.squares import known, square


def test_one():
    assert square(1) == 1


def test_two():
    assert square(2) == 4


def test_three():
    assert square(3) == 9


def test_four():
    assert square(4) == 16
    assert known()[-1] == 4


def test_not_more_than_three():
    assert len(known()) <= 3
