import asyncio
import threading


class Box:
    """Holds itself, so that only the collector frees it."""

    def __init__(self, path):
        self.me = self
        self.handle = open(path)

    def read(self):
        return self.handle.read()

    def close(self):
        self.handle.close()


def first_line(path):
    box = Box(path)
    text = box.read()
    box.close()
    return text.split("\n")[0]


async def inner(n):
    return n + 1


async def outer(n):
    await inner(0)
    return await inner(n)


def run(n):
    return asyncio.run(outer(n))


class Noisy:
    def __init__(self, fail=False):
        self.me = self
        self.fail = fail

    def __del__(self):
        if self.fail:
            raise ValueError("noisy")


def noise(n):
    Noisy(n > 5)
    return n


def in_thread(n):
    out = []

    def work():
        out.append(10 // n)

    thread = threading.Thread(target=work)
    thread.start()
    return thread, out
