import acts


def test_stop():
    assert acts.stop(1) == 1
