from pkg import rates


def test_size():
    assert rates.size(2) == 8


def test_rates():
    assert rates.RATES["a"] == 1
