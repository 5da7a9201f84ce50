import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import harness
import protocol
import pytest
import tracer
import worker

ROOT = Path(__file__).resolve().parent


def test_names_are_the_projects():
    assert harness.wire(1) == 2
    assert protocol.frame("a") == "a\n"
    assert protocol.VERSION == 3
    assert worker.work(4) == 6


def test_signals():
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    assert signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL


def test_threads():
    assert threading.active_count() == 1
    assert threading.current_thread() is threading.main_thread()


def test_folder():
    assert Path.cwd() == ROOT
    assert Path(harness.__file__).parent == ROOT


def test_recursion_limit():
    assert sys.getrecursionlimit() == 1000


@pytest.mark.skipif(not hasattr(os, "waitpid"), reason="POSIX")
def test_no_children_to_wait_for():
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_standard_output_is_captured(capsys):
    print("hello")
    assert capsys.readouterr().out == "hello\n"


def test_descriptors_are_captured(capfd):
    os.write(1, b"raw\n")
    assert capfd.readouterr().out == "raw\n"


def test_no_debugger():
    assert tracer.place("a") == "a/here"


def test_no_debugger_in_a_program():
    program = [sys.executable, "-c", "import tracer; print(tracer.distance('b'))"]
    done = subprocess.run(program, stdout=subprocess.PIPE, check=True)
    assert done.stdout.strip() == b"b/there"
