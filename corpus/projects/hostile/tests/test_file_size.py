import acts


def test_fill():
    assert acts.fill(1) == 1
