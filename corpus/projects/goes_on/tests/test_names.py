import pytest

from pkg.names import registry


@pytest.fixture(scope="module")
def shared():
    return registry()


def test_put(shared):
    names, put, drop = shared
    put("a")
    assert "a" in names


def test_drop(shared):
    names, put, drop = shared
    before = list(names)
    put("tmp")
    drop("tmp")
    assert names == before
