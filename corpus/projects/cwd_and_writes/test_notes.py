import os
import random
from pathlib import Path

import notes

ROOT = Path(__file__).resolve().parent


def test_a_started_at_the_root():
    assert Path.cwd() == ROOT
    assert "NOTES_MARK" not in os.environ


def test_b_writes_into_the_tree():
    assert not notes.FILE.exists()
    try:
        assert notes.save("abc") == 3
        assert notes.read(ROOT / "notes" / "notes.txt") == "abc"
    finally:
        notes.FILE.unlink()


def test_c_leaves(tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    assert notes.go(target) == "elsewhere/"


def test_d_marks():
    assert notes.mark() == 2


def test_e_rolls():
    state = random.getstate()
    first = notes.roll()
    assert first == notes.roll()
    assert 11 <= first <= 16
    random.setstate(state)


def test_f_writes_a_leftover():
    (ROOT / "notes" / "leftover.tmp").write_text("x")
