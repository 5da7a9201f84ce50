from pkg.box import BOX


def test_put():
    assert BOX.put(1) is None


def test_first():
    assert isinstance(BOX.first(), int)
