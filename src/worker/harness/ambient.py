"""What the interpreter has one of, and any code may set: by name, to tell whether it is what it was."""
import contextvars
import decimal
import gc
import locale
import logging
import os
import socket
import sys
import tempfile
import threading
import time
import warnings

from .look import table
from .state import SIGNALS, folder, getsignal

_modules = sys.modules
_DIALECT = "delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"


def found(streams):
    """Values by name; `streams`: the standard ones as they were."""
    return {
        "environment": {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"},
        "working folder": folder(),
        "path": [sys.path, sys.argv, [type(finder) for finder in sys.meta_path]],
        "warning filters": repr(warnings.filters),
        "loggers": _loggers(),
        "logging": [logging.root.manager.disable, logging.raiseExceptions, logging.getLoggerClass(), dict(logging._levelToName)],
        "signals": [getsignal(n) for n in SIGNALS],
        "locale": locale.setlocale(locale.LC_ALL, None),
        "time zone": time.tzname,
        "decimal": repr(decimal.getcontext()),
        "hooks": [
            sys.excepthook, sys.displayhook, sys.breakpointhook, threading.excepthook, warnings.showwarning, type(sys.gettrace()),
            type(sys.getprofile())],
        "limits": [sys.getrecursionlimit(), sys.getswitchinterval(), gc.isenabled(), gc.get_threshold(), gc.get_debug(), socket.getdefaulttimeout()],
        "threads": sorted(t.name for t in threading.enumerate()),
        "builtins": set(vars(_modules["builtins"])) - {"_"},
        "context": sorted(contextvars.copy_context(), key=lambda var: var.name),
        "standard streams": [None if now is before else type(now) for now, before in zip(standard_streams(), streams)],
        # whoever asks first sets it
        "temporary folder": None if tempfile.tempdir in (None, os.environ.get("TMPDIR")) else tempfile.tempdir,
        "csv": _csv(), "media types": _media_types(), "opener": _opener(), "event loop": _event_loop(),
    }


def standard_streams():
    return sys.stdin, sys.stdout, sys.stderr


def _loggers():
    loggers = [x for x in list(logging.Logger.manager.loggerDict.values()) if isinstance(x, logging.Logger)]
    return [
        (x.name, x.level, x.propagate, x.disabled, len(x.filters), [(type(h), table(h, type(h)).get("level")) for h in x.handlers])
        for x in [logging.root, *loggers]]


def _imported(name):
    """What a module has; nothing where nobody has imported it."""
    module = _modules.get(name)
    return {} if module is None else vars(module)


def _csv():
    csv = _imported("_csv")
    if not csv:
        return None
    dialects = {name: csv["get_dialect"](name) for name in csv["list_dialects"]()}
    return csv["field_size_limit"](), {name: [getattr(d, part) for part in _DIALECT] for name, d in dialects.items()}


def _media_types():
    known = _imported("mimetypes")
    return [known.get(name) for name in ("inited", "types_map", "common_types", "suffix_map", "encodings_map")]


def _opener():
    opener = _imported("urllib.request").get("_opener")
    return type(opener), [type(handler) for handler in table(opener, type(opener)).get("handlers", ())]


def _event_loop():
    """The policy, and what is set as the loop."""
    policy = _imported("asyncio.events").get("_event_loop_policy")
    local = table(policy, type(policy)).get("_local")
    kept = {} if local is None else table(local, type(local))
    loop = kept.get("_loop")
    return type(policy), kept.get("_set_called"), type(loop), table(loop, type(loop)).get("_closed")
