"""Lines of JSON between the engine and this process.

Commands arrive on a private copy of standard input, events leave on a private
copy of standard output; the engine sends a command only when the last one has
been answered, so several processes may share the pair in turn.
"""
import os
from fcntl import F_DUPFD_CLOEXEC, fcntl
from json import dumps, loads

VERSION = 1
# Far above what a test that counts or closes descriptors looks at.
HIGH = 700

_read, _write = os.read, os.write


class Wire:
    def __init__(self):
        self.inp = fcntl(0, F_DUPFD_CLOEXEC, HIGH)
        self.out = fcntl(1, F_DUPFD_CLOEXEC, HIGH)
        self.ends = (self.inp, self.out)

    def receive(self):
        """The next command, or None when the engine is gone.

        Reads byte by byte past the first block's end: another process may
        read on from here, so nothing may be taken beyond the newline.
        """
        head = self._exactly(8)
        if head is None:
            return None
        body = self._exactly(int(head, 16))
        return None if body is None else loads(body)

    def _exactly(self, size):
        parts = []
        while size:
            part = _read(self.inp, size)
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def send(self, **event):
        write_all(self.out, encoded(event) + b"\n")


def encoded(value):
    """JSON as the engine can read it: half a surrogate pair, which Python's strings may hold and Unicode forbids, is a `?`."""
    return dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[_write(fd, view):]
