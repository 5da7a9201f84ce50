"""Which source files are opened while tests run, by whatever process.

A test may look at the source itself: a linter, a script that extracts texts,
`inspect.getsource`.  No line of the file runs for it, and yet a mutant in the
text can make it fail.  The kernel says who opens a file (inotify(7)): that
holds for every program that a test starts, too.
"""
import os
import struct
import sys

_IN_OPEN, _IN_ISDIR, _IN_NONBLOCK, _IN_CLOEXEC = 0x20, 0x40000000, 0o4000, 0o2000000
_CONFIGURATION = (
    "pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "pyproject.toml", "tox.ini", "setup.cfg", ".coveragerc", ".coveragerc.toml")
_EVENT = struct.Struct("iIII")


class Reads:
    """Watches `files`, from now until `stop`; nothing is seen where there is no inotify.

    With `tree`, what is opened below it is noted, too, code left out.
    """

    def __init__(self, files, tree=None):
        self.found = {}          # file: contexts in which it was opened
        self.others = {}         # the same of files that are no code
        self.folders = {}        # watch descriptor: folder
        self.files = files
        # what pytest and coverage.py read of these is known; others open them in Python, or in processes of their own
        self.configuration = {os.path.join(tree, name) for name in _CONFIGURATION} if tree else ()
        self.fd = self._watch({os.path.dirname(path) for path in files} | _folders(tree))

    def _watch(self, folders):
        if not sys.platform.startswith("linux"):
            return None
        try:
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            fd = libc.inotify_init1(_IN_NONBLOCK | _IN_CLOEXEC)
        except (ImportError, OSError, AttributeError):
            return None
        if fd < 0:
            return None
        for folder in folders:
            descriptor = libc.inotify_add_watch(fd, os.fsencode(folder), _IN_OPEN)
            if descriptor >= 0:
                self.folders[descriptor] = folder
        return fd

    def collect(self, context):
        """What was opened since the last call belongs to `context`."""
        while self.fd is not None:
            try:
                block = os.read(self.fd, 65536)
            except OSError:  # nothing more
                return
            at = 0
            while at < len(block):
                descriptor, flags, _, size = _EVENT.unpack_from(block, at)
                at += _EVENT.size
                name = os.fsdecode(block[at:at + size].rstrip(b"\0"))
                at += size
                path = os.path.join(self.folders.get(descriptor, ""), name)
                if path in self.files:
                    self.found.setdefault(path, set()).add(context)
                elif name and not flags & _IN_ISDIR and not name.endswith((".py", ".pyc")) and path not in self.configuration:
                    self.others.setdefault(path, set()).add(context)

    def stop(self):
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


def _folders(tree):
    """All folders of the project."""
    found = set()
    for folder, below, _ in os.walk(tree) if tree else ():
        below[:] = [name for name in below if name not in ("__pycache__", ".pytest_cache")]
        found.add(folder)
    return found
