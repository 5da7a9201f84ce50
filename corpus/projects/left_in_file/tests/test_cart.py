import pytest

from pkg.cart import Cart


@pytest.fixture(scope="module")
def cart():
    return Cart()


def test_put(cart):
    cart.put("apple", 3)
    assert cart.items["apple"] == 3


def test_get(cart):
    assert isinstance(cart.get("apple"), int)


def test_value(cart):
    assert cart.value() == sum(cart.items.values())
