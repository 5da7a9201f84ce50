"""Code that children would read from disk again and again: read once, by the process that forks them.

Of what is there as bytecode already, and is still its source's; nothing is run.
"""
import importlib.machinery as machinery
import importlib.util
import os
import pathlib

from _pytest.assertion import rewrite

from .patch import wrap


class Compiled:
    """Code objects by source file, for as long as that file is as it was."""

    def __init__(self):
        self.mutated = None      # a file whose code is never shared
        self._known = {}
        self._read_rewritten, self._read = rewrite._read_pyc, machinery.SourceFileLoader.get_code

    def serve(self):
        """From now on imports take what is known; returns the undos."""
        return [
            wrap(rewrite, "_read_pyc", self._rewritten),
            wrap(machinery.SourceFileLoader, "get_code", self._plain),
        ]

    def modules(self, paths):
        """Reads the bytecode of modules."""
        for path in paths:
            if path not in self._known and os.path.exists(importlib.util.cache_from_source(path)):
                self._keep(path, lambda path: self._read(machinery.SourceFileLoader("", path), ""))

    def tests(self, paths):
        """Reads what pytest has made of test files."""
        for path in paths:
            if path not in self._known and path.endswith(".py"):
                self._keep(path, self._rewritten_code)

    def _rewritten_code(self, path):
        source = pathlib.Path(path)
        return self._read_rewritten(source, rewrite.get_cache_dir(source) / (source.name[:-3] + rewrite.PYC_TAIL))

    def _keep(self, path, read):
        """Whatever goes wrong here goes wrong in the child, too, and is told there."""
        try:
            state = _state(path)
            code = read(path)
        except Exception:
            code = None
        self._known[path] = None if code is None else (state, code)

    def _find(self, path):
        known = self._known.get(path) if path != self.mutated else None
        if known is None:
            return None
        try:
            return known[1] if known[0] == _state(path) else None
        except OSError:
            return None

    def _rewritten(self, original, source, *args, **more):
        return self._find(str(source)) or original(source, *args, **more)

    def _plain(self, original, loader, fullname):
        return self._find(loader.path) or original(loader, fullname)


def _state(path):
    state = os.stat(path)
    return state.st_mtime_ns, state.st_size, state.st_ino
