"""One table for all tests."""
import rates


def test_added():
    rates.RATES["new"] = 5
    assert rates.rate("new") == 5


def test_put_right():
    rates.RATES["d"] = 40
    assert rates.rate("a") == 10


def test_sum():
    assert rates.rate("d") + rates.rate("e") == 90


def test_still_there():
    assert rates.RATES.get("new", 5) < rates.rate("c")
