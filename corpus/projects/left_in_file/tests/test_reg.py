from pkg import reg


def test_put():
    reg.put("apple", 3)
    assert reg.PRICES["apple"] == 3


def test_get():
    assert isinstance(reg.get("apple"), int)


def test_value():
    assert reg.value() == sum(reg.PRICES.values())
