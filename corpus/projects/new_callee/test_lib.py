import os

import lib


def test_remember():
    lib.remember("z")
    assert lib.recall() == "z"


def test_go(tmp_path):
    os.chdir(tmp_path)
    (tmp_path / "mark.txt").write_text("")
    assert lib.marked()
    assert lib.stars() == 1


def test_joined():
    assert lib.joined("v") == "v"


def test_loud():
    assert lib.loud("z") == "z!"


def test_marked():
    assert lib.marked("v") is False


def test_rated():
    assert lib.rated("v") == 0
