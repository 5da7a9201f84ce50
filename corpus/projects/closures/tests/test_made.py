from made import REGISTRY, Table, add_five, adder, apply, digits, power, square, ticks
from reexport import ALIASES, plus_two

HELD = {"five": add_five}


def test_closure_from_import():
    assert plus_two(3) == 5


def test_closure_held_by_the_test_module():
    assert HELD["five"](3) == 8


def test_fresh_closure():
    assert adder(1)(1) == 2


def test_nested_twice():
    assert digits(3) == 123


def test_registry():
    assert REGISTRY["cube"](2) == 8
    assert REGISTRY["halve"](5) == 2


def test_partial():
    assert square(3) == 9
    assert power(2, 3) == 8


def test_default_argument_holds_a_function():
    assert apply(1) == 3


def test_class_table():
    assert Table().run("loud", "a") == "A!"
    assert Table().run("neg", 1) == -1


def test_aliases():
    assert ALIASES[0](1) == 3


def test_counter_goes_up():
    first = ticks()
    assert ticks() == first + 1
