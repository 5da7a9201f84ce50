"""What a child leaves to the next: the temporary folder, the working folder, output, the log."""
import os
import shutil
import types

import pytest

from _mutate_harness.leftovers import Leftovers, clear


def config(out=None):
    """As much of pytest's as is asked."""
    capturing = types.SimpleNamespace(out=types.SimpleNamespace(tmpfile=out), err=None)
    manager = types.SimpleNamespace(_global_capturing=capturing)
    return types.SimpleNamespace(pluginmanager=types.SimpleNamespace(getplugin=lambda name: manager))


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A temporary folder with one file that stays, a log, a working folder."""
    for name in ("tmp", "tree"):
        (tmp_path / name).mkdir()
    (tmp_path / "tmp" / "kept").write_text("x")
    (tmp_path / "log").write_text("line")
    monkeypatch.chdir(tmp_path / "tree")
    return tmp_path


def leftovers(place, out=None):
    return Leftovers(config(out), str(place / "tmp"), str(place / "log"))


def test_new_files_and_folders_go(place):
    state = leftovers(place)
    (place / "tmp" / "new").mkdir()
    (place / "tmp" / "new" / "file").write_text("x")
    (place / "tmp" / "link").symlink_to(place / "tree")
    state.after(True)
    assert os.listdir(place / "tmp") == ["kept"]
    assert (place / "tree").is_dir()


def test_a_folder_that_nobody_may_look_into_goes(place):
    deep = place / "tmp" / "a" / "b"
    deep.mkdir(parents=True)
    (deep / "file").write_text("x")
    for folder in (deep, deep.parent):
        folder.chmod(0)
    clear(str(place / "tmp"))
    assert os.listdir(place / "tmp") == []


def test_a_temporary_folder_that_was_removed_comes_back(place):
    state = leftovers(place)
    (place / "tmp" / "kept").unlink()
    (place / "tmp").rmdir()
    state.after(True)
    assert os.listdir(place / "tmp") == ["kept"]


def test_what_was_there_to_begin_with_is_put_back(place):
    spool = place / "tmp" / "spool"
    (spool / "deep").mkdir(parents=True)
    (spool / "deep" / "file").write_text("x")
    state = leftovers(place)
    for _ in range(2):
        (spool / "deep" / "file").write_text("other")
        (spool / "new").mkdir()
        (spool / "new" / "file").write_text("x")
        (place / "tmp" / "kept").unlink()
        state.after(True)
        assert sorted(os.listdir(spool)) == ["deep"] and sorted(os.listdir(place / "tmp")) == ["kept", "spool"]
        assert (spool / "deep" / "file").read_text() == "x"


def test_there_is_a_working_folder_and_no_complaint_where_all_was_removed(place):
    state = leftovers(place)
    shutil.rmtree(str(place))
    state.after(True)
    state.before()
    assert os.getcwd() == str(place / "tree") and os.listdir(".") == []


def test_the_working_folder_is_the_one_that_bears_its_name(place):
    """The process stands in one that was removed; another has come in its place."""
    state = leftovers(place)
    (place / "tree").rmdir()
    (place / "tree").mkdir()
    state.before()
    assert os.stat(".").st_ino == os.stat(place / "tree").st_ino


def test_output_of_a_child_that_crashed_is_dropped(place):
    """Else the next test's output would begin with it."""
    with open(place / "out", "w+b", buffering=0) as out:
        out.write(b"before")
        state = leftovers(place, out)
        out.write(b"flood")
        state.after(True)
        assert os.fstat(out.fileno()).st_size == 11
        state.after(False)
        assert (os.fstat(out.fileno()).st_size, out.tell()) == (6, 6)


def test_a_log_does_not_grow_without_end(place):
    """The largest size of a file holds for it, too, and for all who come later."""
    state = leftovers(place)
    state.after(True)
    assert (place / "log").stat().st_size == 4
    os.truncate(place / "log", 2**21)
    state.after(True)
    assert (place / "log").stat().st_size == 0


def test_no_capturing_is_fine(place):
    """A stop may come before pytest captures anything."""
    Leftovers(None, str(place / "tmp"), str(place / "log")).after(False)
