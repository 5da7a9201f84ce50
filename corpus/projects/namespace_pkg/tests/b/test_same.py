from acme.billing.bill import bill


def test_bill():
    assert bill(2) == 23
