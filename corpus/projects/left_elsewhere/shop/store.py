"""A store that knows when it was touched: no two runs leave the same."""
import time


class Store:
    def __init__(self):
        self.items = []
        self.touched = None


store = Store()


def put(name):
    store.items.append(name)
    store.touched = time.perf_counter()


def drop(name):
    store.items.remove(name)


def listed():
    return list(store.items)
