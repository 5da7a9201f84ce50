from acme import registry


def test_reset():
    registry.reset()


def test_calls():
    assert registry.calls() == 0


def test_load():
    assert registry.load() == ["neg", "one", "two"]


def test_call():
    assert registry.call("one", 1) == 2
    assert registry.call("two", 4) == 8
    assert registry.call("neg", 4) == -4
