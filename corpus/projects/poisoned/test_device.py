import device


def test_sends():
    assert device.send(4) == 8


def test_sends_twice():
    assert device.twice(1) == 6
    total = 0
    for n in range(20):
        total += n
    assert total == 190


def test_y_needs_the_log():
    assert device.logged() == 9


def test_z_closes():
    assert device.closing()
    try:
        device.send(1)
    except OSError:
        pass
