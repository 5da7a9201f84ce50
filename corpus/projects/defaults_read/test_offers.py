import offers


def test_plain():
    assert offers.plain(1, 2, label="y") == 3
    assert offers.DEFAULTS == (10,) and offers.NAMED == {"label": "x"}


def test_options():
    assert offers.Offer().options() == ("kb",)


def test_connect():
    assert offers.connect("h") == ("h", 30)


def test_fetch():
    assert offers.fetch("u") == "u"


def test_retry():
    assert offers.fast_retry() == 1
