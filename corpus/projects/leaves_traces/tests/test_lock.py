from journal import lock


def test_acquire_and_release():
    path = lock.acquire("first.lock")
    lock.release(path)


def test_again():
    path = lock.acquire("second.lock")
    assert lock.held("second.lock")
    lock.release(path)
