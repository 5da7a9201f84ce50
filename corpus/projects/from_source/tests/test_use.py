from macros import use


def test_made():
    assert use.five() == 10
    assert use.five.__wrapped__() == 5
    assert use.more(1) == 7
    assert use.less(9) == 1


def test_plain():
    assert use.plain(2) == 12
