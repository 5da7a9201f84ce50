import io

import pytest
import returning


def test_reached():
    assert returning.reached({1: [2, 3], 2: [4], 3: [4, 1]}, 1) == {1, 2, 3, 4}


def test_words():
    assert returning.words("some words  here") == ["some", "words", "", "here"]


def test_read():
    assert returning.read(io.StringIO("some text")) == "some text"


def test_chain():
    chain = returning.Chain([1, 2, 3])
    assert chain.values() == [3, 2, 1]
    chain.shorten(1)
    assert chain.values() == [1]


def test_tokens():
    assert returning.tokens("a bc d") == ["a", "bc", "d"]


@pytest.mark.parametrize("name", sorted(name for name in vars(returning) if name.startswith("in_")))
def test_it_ends(name):
    assert getattr(returning, name)() == "ended"
