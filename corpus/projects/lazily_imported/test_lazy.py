import lazy


def test_red_needs_nothing():
    assert lazy.colour("red")
    assert not lazy.loaded()


def test_other():
    assert lazy.colour("white") == (1.0, 1.0, 1.0)
    assert lazy.loaded()
