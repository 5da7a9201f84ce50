import dataclasses

import pytest
from kinds import Base, Child, Colour, First, Fixed, Flag, Item, Pair, Registry, Second


def test_dataclass():
    item = Item("a")
    assert (item.price, item.tags, item.note) == (11, [1, 2], "none")
    assert item.total() == 22
    assert Item("a", note="x") == Item("a", note="y")
    assert Item("a") < Item("b")


def test_made():
    before = Item.made
    Item("a")
    assert Item.made == before + 1


def test_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Fixed().x = 4
    assert Fixed() == Fixed(3)


def test_enum():
    assert [c.value for c in Colour] == [1, 2, 4]
    assert Colour.RED.lighter() == 10
    assert Colour.parse("blue") is Colour.BLUE


def test_flag():
    assert Flag.BOTH == Flag.A | Flag.B


def test_named_tuple():
    assert Pair(1).sum() == 6


def test_metaclass():
    assert Registry.known == {"First": 1, "Second": 2}
    assert First.shout == "FIRST"
    assert First.count() == 102


def test_class_body():
    assert Second.limit == 7
    assert Second.table == {"a": 1, "b": 2}


def test_descriptor():
    child = Child()
    assert child.size == 1
    child.size = 5
    assert child.size == 11


def test_init_subclass():
    assert Base.children == 3
