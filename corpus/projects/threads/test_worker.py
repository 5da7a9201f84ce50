import threading

import pytest
from worker import Worker, risky, total


@pytest.fixture(scope="module")
def worker():
    started = Worker().start()
    yield started
    started.stop()
    assert not started.thread.is_alive()


def ask(worker, n):
    worker.inbox.put(n)
    return worker.outbox.get(timeout=10)


def test_handle(worker):
    assert ask(worker, 3) == 7


def test_again(worker):
    assert ask(worker, 0) == 1


def test_total():
    assert total([1, 2]) == 5


def test_failure_in_a_thread_is_not_seen():
    thread = threading.Thread(target=risky, args=(True,))
    thread.start()
    thread.join()
