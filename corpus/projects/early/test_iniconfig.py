import pytest

import iniconfig


def test_this_run_is_configured(pytestconfig):
    assert pytestconfig.getini("testpaths") == ["test_iniconfig.py"]


def test_keys():
    config = iniconfig.IniConfig("x.ini", "[a]\nb = 1\n# c = 2\n")
    assert config["a"]["b"] == "1"
    assert config.get("a", "c") is None
    assert "a" in config and "z" not in config


def test_errors():
    with pytest.raises(iniconfig.ParseError) as caught:
        iniconfig.IniConfig("x.ini", "[a]\nb\n")
    assert caught.value.lineno == 1
