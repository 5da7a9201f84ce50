import acts


def test_abort():
    assert acts.abort(1) == 1


def test_segfault():
    assert acts.segfault(1) == 1


def test_overflow():
    assert acts.overflow(1) == 1
