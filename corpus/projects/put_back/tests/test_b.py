import os
import state

HERE = os.getcwd()


def test_english():
    assert state.greet() == "hello"


def test_nobody():
    assert state.names() == []


def test_level():
    assert state.level.get() == 0


def test_off():
    assert state.Switch.on is False


def test_environ_clean():
    assert "LEAKY" not in os.environ


def test_here():
    assert os.getcwd() == HERE


def test_log_empty():
    assert state.log_size() == 0


def test_shelf_is_full(shelf):
    assert not shelf.lent
