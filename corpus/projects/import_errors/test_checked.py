import checked


def test_share():
    assert checked.share(8) == 2
