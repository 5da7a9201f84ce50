import imports


def test_every_value_is_there():
    assert imports.EVERY == (1, 1, 1, 1)
