import unittest

from pkg import rates

if rates.LIMIT != 31:
    raise unittest.SkipTest("only there")


def test_limit():
    assert rates.size(9) == 30
