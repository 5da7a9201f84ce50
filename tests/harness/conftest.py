"""Loads the harness as src/worker/process.rs does, and ends what hangs."""
import importlib.util
import pathlib
import signal
import sys

import pytest

HARNESS = pathlib.Path(__file__).resolve().parents[2] / "src" / "worker" / "harness"


def _load():
    spec = importlib.util.spec_from_file_location(
        "_mutate_harness", str(HARNESS / "__init__.py"), submodule_search_locations=[str(HARNESS)])
    module = sys.modules["_mutate_harness"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


_load()


@pytest.fixture(autouse=True)
def nothing_hangs():
    """A harness that waits for ever is a failure of the test, with the place where it waits."""
    def stop(*_):
        raise TimeoutError("the harness hangs")
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def folder(tmp_path):
    """An empty folder, by the name that the operating system has for it."""
    return tmp_path.resolve()
