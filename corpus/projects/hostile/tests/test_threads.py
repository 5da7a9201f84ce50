import acts


def test_thread():
    assert acts.thread(1) == 1


def test_endless_thread():
    assert acts.endless_thread(1) == 1
