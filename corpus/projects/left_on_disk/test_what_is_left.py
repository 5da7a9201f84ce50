"""Reads what the others have left."""
import os

import spool


def test_lock():
    assert not os.path.exists("lock")


def test_rows():
    if os.path.exists("rows.txt"):
        with open("rows.txt") as file:
            assert file.read() == "ab."


def test_store(store):
    assert not (store / "one").exists()
    if (store / "notes").exists():
        assert (store / "notes").read_text() == "hello!"


def test_spooled():
    assert os.listdir(spool.SPOOL) == []
