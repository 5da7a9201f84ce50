from acme.pricing.rates import discount, rate


def test_rate():
    assert rate(2) == 20


def test_discount():
    assert discount(6) == 5
    assert discount(4) == 4
