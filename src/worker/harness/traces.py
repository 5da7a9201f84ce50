"""What a child writes outside its temporary folder, and putting it back.

An audit hook (PEP 578) sees what Python code is about to write, make, move or
remove, and the child tells its parent before it happens.  When the child has
ended, what is new is removed, in the tree or elsewhere; what belongs to the
project is copied from there.  Where the child started a program, the tree is
searched for what was changed meanwhile.  What was there before and lies outside
the sandbox cannot be put back, nor what a program makes there.
"""
import json
import os
import shutil
import sys
from time import clock_gettime_ns

from .wire import write_all

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# event: which of its arguments are paths, and where the folder descriptor of each is
_EVENTS = {
    "os.mkdir": ((0, 2),), "os.remove": ((0, 1),), "os.rmdir": ((0, 1),), "os.truncate": ((0, None),),
    "os.rename": ((0, 2), (1, 3)), "os.link": ((1, 3),), "os.symlink": ((1, 2),), "sqlite3.connect": ((0, None),),
}
_PROGRAMS = {"subprocess.Popen", "os.posix_spawn", "os.system", "os.exec"}
# CLOCK_REALTIME_COARSE of Linux: what the kernel stamps files with
_STAMP = 5
_DEVICES = ("/dev/", "/proc/", "/sys/")
_lexists, _abspath, _fsdecode, _fspath, _readlink = os.path.lexists, os.path.abspath, os.fsdecode, os.fspath, os.readlink
_dumps = json.dumps


class Traces:
    """One for each process that forks children."""

    def __init__(self, order):
        self.original, self.tree = order["original"], order["tree"]
        # the worker's own folder: all of it but the tree is looked after elsewhere
        self.home = os.path.dirname(order["log"])
        self.fd = None           # where a child tells; in the parent None
        self.told = set()
        self.began = 0           # when the child started, in ns of the files' clock
        sys.addaudithook(self._audit)

    # -- in the child ---------------------------------------------------------

    def follow(self, fd):
        """From now on this process tells through `fd` what it is about to write."""
        self.fd = fd

    def _audit(self, event, args):
        if self.fd is None or (event != "open" and event not in _EVENTS and event not in _PROGRAMS):
            return
        try:
            if event in _PROGRAMS:
                if event not in self.told:
                    self.told.add(event)
                    write_all(self.fd, b"ran\n")
                return
            if event == "open":
                if args[2] & _WRITING:
                    self._tell(args[0], None)
                return
            for path, folder in _EVENTS[event]:
                self._tell(args[path], None if folder is None else args[folder])
        except Exception:  # whatever is odd about the path is for the call itself to say
            return

    def _tell(self, path, folder):
        if isinstance(path, int):
            return
        path = _fsdecode(_fspath(path))
        if folder is not None and folder >= 0 and not path.startswith("/"):
            path = _readlink("/proc/self/fd/%d" % folder) + "/" + path
        path = _abspath(path)
        if path in self.told or path.startswith(_DEVICES) or not self._followed(path):
            return
        self.told.add(path)
        # by hand: a copy of this process that a test forked may tell, too
        write_all(self.fd, ("wrote\t%s\t%d\n" % (_dumps(path), _lexists(path))).encode())

    def _followed(self, path):
        compiled = path.endswith(".pyc") or os.path.basename(path) == "__pycache__"
        return not compiled and (_inside(path, self.tree) or not _inside(path, self.home))

    # -- in the parent --------------------------------------------------------

    def begin(self):
        """A child is about to start."""
        self.began = _stamp()

    def mend(self, ended):
        """Takes what the child told out of `ended.lines` and undoes it, the latest first."""
        told = [line for line in ended.lines if line[0] == "wrote"]
        ran = ["ran"] in ended.lines
        if told or ran:
            ended.lines = [line for line in ended.lines if line[0] not in ("wrote", "ran")]
        for _, path, existed in reversed(told):
            try:
                self._undo(json.loads(path), existed == "1")
            except (OSError, ValueError, shutil.Error):
                continue
        if ran:
            self._search()

    def _search(self):
        """Undoes in the tree what bears a time stamp of the child's life."""
        for folder, names, files in os.walk(self.tree):
            names[:] = [name for name in names if name != "__pycache__"]
            for name in [*names, *files]:
                self._undo_touched(os.path.join(folder, name))
            try:
                if os.lstat(folder).st_ctime_ns >= self.began:
                    self._bring_back(folder)
            except OSError:
                continue

    def _undo_touched(self, path):
        try:
            is_folder = os.path.isdir(path) and not os.path.islink(path)
            known = os.path.lexists(self.original + path[len(self.tree):])
            if os.lstat(path).st_ctime_ns >= self.began and not path.endswith(".pyc") and not (known and is_folder):
                self._undo(path, known)
        except (OSError, shutil.Error):
            return

    def _bring_back(self, folder):
        """Files of the project that are missing in a folder of the tree."""
        with os.scandir(self.original + folder[len(self.tree):]) as entries:
            for entry in entries:
                path = os.path.join(folder, entry.name)
                if not entry.is_dir(follow_symlinks=False) and not os.path.lexists(path):
                    shutil.copy2(entry.path, path, follow_symlinks=False)

    def _undo(self, path, existed):
        if not existed and _inside(path, self.tree) and os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif not existed:
            _remove(path)
        elif _inside(path, self.tree):
            source = self.original + path[len(self.tree):]
            if os.path.isdir(source) and not os.path.islink(source):
                if not os.path.isdir(path):
                    _remove(path)
                    shutil.copytree(source, path, symlinks=True)
            elif os.path.lexists(source):
                _remove(path)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                shutil.copy2(source, path, follow_symlinks=False)


def _stamp():
    try:
        return clock_gettime_ns(_STAMP)
    except OSError:  # no such clock: nothing is ever late enough
        return sys.maxsize


def _inside(path, folder):
    return path == folder or path.startswith(folder + "/")


def _remove(path):
    """A file, or a folder that is empty: what the child made in it is gone by now."""
    if os.path.isdir(path) and not os.path.islink(path):
        os.rmdir(path)
    elif os.path.lexists(path):
        os.unlink(path)
