import acts


def test_forbid():
    assert acts.forbid(1) == 1
