import acts


def test_slay_parent():
    assert acts.slay_parent(1) == 1


def test_stop_parent():
    assert acts.stop_parent(1) == 1
