import limits

limits.EARLY = 8


def test_spare():
    assert limits.HIGH
