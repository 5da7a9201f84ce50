import pytest
from parcel import heavy
from parcel.weight import price

pytestmark = pytest.mark.quick


def test_heavy():
    assert heavy(31)
    assert not heavy(30.2)
    assert heavy(30.5)


def test_price():
    assert price(1) == 4
    assert price(3) == 7
