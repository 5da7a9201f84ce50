import acts


def test_leave_at_once():
    assert acts.leave_at_once(1) == 1


def test_leave():
    assert acts.leave(1) == 1
