import acts


def test_allocate():
    assert acts.allocate(1) == 1
