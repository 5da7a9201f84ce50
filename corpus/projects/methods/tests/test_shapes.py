import pytest
from shapes import Shape, Square, Tagged


def test_property():
    shape = Shape(3)
    assert shape.width == 6
    shape.width = 5
    assert shape.width == 10
    del shape.width
    assert shape.width == 2


def test_zero_is_not_negative():
    shape = Shape(3)
    shape.width = 0
    with pytest.raises(ValueError, match="^negative$"):
        shape.width = -1


def test_static_and_class():
    assert Shape.double(3) == 6
    assert Shape.unit().width == 2


def test_counter():
    before = Shape.made
    Shape(1)
    assert Shape.made == before + 1


def test_mangled():
    assert Shape(3).scaled() == 13
    assert Tagged.Inner().reveal(2) == 6


def test_super():
    assert Square(3).area() == 10


def test_class_cell():
    assert Square(3).where() == "Square!"
    assert Tagged(3).describe() == "Square!"
    assert Tagged(1).describe() == "small"


def test_bound_methods_kept():
    bound = Tagged.Inner().depth
    assert bound() == 2


def test_dunders():
    assert Shape(5)(2) == 3
    assert Shape(1) < Shape(2)
    assert not Shape(2) < Shape(2)


def test_weak():
    Shape(4).unlooked_at()
