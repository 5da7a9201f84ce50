"""Measures a Python process that a test started; only a measuring process puts it on the path."""
import os
import sys

import _mutate_hidden as _hidden

_order = os.environ.get("MUTATE_SUBPROCESS")
if _order:
    import _mutate_seen as _seen


def _next():
    """The sitecustomize that this one hides."""
    import importlib.machinery
    import importlib.util
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [p for p in sys.path if os.path.abspath(p or ".") != here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize")
    if spec and spec.loader:
        module = importlib.util.module_from_spec(spec)
        sys.modules["sitecustomize"] = module
        spec.loader.exec_module(module)


def _measure(folder, context, files, seeing=None):
    import atexit
    import coverage
    os.environ["COVERAGE_CORE"] = "ctrace"
    name = os.path.join(folder, "sub.%d.%s" % (os.getpid(), os.urandom(4).hex()))
    cov = coverage.Coverage(data_file=name, config_file=False, include=files, context=context, messages=False)
    cov.set_option("run:sigterm", True)
    cov._warn_no_data = False
    cov.start()
    del os.environ["COVERAGE_CORE"]
    if seeing:
        _seen.Seen(os.path.join(folder, "seen"), *seeing, lambda: context)
    _hidden.hide()

    def save():
        cov.stop()
        cov.save()
    atexit.register(save)


try:
    _next()
finally:
    if _order:
        try:
            import json
            _measure(*json.loads(_order))
        except Exception:
            pass  # another interpreter, without coverage: its lines stay unknown
    elif os.environ.get("COVERAGE_PROCESS_CONFIG"):
        try:
            import coverage
            coverage.process_startup()
        except Exception:
            pass  # likewise
