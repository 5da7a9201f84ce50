import outbox


def test_drain():
    assert outbox.drain() == []


def test_send():
    outbox.send("ann")


def test_close_all():
    assert outbox.close_all() == []


def test_visit():
    assert outbox.visit("ann") == 3
