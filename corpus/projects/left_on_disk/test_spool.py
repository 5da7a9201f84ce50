import pathlib

import spool


def test_locked():
    import colorsys  # which is left in memory, as it is without a mutant

    assert colorsys
    spool.locked(pathlib.Path("lock"))


def test_save():
    spool.save(["a", "b"])


def test_put(store):
    spool.put(store, "one")


def test_note(store):
    spool.note(store, "hello")


def test_spool():
    assert spool.spool("two") == 3
