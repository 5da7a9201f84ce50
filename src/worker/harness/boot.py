"""The root of a worker: imports pytest, then forks zygotes on demand.

Looks from inside like `python -m pytest` started in the sandbox's tree.
"""
import importlib.machinery as machinery
import importlib.util
import os
import sys

from . import children, collector, options, paths
from .wire import VERSION, Wire


def main():
    """The first command is the set-up: {original, tree, roots, files, modules, tmp, log}.  Never returns."""
    wire = Wire()
    setup = wire.receive()
    if setup is None:
        return
    _silence(setup["log"])
    paths.redirect(setup["original"], setup["tree"], setup["roots"])
    try:
        import pytest
        coverage = _coverage_version()
    except ImportError as exc:
        wire.send(event="missing", what=exc.name or str(exc))
        children._exit(0)
    except Exception as exc:
        wire.send(event="broken", why=("%s: %s" % (type(exc).__name__, exc)).replace("\n", " "))
        children._exit(0)
    _pose(pytest)
    early = paths.loaded(setup["files"])
    collector.freeze()
    wire.send(event="hello", protocol=VERSION, python=sys.version.split()[0], pytest=pytest.__version__,
              coverage=coverage, prefix=sys.prefix, early=early)
    while True:
        order = wire.receive()
        if order is None or order["order"] == "quit":
            children._exit(0)
        order.update(setup)
        _start(wire, order)


def _start(wire, order):
    """Forks one zygote and waits for its end; it answers the engine itself."""
    if order["order"] != "report":
        _kind(order)  # the next one has its modules, too
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        try:
            _zygote(wire, order)
            children._exit(children.RELIEVED)
        except BaseException as exc:
            import traceback
            wire.send(event="broken", why="".join(traceback.format_exception(type(exc), exc, exc.__traceback__))[-4000:])
        children._exit(children.RELIEVED)
    _, status = os.waitpid(pid, 0)
    if status != children.RELIEVED << 8:
        wire.send(event="died", status=status)


def _zygote(wire, order):
    import pytest
    from .suite import Plugin
    if order["order"] == "report":
        from .cover import report
        return wire.send(**report(order))
    collector.show()
    os.chdir(order["tree"])  # a mutant may have removed it, and the engine put it back
    walking = order["order"] == "walk"
    zygote = _kind(order)(wire, order)
    zygote.plugin = Plugin(zygote.loop)
    plugins = [zygote.plugin, *([zygote.selection] if walking else []), *([zygote.cover] if zygote.cover else [])]
    if order.get("shared"):
        from .share import Share
        zygote.share = Share(order)
        plugins.append(zygote.share)
    args = _arguments(order, zygote)
    if order.get("measure"):
        from .measure import Measure, user_options
        branch, concurrency = user_options()
        zygote.measure = zygote.plugin.measure = Measure(zygote.files, branch, concurrency, order["folder"], order["tree"], order["seeing"])
        if zygote.share:
            zygote.share.measure = zygote.measure
        zygote.options = {"branch": branch, "concurrency": concurrency}
    if order["order"] == "whole":
        from .walker import whole
        return whole(zygote, args)
    # the rewritten test modules are kept on disk for the next zygote
    quiet, sys.dont_write_bytecode = sys.dont_write_bytecode, False
    zygote.quiet = quiet
    size = os.path.getsize(order["log"])
    try:
        code = pytest.main(args, plugins=plugins)
    except BaseException as exc:
        if walking and zygote.child:
            from .walker import refuse
            refuse(zygote, "", "pytest failed: %s: %s" % (type(exc).__name__, exc))
        raise
    output = _tail(order["log"], size)
    if walking:
        zygote.finished(int(code), output)
    asked = zygote.cover or zygote.share
    if asked and asked.refused:
        wire.send(event="misconfigured", why=asked.refused)
    elif zygote.answered:
        wire.send(event="broken", why="pytest ended with status %d: %s" % (code, output[-2000:]))
    else:
        wire.send(event="unusable", code=int(code), output=output)


def _kind(order):
    """Which zygote it takes; only its modules are imported."""
    if order["order"] == "walk":
        from .walker import Walker
        return Walker
    if order.get("cover"):
        from .covering import Covering
        return Covering
    from .judge import Judge
    return Judge


def _arguments(order, zygote):
    from _pytest.config import Config
    check, asked = Config._validate_args, zygote.cover or zygote.share

    def filtering(config, args, via):
        if asked:
            asked.ask(args)
        return check(config, options.filtered(args), via)
    Config._validate_args = filtering
    if asked:
        asked.ask(order["args"])
    args = [*options.steadying(), *options.filtered(order["args"]), *order["paths"]]
    sys.argv[1:] = args
    return args


def _coverage_version():
    """Without an import: only a process that measures shall hold the package."""
    import importlib.metadata
    if importlib.util.find_spec("coverage") is None:
        raise ImportError("No module named 'coverage'", name="coverage")
    return importlib.metadata.version("coverage")


def _pose(pytest):
    """`__main__` as `python -m pytest` leaves it: a spawned process must not import ours."""
    main_module = sys.modules["__main__"]
    path = os.path.join(os.path.dirname(pytest.__file__), "__main__.py")
    main_module.__file__ = path
    main_module.__spec__ = machinery.ModuleSpec("pytest.__main__", None, origin=path)
    main_module.__package__ = "pytest"
    for name in [n for n in vars(main_module) if not n.startswith("__")]:
        delattr(main_module, name)
    sys.argv[:] = [path]


def _silence(log):
    """Standard input is empty, output goes to the worker's log."""
    null = os.open(os.devnull, os.O_RDONLY)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, 0)
    os.dup2(out, 1)
    os.dup2(out, 2)
    os.close(null)
    os.close(out)


def _tail(path, start):
    with open(path, "rb") as handle:
        handle.seek(start)
        return handle.read()[-6000:].decode("utf-8", "replace")
