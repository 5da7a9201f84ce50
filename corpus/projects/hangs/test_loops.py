import queue

import pytest
from loops import countdown, drop, factorial, leave, patient, slay, sleepy


def test_countdown():
    assert countdown(3) == 3


def test_patient():
    assert patient(queue.Queue()) == "empty"


def test_sleepy():
    assert sleepy(2) == "awake"


def test_leave():
    assert leave(1) == 1
    with pytest.raises(SystemExit) as info:
        leave(-1)
    assert info.value.code == 3


def test_drop():
    assert drop(5) == "kept"


def test_slay():
    assert slay(5) == "alive"


def test_factorial():
    assert factorial(4) == 24
