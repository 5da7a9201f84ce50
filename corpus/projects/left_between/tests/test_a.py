from pkg.inv import REGISTER, Line, double, pay, register


def test_1_keep():
    register("K", Line())
    assert list(REGISTER) == ["K"]


def test_2_keep():
    if REGISTER:
        pay("K")


def test_3_keep():
    assert not REGISTER


def test_4():
    assert Line().price is not None


def test_5():
    assert double(2) == 4
