import inspect
import subprocess
from pathlib import Path

import labels

SOURCE = Path(labels.__file__).parent / "units.py"


def test_unit():
    assert labels.unit(1)


def test_heavy():
    assert labels.heavy(25)


def test_text_never_is_there():
    assert '"never"' in SOURCE.read_text(encoding="utf-8")


def test_a_program_finds_the_spare_number():
    assert subprocess.run(["grep", "-q", "n + 7", str(SOURCE)]).returncode == 0


def test_the_source_of_heavy():
    assert "weight > 20" in inspect.getsource(labels.heavy)
