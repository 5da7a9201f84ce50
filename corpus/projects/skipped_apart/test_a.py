import pytest

import people


def test_login():
    assert people.login("a") == "A"


@pytest.mark.parametrize("n", range(12))
def test_logins(n):
    assert people.login("b%d" % n) == "B%d" % n
