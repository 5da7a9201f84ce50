"""What a child leaves to the next one, besides processes and the project's files.

The engine sees to those.  Here: the temporary folder, output that nobody read,
and the working folder, which may have been removed and made anew.
"""
import os
import shutil

_LONGEST = 1 << 20


class Leftovers:
    """The state that every child shall find."""

    def __init__(self, config, tmp, log):
        self.tmp, self.log = tmp, log
        self.folder = os.getcwd()
        self.kept = set(os.listdir(tmp))
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
        clear(self.tmp, self.kept)
        try:
            if os.stat(self.log).st_size > _LONGEST:
                os.truncate(self.log, 0)
        except FileNotFoundError:  # all that there was is gone, and so will be this process
            pass
        if not regular:
            for fd, size in self.captured:
                os.ftruncate(fd, size)
                os.lseek(fd, size, os.SEEK_SET)


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
        path = os.path.join(folder, name)
        try:
            os.unlink(path)
        except IsADirectoryError:
            _remove(path)
        except OSError:
            pass


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
