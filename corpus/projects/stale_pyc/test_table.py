import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = {k: v for k, v in os.environ.items() if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")}


def child(code):
    return subprocess.check_output([sys.executable, "-c", code], cwd=str(ROOT), env=ENV, text=True).split()


def test_constants():
    assert child("import table; print(table.A, table.B, table.C)") == ["1", "2", "3"]


def test_value():
    assert child("import table; print(table.value())") == ["5"]


def test_twice():
    first = child("import table; print(table.B)")
    assert child("import table; print(table.B)") == first


def test_weak():
    child("import table; table.weak()")
