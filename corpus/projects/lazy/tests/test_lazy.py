import importlib
import sys

import app
import settings


def test_a_loads():
    assert app.load() is sys.modules["late"]


def test_b_sees_what_loading_did():
    import late

    assert late.SEEN == 20
    assert late.value() == 21
    assert late.NAME == "late-1"


def test_c_ready_after_any_load():
    app.load()
    assert app.ready()
    assert app.LOADED[-1] == "late-1"


def test_reload(monkeypatch):
    monkeypatch.setenv("LAZY_LEVEL", "7")
    importlib.reload(settings)
    assert settings.LEVEL == 8
    assert settings.level() == 16
    monkeypatch.delenv("LAZY_LEVEL")
    importlib.reload(settings)
    assert settings.LEVEL == 4


def test_reloaded_function():
    importlib.reload(settings)
    assert settings.shout("a") == "a!"
    assert settings.NAMES == ["a", "b"]


def test_dropped_and_imported_again():
    sys.modules.pop("fresh", None)
    import fresh

    assert fresh.times(2) == 12


def test_only_here():
    import only_here

    assert only_here.half() == 21
