"""A worker thread."""

import queue
import threading


class Worker:
    def __init__(self):
        self.inbox = queue.Queue()
        self.outbox = queue.Queue()
        self.thread = threading.Thread(target=self.loop, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def loop(self):
        while True:
            item = self.inbox.get()
            if item is None:
                break
            self.outbox.put(self.handle(item))

    def handle(self, item):
        return item * 2 + 1

    def stop(self):
        self.inbox.put(None)
        self.thread.join()


def total(numbers):
    parts = []
    threads = [threading.Thread(target=lambda n=n: parts.append(n + 1)) for n in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(parts)


def risky(flag):
    if flag:
        raise RuntimeError("in a thread")
    return 3
