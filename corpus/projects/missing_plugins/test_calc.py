import calc
import pytest


def test_add():
    assert calc.add(5, 2) == 7


@pytest.mark.slow
def test_slow():
    assert calc.only_slow(2) == 1
