import unittest

import pytest
from values import Amount, grow, pair


def check_equal(a, b):
    assert a == b


def test_pytest_compares_line_by_line():
    with pytest.raises(AssertionError) as caught:
        check_equal(pair(1), [1, 3])
    assert "At index 1 diff: 2 != 3" in str(caught.value)


def test_a_call_is_shown_with_what_it_gave():
    with pytest.raises(AssertionError, match=r"assert 2 == 4"):
        check_equal(grow(1), 4)


def test_the_suites_own_hook():
    with pytest.raises(AssertionError, match="5 cents"):
        check_equal(Amount(5), Amount(6))


class Differences(unittest.TestCase):
    def test_unittest_lists_them(self):
        with self.assertRaises(AssertionError) as caught:
            self.assertEqual(pair(2), [2, 5])
        self.assertIn("- [2, 4]", str(caught.exception))
