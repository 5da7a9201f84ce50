"""Loops and exits."""

import os
import queue
import signal
import sys
import time


def countdown(n):
    steps = 0
    while n > 0:
        n -= 1
        steps += 1
    return steps


def patient(box):
    try:
        return box.get(timeout=0.01)
    except queue.Empty:
        return "empty"


def sleepy(n):
    while n != 0:
        time.sleep(0.001)
        n -= 1
    return "awake"


def leave(n):
    if n < 0:
        sys.exit(3)
    return n


def drop(n):
    if n > 100:
        os._exit(5)
    return "kept"


def slay(n):
    if n == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def factorial(n):
    if n <= 1:
        return 1
    return n * factorial(n - 1)
