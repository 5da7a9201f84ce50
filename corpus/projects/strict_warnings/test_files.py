import gc

import pytest
from files import is_one, length, old, read


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("hello")
    return path


def test_read(path):
    assert read(path) == "hello"
    gc.collect()


def test_old_is_quiet():
    assert old(1) == 2


def test_old_warns():
    with pytest.warns(DeprecationWarning, match="^old is going away$"):
        old(1, quiet=False)


def test_length(path):
    assert length(path) == 5


def test_is_one():
    assert is_one(1)


def test_garbage_warns_of_nothing():
    gc.collect()
