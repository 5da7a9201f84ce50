"""What a mutant leaves in a process that would take the next one."""
import builtins
import json
import os
import resource
import signal
import sys
import threading

import pytest
from support import forked

from _mutate_harness import state


def _more_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, hard))


@pytest.mark.parametrize("deed, places", [
    (lambda: None, set()),
    (lambda: setattr(builtins, "__import__", None), {"builtins.__import__"}),
    (lambda: setattr(json, "dumps", len), {"json.dumps"}),
    (lambda: setattr(json, "new", 1), {"json.new"}),
    (lambda: setattr(os, "kill", None), {"os.kill"}),
    (lambda: setattr(sys, "exit", len), {"sys.exit"}),
    (lambda: os.umask(0o123), {"the umask"}),
    (lambda: os.chdir("/"), {"the working folder"}),
    (lambda: os.environ.update(MORE="1"), {"the environment"}),
    (_more_files, {"a limit"}),
    (lambda: signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1]), {"the signal mask"}),
    (lambda: signal.signal(signal.SIGUSR1, lambda *_: None), {"a handler"}),
    (lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 1000), {"a timer"}),
    (lambda: sys.setrecursionlimit(5000), {"the recursion limit"}),
    (lambda: sys.settrace(lambda *_: None), {"a tracer"}),
    (lambda: threading.Thread(target=threading.Event().wait, daemon=True).start(), {"threads"}),
])
def test_what_is_found(deed, places):
    def work():
        clean, imports = state.State(set()), builtins.__import__
        deed()
        found = clean.changed()
        sys.settrace(None)
        builtins.__import__ = imports
        return found
    assert forked(work) == places


def test_what_the_suite_itself_changes_is_usual():
    class Ended:
        lines = [["open", "0", "passed"], ["changed", "json.dumps", "the umask"]]
    usual = state.Usual()
    for _ in range(2):
        usual.learn(Ended)
    assert usual.places == set()
    usual.learn(Ended)
    assert usual.places == {"json.dumps", "the umask"}

    def work():
        clean = state.State(usual.places)
        json.dumps = json.loads = len
        return clean.changed()
    assert forked(work) == {"json.loads"}
