from pkg import names


def test_made():
    assert names.registry()[0] == []
