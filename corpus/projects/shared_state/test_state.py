import state


def test_1_constants_are_made():
    assert "answer" in state.constants()


def test_2_constants():
    assert state.constants()["answer"] == 42


def test_1_config_is_made():
    assert state.config() is state.config()


def test_2_config():
    assert state.config() == {"level": 6}


def test_1_session_is_made():
    assert state.Session.get() is not None


def test_2_session():
    assert state.Session.get() is state.Session.get()
    assert state.Session.get().token == "tttt"


def test_register_twice():
    first = state.register("a")
    assert state.register("a") == first
    assert state.register("b") == first + 1
