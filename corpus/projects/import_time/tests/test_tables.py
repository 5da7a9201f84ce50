from tables import CUBES, LIMIT, NAMES, TOTAL, cube
from tables.build import OFFSETS, offset
from tables.config import DEBUG, MODE, capped, fast, labelled, retries
from tables.plugins import PRIORITIES, first, second

COPIED = LIMIT


def test_table_equals_function():
    # in a fresh process both sides have the mutant
    assert cube(3) == CUBES[3]


def test_offsets_by_value():
    assert OFFSETS == {0: 7, 1: 8, 2: 9}


def test_offset():
    assert offset(1) == 8


def test_constant_by_name():
    assert COPIED == 10
    assert TOTAL == 15


def test_names():
    assert NAMES == ["RETRIES"]


def test_conditional():
    assert MODE == "new"
    assert fast is None
    assert not DEBUG


def test_defaults():
    assert retries() == 3
    assert capped(50) == 20
    assert capped(20) == 20
    assert labelled() == "id-000"


def test_decorator_arguments():
    assert PRIORITIES == {"first": 10}
    assert (first(1), second(1)) == (2, 3)
