from shop.cli import main
from shop.prices import fetch, read
from shop.report import report


def test_read():
    assert read("x") == 0


def test_fetch():
    assert fetch("x", True) == 0


def test_report():
    assert report() == "x"


def test_late():
    from shop import late
    assert late.late() == "y"


def test_main(caplog):
    assert main(True) == 0
    assert "done" in caplog.text
