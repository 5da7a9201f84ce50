"""What `fill` and `put` leave is noticed by tests that run neither."""
import shared


def test_fill():
    shared.fill()


def test_put():
    shared.put(5)


def test_lists_are_as_they_were():
    assert shared.table[880] == [880]


def test_so_is_the_other():
    assert shared.table[881] == [881]
