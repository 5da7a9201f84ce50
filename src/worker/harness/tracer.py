"""coverage.py with its C tracer, whatever Python: the others tell of a line once, not once per context."""
import contextlib
import os
import warnings


def start(cov, begin=None):
    with c_tracer(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (begin or cov.start)()


@contextlib.contextmanager
def c_tracer():
    """coverage.py reads the variable when it is made, older versions when they start."""
    before = os.environ.get("COVERAGE_CORE")
    os.environ["COVERAGE_CORE"] = "ctrace"
    try:
        yield
    finally:
        put("COVERAGE_CORE", before)


def put(name, value):
    os.environ.pop(name, None)
    if value is not None:
        os.environ[name] = value
