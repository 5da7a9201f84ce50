import acts


def test_close_all():
    assert acts.close_all(1) == 1


def test_scribble():
    assert acts.scribble(1) == 1


def test_scribble_quietly():
    assert acts.scribble_quietly(1) == 1
