import acts


def test_fork_bomb():
    assert acts.fork_bomb(1) == 1


def test_runaway():
    assert acts.runaway(1) == 1
