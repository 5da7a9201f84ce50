import acts


def test_flood():
    assert acts.flood(1) == 1
