"""What the deeds would spoil: the folder, its files, the temporary folder, the clock."""

import pathlib
import tempfile

import ordinary

HERE = pathlib.Path(ordinary.__file__).parent


def test_total():
    assert ordinary.total(2, 3) == 5


def test_stamp():
    assert ordinary.stamp() == '{"late": true}'


def test_files():
    assert [n for n in ordinary.files(".") if n[0] not in "._" and n != "expected.txt"] == [
        "acts.py", "deeds.py", "imports.py", "ordinary.py", "ordinary.txt", "pyproject.toml", "tests",
    ]


def test_text():
    assert ordinary.text("ordinary.txt") == "untouched"


def test_temporary(tmp_path):
    (tmp_path / "a").write_text("x")
    with tempfile.NamedTemporaryFile() as handle:
        assert handle.name
    assert ordinary.files(str(tmp_path)) == ["a"]
