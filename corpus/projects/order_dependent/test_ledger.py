import ledger


def test_a_fills():
    assert ledger.record(1) == 1


def test_b_needs_a():
    assert ledger.last() == 2
    assert ledger.only_b_looks(2) == 10


def test_c_alone():
    assert ledger.sound(5) == 3
