import time

import pytest
import scale

NOW = time.time_ns()


@pytest.mark.parametrize("n", [NOW, 7, NOW + 1])
def test_scale(n):
    assert scale.scale(n) == n * 10


@pytest.mark.parametrize("moment", [NOW])
def test_later(moment):
    assert scale.later(moment, 30_000) > moment


@pytest.mark.parametrize("n", [NOW, 2])
def test_label(n):
    assert scale.label(n) == ("few" if n == 2 else "many")
