import pytest

import people


@pytest.mark.needs("test_login")
def test_greet():
    assert people.greet("bob") == "hello bob"


def test_somebody():
    assert people.greet("x")


@pytest.mark.needs("test_greet")
def test_part():
    assert people.part(3, 2) == 1


@pytest.mark.needs("test_part")
def test_address():
    assert people.address("Bob") == "Mr Bob"


@pytest.mark.needs("nobody")
def test_never():
    assert people.greet("") == "nobody"
