import os
import state


def test_french():
    state.activate("fr")
    assert state.greet() == "bonjour"
    state.deactivate()


def test_registered():
    with state.registered("a", 1) as value:
        assert value == 1
        assert state.names() == ["a"]


def test_raised():
    with state.raised(2):
        assert state.level.get() == 2


def test_switch():
    assert state.Switch.on is False
    with state.Switch():
        assert state.Switch.on


def test_environ():
    with state.environ("LEAKY", "yes"):
        assert os.environ["LEAKY"] == "yes"


def test_inside(tmp_path):
    with state.inside(tmp_path):
        assert os.getcwd() == str(tmp_path)


def test_shelf(shelf):
    shelf.lend("book")
    assert shelf.lent == ["book"]
    shelf.give_back("book")


def test_note():
    assert state.note("a") == 1
    assert state.note("a") == 2
    assert state.note("a") == 0
