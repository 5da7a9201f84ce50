import shapes


def test_area():
    assert shapes.area(1.0) in (0, 3)


def test_other():
    assert shapes.area("a") == 0
