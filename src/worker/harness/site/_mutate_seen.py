"""Writes down what a process does to the world around it: files that it changes, hosts that it talks to.

By an audit hook (PEP 578), which is called for every event there is and cannot be taken away
again: for unmutated runs alone.
"""
import json
import os
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
# which arguments are paths that are changed, and the descriptors of the folders that they are relative to
_CHANGED = {
    "os.mkdir": ((0, 2),), "os.rmdir": ((0, 1),), "os.remove": ((0, 1),), "os.rename": ((0, 2), (1, 3)),
    "os.link": ((1, 3),), "os.symlink": ((1, 2),), "os.truncate": ((0, None),),
}
_CACHE = "__pycache__"


def _first_by_chance():
    """The first of the ports that the system gives to who asks for any."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as numbers:
            return int(numbers.read().split()[0])
    except (OSError, ValueError, IndexError):
        return 32768


BY_CHANCE = _first_by_chance()
_LOOKED_UP = {"socket.getaddrinfo", "socket.gethostbyname"}
# all events that say something
EVENTS = {"open", *_CHANGED, "sqlite3.connect", "socket.bind", "socket.connect", *_LOOKED_UP}
_NEAR = {"", "localhost", "localhost.localdomain", "0.0.0.0", "::", "::1", "<broadcast>", os.uname().nodename}
_join, _dirname, _basename, _isabs, _isdir = os.path.join, os.path.dirname, os.path.basename, os.path.isabs, os.path.isdir
_realpath, _access, _getcwd, _readlink, _fsdecode = os.path.realpath, os.access, os.getcwd, os.readlink, os.fsdecode
_open, _write, _close, _dumps = os.open, os.write, os.close, json.dumps


class Seen:
    """Appends a line [kind, context, what] to `out` for everything new, from now until `stop`.

    "outside": a file changed that is none of `allowed` and below none of them, by whom the system lets do it.
    "claim": a file changed that is in none of the process's own folders, which are `tree` and the first that is allowed;
    or a port of a fixed number, or a socket of the kind, that is listened at or talked to.
    With `everything` also "tree", a file changed below `tree`, and "network", a host besides this one.
    `context()` says who does it; `listen` has it told of `EVENTS`.
    """

    def __init__(self, out, tree, allowed, everything, context, listen=sys.addaudithook):
        self.out, self.tree, self.everything, self.context = out, tree + os.sep, everything, context
        folders = tuple(folder.rstrip(os.sep) + os.sep for folder in (out, "/dev", "/proc", tree, *allowed))
        self.own, self.allowed = folders[:5], folders
        self.known = set()
        self.active = True
        listen(self._event)

    def stop(self):
        self.active = False

    def _event(self, event, args):
        if not self.active:
            return
        try:
            if event == "open":
                if args[2] and args[2] & _WRITING:
                    self._changed(args[0], None, True)
            elif event in _CHANGED:
                for path, folder in _CHANGED[event]:
                    self._changed(args[path], args[folder] if folder is not None else None, event == "os.truncate")
            elif event == "sqlite3.connect":
                self._database(args[0])
            elif event in ("socket.bind", "socket.connect"):
                self._claims(args[1])
                if self.everything and event == "socket.connect":
                    self._talks(args[1])
            elif self.everything and event in _LOOKED_UP:
                self._talks((args[0],))
        except Exception:  # whatever it is, it is for the test to find out
            return

    def _database(self, name):
        name = _fsdecode(name)
        if name.startswith("file:"):
            name, _, options = name[5:].partition("?")
            if "mode=memory" in options or "mode=ro" in options:
                return
        if name not in ("", ":memory:"):
            self._changed(name, None, True)

    def _changed(self, path, folder, through):
        """`through`: what a link points at is changed, not the link."""
        if isinstance(path, int):
            return
        path = _fsdecode(path)
        if not _isabs(path):
            path = _join(_readlink("/proc/self/fd/%d" % folder) if folder is not None and folder >= 0 else _getcwd(), path)
        path = _realpath(path) if through else _join(_realpath(_dirname(path.rstrip(os.sep))), _basename(path.rstrip(os.sep)))
        if _CACHE in path:
            return  # whoever imports writes it if possible, and nobody minds if not
        if path.startswith(self.tree):
            if self.everything:
                self._note("tree", path)
        elif not (path + os.sep).startswith(self.own) and _possible(path):
            self._note("claim", path)
            if not (path + os.sep).startswith(self.allowed):
                self._note("outside", path)

    def _talks(self, address):
        if not isinstance(address, tuple) or not address:
            return
        host = _fsdecode(address[0]) if isinstance(address[0], (str, bytes)) else ""
        if host not in _NEAR and not host.startswith("127."):
            self._note("network", "%s:%s" % address[:2] if len(address) > 1 else host)

    def _claims(self, address):
        """A port of the machine that no other process was given by chance, or a socket in a folder that all use."""
        if isinstance(address, (str, bytes)):
            path = _fsdecode(address)
            if path.startswith("\0") or path and not (_realpath(path) + os.sep).startswith(self.own):
                self._note("claim", path)
        elif isinstance(address, tuple) and len(address) > 1 and isinstance(address[1], int) and 0 < address[1] < BY_CHANCE:
            self._note("claim", "%s:%d" % (address[0], address[1]))

    def _note(self, kind, what):
        key = kind, self.context(), what
        if key not in self.known:
            self.known.add(key)
            fd = _open(self.out, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            _write(fd, _dumps(key).encode() + b"\n")
            _close(fd)


def _possible(path):
    """Whether the system would let the user do it: what fails anyway is no wish of the suite's."""
    folder = _dirname(path)
    return _isdir(folder) and (_access(folder, os.W_OK) or _access(path, os.W_OK))


def read(out):
    """[kind, context, what] of all that was written down."""
    try:
        with open(out, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    except OSError:
        return []
