"""What tests look at besides the code that they run: files, folders, environment variables.

Whether it is there or not: a file that is missing today may be there tomorrow.  What belongs to the project by
its path there, everything else by its own, but for what the suite has made itself.  Python's own looks (imports,
pytest's search for tests, coverage.py) do not count.
"""
import os
import re
import site
import stat
import sys
import tempfile
import time

from . import hearing
from .patch import wrap
from .paths import originals, real

# Modules that look on somebody else's behalf.
_AGENTS = {
    "os", "posixpath", "genericpath", "glob", "fnmatch", "shutil", "io", "codecs", "tokenize", "linecache", "stat",
    __name__, wrap.__module__, "tempfile", "zipfile", "collections.abc", "_collections_abc", "pathlib", "functools", "contextlib", "encodings.utf_8",
    "inspect",
}
# these read the source to print a line of it, or its number
_OWN = ("_pytest", "pytest", "pluggy", "coverage", "_mutate_harness", "iniconfig", "doctest", "traceback", "warnings")
# find texts and numbers in all modules of the project, and which modules those are: see examples.py
_CONSTANTS = {"hypothesis.internal." + name for name in ("constants_ast", "scrutineer", "escalation")}
# Differ from shell to shell, and say nothing to a suite that does not ask for them itself.
_PERSONAL = {
    "HOME", "USER", "LOGNAME", "PATH", "PWD", "OLDPWD", "TMPDIR", "TEMP", "TMP", "SHELL", "TERM", "VIRTUAL_ENV", "COLUMNS", "LINES",
    "COLORTERM", "PYTEST_CURRENT_TEST", "PYTEST_VERSION", "MUTATE_SUBPROCESS", "COVERAGE_CORE", "PYTHONHASHSEED", "PYTHONPATH",
}
_ALL = "*"
# audit events: what is heard by them, and how many paths they tell
_HEARD = {
    "open": ("opened", 1), "os.listdir": ("listed", 1), "os.scandir": ("listed", 1), "os.remove": ("opened", 1), "os.mkdir": ("opened", 1),
    "os.rmdir": ("opened", 1), "os.rename": ("opened", 2), "os.link": ("opened", 2), "os.symlink": ("opened", 2), "os.truncate": ("opened", 1),
    "os.chmod": ("opened", 1), "os.utime": ("opened", 1),
}
# of the system, and of the moment
_SYSTEM = "/proc/", "/sys/", "/dev/"
# seconds by which the clock of a file system may lag
_COARSE = 0.02
_CODE = ".py", ".pyc", ".so", ".pyd", ".pth"
# what the interpreter imports by itself; folders with no code that is imported, and as many files as are looked at
_CUSTOM = "sitecustomize.py", "usercustomize.py"
_ASIDE = {"node_modules", "build", "dist", "docs"}
_MANY = 5000
_OURS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")


class Surroundings:
    """Notes, from `start` on, who looks at what.  `context()` says who is at work."""

    def __init__(self, tree, context):
        self.tree = os.path.join(tree, "")
        self.context = context
        self.found = {}          # context: {"opened": paths, "read": paths, "listed": paths, "outside": paths, "variables": names}
        self.working = False
        self.began = time.time() - _COARSE
        library = os.path.dirname(os.__file__)
        self.aside = tuple(os.path.join(folder, "") for folder in (library, tempfile.gettempdir(), os.path.dirname(tree), _OURS)) + _SYSTEM
        self._undo = []

    def start(self):
        self.working = True
        self._undo.append(hearing.listen(_HEARD, self._audit))
        for name in ("stat", "lstat", "access"):
            original = getattr(os, name)
            self._undo.append(wrap(os, name, self._status))
            self._stand_in(original, getattr(os, name))
        accessor = getattr(sys.modules.get("pathlib"), "_NormalAccessor", None)  # until Python 3.10
        for name in ("stat", "lstat"):
            if name in vars(accessor or object):
                self._undo.append(_replace(accessor, name, staticmethod(getattr(os, name))))
        kind = type(os.environ)
        self._undo.append(wrap(kind, "__getitem__", self._variable))
        self._undo.append(wrap(kind, "__iter__", self._variables))

    def stop(self):
        self.working = False
        for undo in reversed(self._undo):
            undo()
        self._undo = []

    def _stand_in(self, original, ours):
        """The modules `os` and `shutil` know by the function itself what it can do."""
        tables = [table for name, table in vars(os).items() if name.startswith("supports_") and isinstance(table, set) and original in table]
        for table in tables:
            table.add(ours)
            self._undo.append(lambda table=table: table.discard(ours))

    # -- what is heard ----------------------------------------------------------

    def _audit(self, event, args):
        kind, paths = _HEARD[event]
        for path in args[:paths]:
            self._path(kind, path, sys._getframe(2), reading=event == "open")

    def _status(self, original, path, *args, **kwargs):
        resolving = self.working and _resolves(sys._getframe(2))
        if self.working and not resolving:
            self._path("opened", path, sys._getframe(1))
        plain = False
        try:
            result = original(path, *args, **kwargs)
            plain = resolving and stat.S_ISREG(result.st_mode)
        finally:
            if resolving:
                self._path("listed" if plain else "opened", path, sys._getframe(1))
        return result

    def _variable(self, original, environ, name):
        if self.working:
            self._name(name)
        return original(environ, name)

    def _variables(self, original, environ):
        if self.working:
            self._name(_ALL)
        return original(environ)

    # -- what is noted ------------------------------------------------------------

    def _path(self, kind, path, frame, reading=False):
        """`frame`: of whoever looks, or of an agent of theirs."""
        if path is None:
            path = "."
        if isinstance(path, int) or not isinstance(path, (str, bytes, os.PathLike)):
            return
        try:
            path = os.path.abspath(os.fsdecode(path))
        except (OSError, ValueError):
            return
        inside = _below(self.tree, path)
        if path.endswith(".pyc") or "__pycache__" in path or ".pytest_cache" in path:
            return
        installed = inside is None and _is_installed(path)
        if inside is None and (path.endswith(_CODE) if installed else path.startswith(self.aside)):
            return
        if not self._asked_by(frame):
            return
        if inside is None and not installed:
            # the user's own folder, by its name
            inside = next(filter(None, (_below(os.path.join(folder, ""), path) for folder in originals)), None)
        self._note("outside" if inside is None else kind, path if inside is None else inside)
        if reading and inside is not None and inside.endswith(".py"):
            self._note("read", inside)

    def _name(self, name):
        name = os.fsdecode(name) if isinstance(name, bytes) else name
        asking = self._asked_by(sys._getframe(2))
        if not isinstance(name, str) or not asking:
            return
        if name not in _PERSONAL or asking.f_code.co_filename.startswith(self.tree):
            self._note("variables", name)

    def _note(self, kind, what):
        noted = self.found.setdefault(self.context(), {}).setdefault(kind, set())
        if what == _ALL:
            noted.clear()
        if _ALL not in noted:
            noted.add(what)

    def settled(self):
        """What was noted, by context, without what the suite has made outside; and which variables code of the user's asked
        for that the interpreter has run before."""
        for noted in self.found.values():
            noted["outside"] = {path for path in noted.get("outside", ()) if not self._is_made(path)}
        self.found.setdefault("", {}).setdefault("variables", set()).update(_asked_at_start())
        return self.found

    def _is_made(self, path):
        try:
            return os.stat(path).st_ctime >= self.began
        except OSError:
            return False

    @staticmethod
    def _asked_by(frame):
        """The frame that wants to know; None where it is one of pytest, imports or ours."""
        while frame is not None:
            name = frame.f_globals.get("__name__") or ""
            if frame.f_code.co_filename.startswith("<frozen importlib"):
                return None
            if name not in _AGENTS and not name.startswith(("pathlib.", "importlib.", "importlib_")):
                return None if name in _CONSTANTS or name.split(".")[0] in _OWN else frame
            frame = frame.f_back
        return None


def _below(folder, path):
    """The path relative to a folder (with a slash at its end); None where it is not in there."""
    return path[len(folder):] if path.startswith(folder) else "" if path + os.sep == folder else None


def _is_installed(path):
    return "-packages" + os.sep in path or path.endswith("-packages")


def _resolves(frame):
    """Whether it asks only which parts of a path are links: what is in a file does not matter to it."""
    # before Python 3.10 by way of another function
    code = (frame.f_back if frame.f_code is os.path.islink.__code__ else frame).f_code
    return code.co_name in ("_joinrealpath", "realpath") and code.co_filename == os.path.realpath.__code__.co_filename


def _replace(owner, name, value):
    before = vars(owner)[name]
    setattr(owner, name, value)
    return lambda: setattr(owner, name, before)


def modules(tree, more=()):
    """(files of the project that are imported, files of installed packages that are); `more` files besides.

    With the latter the folders that packages are installed into: nothing of them may be in use yet.
    """
    project, packages = set(), set()
    tree, library = os.path.join(tree, ""), os.path.join(os.path.dirname(os.__file__), "")
    installed = tuple(os.path.join(library, name, "") for name in ("site-packages", "dist-packages"))
    files = [*(getattr(module, "__file__", None) for module in list(sys.modules.values())), *more]
    for path in real(f for f in files if isinstance(f, str) and os.path.isabs(f) and not f.startswith(_OURS)):
        if path.startswith(tree):
            project.add(path)
        elif not path.startswith(library) or path.startswith(installed):
            packages.add(path)
    packages.update(path for path in _sites() if not os.path.join(path, "").startswith(tree))
    packages.update(installed_elsewhere(tree))
    return sorted(project), sorted(packages)


def _sites():
    """Folders that packages are installed into, one that may yet be made included."""
    user = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    named = [path for path in sys.path if path.rstrip(os.sep).endswith("-packages")]
    return map(os.path.abspath, filter(None, [*user, *named, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]))


def interpreter():
    """What makes one interpreter, with what is installed, another: words without a path."""
    import importlib.metadata as metadata
    found = {"%s %s" % (_name(d), _contents(d)) for d in metadata.distributions()}
    found.update(line for line in _lines_of_sites() if line.startswith("import"))
    return [sys.version, sys.implementation.name, " ".join(os.uname()[i] for i in (0, 4)), *sorted(found)]


def _name(distribution):
    """Its name and version.  Of its description, which may be long, no more is read."""
    text = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO")
    if text is None:
        return "%s==%s" % (distribution.metadata["Name"], distribution.version)
    fields = dict(line.split(":", 1) for line in text.split("\n\n", 1)[0].splitlines()[::-1] if ":" in line)
    return "%s==%s" % (fields.get("Name", "").strip(), fields.get("Version", "").strip())


def _contents(distribution):
    """A word for what it has installed, as it says itself: a version may be installed anew with other files."""
    import zlib
    record = distribution.read_text("RECORD") or ""
    # scripts, and where it was installed from, have paths of this machine in them
    paths = ("..", "/", "__editable__")
    inside = [line for line in record.splitlines() if not line.startswith(paths) and ".dist-info/" not in line and ".pth," not in line]
    words = "\n".join([*inside, distribution.read_text("entry_points.txt") or ""]).encode("utf-8", "replace")
    return "%d bytes, crc %08x" % (len(words), zlib.crc32(words))


def _lines_of_sites():
    """The lines of the files by which folders of packages name others (`site`)."""
    for folder in {*_sites()}:
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else ():
            if name.endswith(".pth"):
                with open(os.path.join(folder, name), encoding="utf-8", errors="replace") as handle:
                    yield from (line.strip() for line in handle)


def installed_elsewhere(tree):
    """Code that is installed where it is written, outside the project, with its folders: any of it may be imported yet."""
    import importlib.metadata as metadata
    import json
    from urllib.parse import unquote, urlsplit
    homes = {line for line in _lines_of_sites() if os.path.isdir(line)}
    homes.update(filter(os.path.isdir, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    for distribution in metadata.distributions():
        told = json.loads(distribution.read_text("direct_url.json") or "{}")
        if told.get("dir_info", {}).get("editable"):
            homes.add(unquote(urlsplit(told["url"]).path))
    found = _customs()
    for home in sorted(homes):
        own = [tree, *originals]
        if not any(_within(home, folder) or _within(folder, home) for folder in own) and not _within(_OURS, home):
            found += _code_below(home)
    return found


def _customs():
    """The files by which users have the interpreter run something when it starts."""
    found = [os.path.join(folder, name) for folder in sys.path for name in _CUSTOM]
    return [path for path in found if os.path.isfile(path) and not path.startswith(_OURS)]


def _asked_at_start():
    """Words in those that may name variables of the environment."""
    words = set()
    for path in _customs():
        with open(path, encoding="utf-8", errors="replace") as handle:
            words.update(re.findall(r"""["']([A-Za-z_]\w*)["']""", handle.read()))
    return words


def _within(path, folder):
    return os.path.join(os.path.realpath(path), "").startswith(os.path.join(os.path.realpath(folder), ""))


def _code_below(home):
    found = []
    for folder, folders, names in os.walk(home):
        folders[:] = [name for name in folders if name[0] not in "._" and name not in _ASIDE and not os.path.isfile(os.path.join(folder, name, "pyvenv.cfg"))]
        found += [folder, *(os.path.join(folder, name) for name in names if name.endswith((".py", ".pth")))]
        if len(found) > _MANY:
            break
    return found
