import names


def test_dispatch():
    assert names.size(1) == 101
    assert names.size("ab") == 202
    assert names.size(None) == -1


def test_overload():
    assert names.twice(2) == 4
    assert names.twice("a") == "aa"


def test_branches():
    assert names.chosen(1) == 301
    assert names.fallback(1) == 500


def test_last_one_wins():
    assert names.shadowed(1) == 3


def test_property():
    thermometer = names.Thermometer()
    assert thermometer.degrees == 1
    thermometer.degrees = 10
    assert thermometer.degrees == 10


def test_methods():
    assert names.Thermometer().chosen(1) == 600
    assert names.Other().chosen(1) == 700
    assert names.Other.Thermometer().chosen(1) == 800


def test_nested():
    assert names.outer_a() == 3
    assert names.outer_b() == 3
