import mimetypes

import pytest

from pkg import out


@pytest.fixture(scope="module", autouse=True)
def ready():
    if ".plg" not in mimetypes.types_map:
        out.setup()


def test_table():
    assert out.table([1, 2]) == "1;2\r\n"


def test_guess():
    assert out.guess("a.plg") == "text/x-plug"
