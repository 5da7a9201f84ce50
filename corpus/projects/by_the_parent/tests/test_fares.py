import fares


def test_fare():
    assert fares.fare("inner") == 2
    assert fares.fare("inner", 1) == 3
