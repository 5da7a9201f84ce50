"""A lock that is a file beside the package."""
from pathlib import Path

HERE = Path(__file__).resolve().parent


def acquire(name):
    path = HERE / name
    if path.exists():
        raise RuntimeError("locked")
    path.write_text("held")
    return path


def release(path):
    path.unlink()


def held(name):
    return (HERE / name).exists()
