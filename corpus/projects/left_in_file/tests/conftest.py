import pytest

from pkg import reg


@pytest.fixture(scope="module", autouse=True)
def clean_after():
    yield
    reg.PRICES.clear()
