from shop.cache import get, put
from shop.cli import setup
from shop.manager import available
from shop.registry import entries


def test_put():
    put("x")
    assert get("x", True) == 1


def test_available():
    assert available(True) == ["x"]


def test_entries():
    assert entries(True) == ["y"]


def test_setup():
    assert setup(False) == 30
    assert setup(True) == 20
