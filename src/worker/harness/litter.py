"""What tests leave in the temporary folder, for others to find: by name and content.

A test's own folder (`tmp_path`) is nobody else's.  What was made under a name drawn by chance goes by the rest of it.
"""
import os
import re
import stat

_lstat, _listdir, _readlink, _open, _read, _close = os.lstat, os.listdir, os.readlink, os.open, os.read, os.close
# files that are looked at, and bytes of each: more cost more than they tell
_MOST, _LARGE = 500, 1 << 20
# as `tempfile` makes them
_DRAWN = re.compile("[a-z0-9_]{8,}")
_OF_PYTEST = re.compile("pytest-of-[^/]*/pytest-[0-9]+/")
_DIGITS = "0123456789"


def found(folder, tests):
    """{path: digest}; `tests`: names of those that may have a folder of their own there."""
    own = {re.sub(r"\W", "_", name)[:30].rstrip(_DIGITS) for name in tests}
    out, todo = {}, [(folder, "")]
    while todo and len(out) < _MOST:
        place, inside = todo.pop()
        try:
            names = sorted(_listdir(place))
        except OSError:
            continue
        for name in names:
            path = inside + name
            if _OF_PYTEST.fullmatch(inside) and (name.rstrip(_DIGITS) in own or name.endswith("current") or name == ".lock"):
                continue
            shown = path if inside or name.startswith("pytest-of-") else _DRAWN.sub("*", name)
            full = os.path.join(place, name)
            kind, digest = _entry(full)
            out.setdefault(shown.encode("utf-8", "replace").decode(), []).append(digest)
            if kind == stat.S_IFDIR:
                todo.append((full, shown + "/"))
    return {path: hash(tuple(sorted(digests))) for path, digests in out.items()}


def _entry(path):
    """What kind of entry it is, and a digest of what is in it."""
    try:
        state = _lstat(path)
        kind = stat.S_IFMT(state.st_mode)
        if kind == stat.S_IFREG and state.st_size <= _LARGE:
            return kind, hash((kind, _content(path)))
        return kind, hash((kind, state.st_size if kind == stat.S_IFREG else _readlink(path) if kind == stat.S_IFLNK else 0))
    except OSError:  # it is gone, or nobody may read it
        return 0, 0


def _content(path):
    fd = _open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return _read(fd, _LARGE)
    finally:
        _close(fd)
