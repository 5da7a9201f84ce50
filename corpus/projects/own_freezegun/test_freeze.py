from time import time

from freezegun import freeze_time


def test_freeze():
    frozen = freeze_time("1970-01-01")
    frozen.start()
    try:
        assert time() == 0.0
    finally:
        frozen.stop()
    assert time() > 1.0
