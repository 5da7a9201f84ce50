import limits


def test_begin():
    limits.LOW = 3
    limits.RATES["a"] = 10
    limits.Box.size = 4
    limits.reset()


def test_low():
    assert limits.LOW == 3


def test_high():
    assert limits.HIGH == 10


def test_rates():
    assert limits.RATES["a"] == 10


def test_others():
    assert limits.RATES["b"] == 20


def test_loaded():
    assert not limits.loaded


def test_area():
    assert limits.area() == 8
