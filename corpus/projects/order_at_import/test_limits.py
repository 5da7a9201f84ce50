"""`test_b_needs_a` proves nothing, but what it leaves is what `test_c` looks at."""
import limits

kept = []


def test_a():
    limits.open_up()
    assert limits.seen == [10]


def test_b_needs_a():
    assert limits.seen
    assert limits.LOW == 3
    kept.append(limits.STEP)


def test_c():
    assert kept in ([], [2])
