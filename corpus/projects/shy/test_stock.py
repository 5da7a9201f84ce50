import threading

import stock


def test_left_in_a_thread():
    assert stock.in_a_thread(stock.left, 5, 2) == 3
    assert threading._trace_hook is None


def test_nothing_is_left():
    assert stock.left(1, 2) == 0
