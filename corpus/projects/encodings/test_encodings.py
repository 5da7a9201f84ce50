import re

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


HALVES = {"\ud800": "half"}


def test_halves():
    """Strings may hold half a surrogate pair, and so may patterns, names and file names; no UTF-8 can."""
    assert re.sub("[\ud800-\udfff]+", lambda half: HALVES[half.group()], "a\ud800" + wide.label(0)[0][:0]) == "ahalf"


def test_odd_names(tmp_path):
    odd = tmp_path / "odd\udcff.txt"
    odd.write_text(str(bom.FIRST))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["7"]
