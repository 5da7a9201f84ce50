import service


def test_through_the_thread(ask):
    assert ask(1) == 2


def test_direct():
    assert service.direct(2) == 6


def test_weak():
    service.idle(1)
