from pathlib import Path

from journal import rotate

ENTRIES = str(Path(rotate.__file__).parent / "entries.txt")


def test_short_journal_stays():
    rotate.rotate(ENTRIES, 100)


def test_entries_are_there():
    assert Path(ENTRIES).read_text() == "one line\n"


def test_workspace_is_removed():
    folder = Path("workspace")
    rotate.workspace(str(folder), keep=False)
    assert True


def test_workspace_can_be_made():
    rotate.workspace("workspace", keep=False)
