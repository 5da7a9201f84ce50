"""coverage.py with its C tracer, whatever Python: the others tell of a line once, not once per context."""
import contextlib
import os
import sysconfig
import warnings

# where installed code is, which stays where it is
_INSTALLED = tuple({os.path.join(sysconfig.get_path(name), "") for name in ("stdlib", "platstdlib", "purelib", "platlib")})


def start(cov, begin=None):
    _remember()
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


def _remember():
    """From now on coverage.py resolves the path of each installed file once, not once a measurement.

    What it has found is there for the processes that are forked later on, too.
    """
    from coverage import files
    resolve, known = files.abs_file, {}
    if resolve.__module__ != files.__name__:
        return

    def resolved(path):
        if path not in known:
            if not path.startswith(_INSTALLED):
                return resolve(path)
            known[path] = resolve(path)
        return known[path]
    files.abs_file = resolved
