import acts


def test_ignore_term():
    assert acts.ignore_term(1) == 1


def test_handlers():
    assert acts.handlers(1) == 1
