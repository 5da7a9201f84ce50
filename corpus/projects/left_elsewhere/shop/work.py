"""Who a pool's thread works for."""
import threading
from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)
_local = threading.local()


def whoami():
    return getattr(_local, "user", "nobody")


def run(func):
    return pool.submit(func).result()


def run_as(user, func):
    def inner():
        _local.user = user
        try:
            return func()
        finally:
            _local.__dict__.clear()
    return run(inner)
