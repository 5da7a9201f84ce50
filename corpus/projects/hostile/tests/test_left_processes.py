import acts


def test_daemonise():
    assert acts.daemonise(1) == 1


def test_leave_child():
    assert acts.leave_child(1) == 1
