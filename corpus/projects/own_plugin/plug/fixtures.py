import pytest

from .core import TABLE, double

LIMIT = 3
NAMES = ("a", "b")

if LIMIT > 3:
    raise ImportError("too much")


def pytest_configure(config):
    config.limit = double(LIMIT)


@pytest.fixture
def table():
    return dict(TABLE)


@pytest.fixture(params=NAMES)
def name(request):
    return request.param
