import logging

import pytest

from pkg import things


@pytest.fixture(scope="module", autouse=True)
def reset():
    yield
    things.log.setLevel(logging.NOTSET)


def test_prepare():
    things.log.setLevel(logging.INFO)


def test_loud():
    assert things.loud()
