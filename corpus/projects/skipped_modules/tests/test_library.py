import pytest

library = pytest.importorskip("no_such_library")


def test_library():
    assert library
