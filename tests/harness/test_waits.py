"""Who sleeps, and who will never wake up."""
import os
import select
import subprocess
import sys
import threading
import time

import pytest
from _mutate_harness import waits

pytestmark = pytest.mark.skipif(not waits._CALLS, reason="not known on this machine")


def lock():
    held = threading.Lock()
    held.acquire()
    held.acquire()


def lock_with_a_limit():
    held = threading.Lock()
    held.acquire()
    held.acquire(timeout=60)


def nothing_to_read(limit):
    reading, _ = os.pipe()
    select.select([reading], [], [], limit)


def join():
    threading.Thread(target=lock, daemon=True).start()
    lock()


def another_sleeps():
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    lock()


def a_child_works():
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lock()


@pytest.mark.parametrize("work, expected", [
    (lock, True),
    (lambda: nothing_to_read(None), True),
    (join, True),
    (lock_with_a_limit, False),
    (lambda: nothing_to_read(60), False),
    (lambda: time.sleep(60), False),
    (another_sleeps, False),
    (a_child_works, False),
    (lambda: any(iter(int, 1)), False),
])
def test_forever(work, expected):
    pid = os.fork()
    if pid == 0:
        os.setpgid(0, 0)
        work()
        os._exit(0)
    try:
        end = time.monotonic() + 10
        while waits.forever(pid) is not True and time.monotonic() < end and expected:
            time.sleep(0.01)
        time.sleep(0.3)
        assert waits.forever(pid) is expected
    finally:
        os.killpg(pid, 9)
        os.waitpid(pid, 0)
    assert waits.forever(pid) is False
