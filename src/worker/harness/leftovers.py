"""What a child leaves to the next one, besides processes and the project's files.

The engine sees to those.  Here: the temporary folder, output that nobody read,
and the working folder, which may have been removed and made anew.
"""
import itertools
import os
import shutil
import stat

_LONGEST = 1 << 20
# bytes of files that are kept to be put back
_ROOM = 1 << 24


class Leftovers:
    """The state that every child shall find."""

    def __init__(self, config, tmp, log):
        self.tmp, self.log = tmp, log
        self.folder = os.getcwd()
        self.kept = Kept(tmp)
        self.captured = []       # (descriptor, size): where output goes that pytest captures
        for name in ("out", "err"):
            try:
                capturing = config.pluginmanager.getplugin("capturemanager")._global_capturing
                fd = getattr(capturing, name).tmpfile.fileno()
                self.captured.append((fd, os.fstat(fd).st_size))
            except (AttributeError, OSError, ValueError):  # it is captured in memory, or not at all
                continue

    def before(self):
        """To be called before each fork."""
        if os.stat(".").st_nlink == 0:
            # where the engine has not put it back yet: an empty one, which it will not take for its own
            os.makedirs(self.folder, exist_ok=True)
            os.chdir(self.folder)

    def after(self, regular):
        """To be called after each child; `regular`: it came to its end."""
        clear(self.tmp, self.kept.names)
        self.kept.put_back()
        try:
            if os.stat(self.log).st_size > _LONGEST:
                os.truncate(self.log, 0)
        except FileNotFoundError:  # all that there was is gone, and so will be this process
            pass
        if not regular:
            for fd, size in self.captured:
                os.ftruncate(fd, size)
                os.lseek(fd, size, os.SEEK_SET)


class Kept:
    """What there was in a folder to begin with: the suite's imports or its collection made it."""

    def __init__(self, folder):
        self.folder, self.names = folder, set(os.listdir(folder))
        self.states, self.contents = {}, {}
        room = _ROOM
        for path, state in self._found():
            self.states[path] = state
            if stat.S_ISREG(state[0]) and (room := room - state[1]) >= 0:
                self.contents[path] = _content(path)

    def _found(self):
        """Everything below, each with what tells whether it was touched."""
        for name in self.names:
            top = os.path.join(self.folder, name)
            below = (os.path.join(place, one) for place, folders, files in os.walk(top) for one in (*folders, *files))
            for path in itertools.chain((top,), below):
                try:
                    state = os.lstat(path)
                except OSError:
                    continue
                whole = (state.st_size, state.st_mtime_ns, state.st_ino) if stat.S_ISREG(state.st_mode) else ()
                yield path, (state.st_mode, *whole)

    def put_back(self):
        """Removes what is new, and writes again what was changed, as far as there was room to keep it."""
        if not self.names:
            return
        now = dict(self._found())
        if now == self.states:
            return
        for path in sorted(now.keys() - self.states.keys(), reverse=True):
            _remove_any(path)
        for path, state in sorted(self.states.items()):
            try:
                self._restore(path, state, now.get(path))
            except OSError:  # somebody is in its place
                continue
        self.states = dict(self._found())

    def _restore(self, path, state, now):
        if now == state:
            return
        if stat.S_ISDIR(state[0]):
            os.makedirs(path, exist_ok=True)
        elif path in self.contents:
            with open(path, "wb") as file:
                file.write(self.contents[path])
        if now is None or now[0] != state[0]:
            os.chmod(path, stat.S_IMODE(state[0]))


def _content(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _remove_any(path):
    try:
        os.unlink(path)
    except IsADirectoryError:
        _remove(path)
    except OSError:
        return


def clear(folder, kept=()):
    """Removes all but `kept` from a folder; makes it again where that has been removed."""
    try:
        names = os.listdir(folder)
    except OSError:
        os.makedirs(folder, 0o700, exist_ok=True)
        os.chmod(folder, 0o700)
        names = os.listdir(folder)
    for name in names:
        if name in kept:
            continue
        _remove_any(os.path.join(folder, name))


def _remove(path):
    shutil.rmtree(path, ignore_errors=True)
    if not os.path.lexists(path):
        return
    # nobody may look into some folder of it
    _open(path)
    for folder, names, _ in os.walk(path):
        for name in names:
            _open(os.path.join(folder, name))
    shutil.rmtree(path, ignore_errors=True)


def _open(folder):
    if not os.path.islink(folder):
        try:
            os.chmod(folder, 0o700)
        except OSError:
            pass
