import pytest

from pkg.tally import tally


@pytest.fixture(scope="module")
def actor():
    generator = tally()
    next(generator)
    yield generator
    generator.close()


def test_add(actor):
    before = actor.send(("total", None))
    assert actor.send(("add", "a")) == before + 1


def test_forget(actor):
    before = actor.send(("total", None))
    actor.send(("add", "tmp"))
    actor.send(("forget", "tmp"))
    assert actor.send(("forget", "never")) == before
