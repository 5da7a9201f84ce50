"""Hides the measurement from code that asks whether a debugger is at work."""
import sys
import threading


def hide(displaced=lambda: None):
    """`sys.gettrace()` knows nothing of coverage.py's tracer from now on; returns the undo.

    Who saves what `gettrace` gives and sets it again, as doctest does, gets the tracer back.  `displaced` is
    called when another tracer takes its place.
    """
    get, put = sys.gettrace, sys.settrace
    own = threading.local()

    def gettrace():
        tracer = get()
        if not _measures(tracer):
            return tracer
        own.tracer = tracer
        return None

    def settrace(function):
        gettrace()  # whoever never asked leaves it to us to remember
        if function is not None and not _measures(function):
            displaced()
        put(getattr(own, "tracer", None) if function is None else function)

    def undo():
        sys.gettrace, sys.settrace = get, put
    sys.gettrace, sys.settrace = gettrace, settrace
    return undo


def greenlets(displaced):
    """Has `displaced` called where greenlets switch in this thread, if there are any: coverage.py's tracer may be lost then.

    Without `concurrency = greenlet` before Python 3.11, and with it for who switches them himself.  Calling it again is no harm.
    """
    greenlet = sys.modules.get("greenlet")
    if greenlet is not None and hasattr(greenlet, "settrace"):
        greenlet.settrace(lambda *_: displaced())


def _measures(function):
    """Whether it is coverage.py's tracer, or what starts one in a thread."""
    names = type(function).__module__, getattr(function, "__module__", None)
    return any(isinstance(name, str) and name.split(".")[0] == "coverage" for name in names)
