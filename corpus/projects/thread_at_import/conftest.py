import queue
import threading

import pytest
import service

REQUESTS = queue.Queue()
REPLIES = queue.Queue()


def serve():
    while True:
        REPLIES.put(service.answer(REQUESTS.get()))


threading.Thread(target=serve, daemon=True).start()


@pytest.fixture
def ask():
    def call(n):
        REQUESTS.put(n)
        return REPLIES.get(timeout=20)

    return call
