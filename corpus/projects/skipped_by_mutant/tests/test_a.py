import pytest

extra = pytest.importorskip("pkg.extra")


def test_size():
    assert extra.size() == 3
