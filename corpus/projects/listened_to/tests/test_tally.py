from pkg.tally import Tally


def test_add():
    tally = Tally()
    assert tally.add("a") == 1
    assert tally.add("a", 2) == 3
    assert tally.total() == 3


def test_most():
    tally = Tally()
    assert tally.most() is None
    tally.add("b", 2)
    tally.add("a")
    assert tally.most() == "b"
