from exprs import OPERATIONS, Rules, call, high, increment, long_one, low, ranked, same


def test_module_level():
    assert increment(1) == 2


def test_first_of_the_line():
    assert low(1) == -9


def test_second_of_the_line():
    assert high(1) == 11


def test_only_the_second_of_two_equal_ones():
    assert same[1](1) == 2


def test_dict():
    assert OPERATIONS["add"](5, 2) == 7
    assert OPERATIONS["sub"](5, 2) == 3
    OPERATIONS["weak"](5, 2)


def test_default():
    assert call(2) == 6


def test_key():
    assert ranked(["b", "a", "ccc"]) == ["ccc", "a", "b"]


def test_class_body():
    assert Rules.positive(1)
    assert not Rules.positive(0)
    assert Rules().shift(10) == 3
    assert [check(100) for check in Rules.checks] == [True, False]


def test_lines():
    assert long_one(1) == 3
