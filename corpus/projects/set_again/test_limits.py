import limits


def test_begin():
    limits.LOW = 3
    limits.RATES["a"] = 10
    limits.Box.size = 4
    limits.SUM = 10
    limits.reset()
    limits.raise_top(6)
    limits.SETTINGS["c"]["d"] = 1
    limits.NAMES.clear()
    limits.NAMES.append("x")


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


def test_settings():
    assert limits.SETTINGS["c"]["d"] == 1


def test_names():
    assert limits.NAMES == ["x"]


def test_top():
    assert limits.TOP == 6


def test_early():
    assert limits.EARLY == 8


def test_sum():
    assert limits.SUM == 10
