import bom
import latin
import wide
import windows


def test_latin():
    assert latin.greet(2) == "caf\u00e9\u00e8\u00e8"
    assert getattr(latin, "\u00e9tage")(1) == 2


def test_windows():
    assert windows.price(3) == ("\u20ac", 5)
    assert windows.price(2)[1] == 4
    assert windows.PRICE.endswith("\u20ac")


def test_bom():
    assert bom.FIRST == 7
    assert bom.later(5) == 2


def test_wide():
    assert wide.label(1) == ("\U0001f600\u00e9", 2)
    assert getattr(wide, "\u03c0")(2) == 6
