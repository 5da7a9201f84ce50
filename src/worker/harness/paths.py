"""The project's copy wins over every other copy of the project.

An editable install points at the user's tree, a plain install at
site-packages; both would run code that no mutant is ever written to.
"""
import os
import sys

# names of folders that are no names
_STEPS = frozenset(("", os.curdir, os.pardir))
# the user's folder, as long as nothing is redirected none
originals = set()


def redirect(original, tree, roots):
    """Points the import system from `original` (the user's folder) to `tree`.

    `roots`: folders of the tree, relative to it, that hold top-level modules.
    What is in the project and not in the tree stays where it is: the virtual environment is not copied.
    """
    originals.add(original)

    def moved(path):
        real = os.path.realpath(path) if path else path
        if real == original or (real and real.startswith(original + os.sep)):
            there = tree + real[len(original):]
            return there if os.path.lexists(there) or not os.path.lexists(real) else None
        return None

    wanted = [os.path.join(tree, root) if root else tree for root in roots]
    rest = []
    for path in sys.path[1:]:
        rest.append(moved(path) or path)
    sys.path[:] = _unique([tree, *wanted, *rest])
    sys.path_hooks[:] = [_plainly(hook, os.path.join(tree, "")) for hook in sys.path_hooks]
    sys.path_importer_cache.clear()
    for finder in list(sys.meta_path):
        module = sys.modules.get(getattr(finder, "__module__", None) or "")
        for name in ("MAPPING", "NAMESPACES"):
            table = getattr(module, name, None)
            if isinstance(table, dict):
                for key, value in list(table.items()):
                    table[key] = _moved_value(value, moved)


def _plainly(hook, tree):
    """Modules of the tree have one path, by whatever way an entry of `sys.path` leads there (`tests/..`, a link)."""
    def plain(entry):
        real = os.path.realpath(entry) if isinstance(entry, str) and entry else entry
        return hook(real if real != entry and isinstance(real, str) and os.path.join(real, "").startswith(tree) else entry)
    return plain


def _moved_value(value, moved):
    if isinstance(value, str):
        return moved(value) or value
    if isinstance(value, list):
        return [moved(v) or v for v in value]
    return value


def _unique(paths):
    seen, out = set(), []
    for path in paths:
        if path not in seen:
            seen.add(path)
            out.append(path)
    return out


def loaded(files):
    """Which of `files` have been imported, whatever path they were found by."""
    return sorted(real(getattr(m, "__file__", None) for m in list(sys.modules.values())).intersection(files))


def real(files):
    """The real paths of `files`, less what is no path: a system call for each, since a folder is followed once."""
    folders, found = {}, set()
    for path in files:
        if isinstance(path, str):
            folder, name = os.path.split(path)
            if folder not in folders:
                folders[folder] = os.path.realpath(folder)
            plain = os.path.join(folders[folder], name)
            found.add(os.path.realpath(plain) if name in _STEPS or os.path.islink(plain) else plain)
    return found


def foreign(modules):
    """Which of `modules` (dotted name to file of the tree) came from elsewhere."""
    out = []
    for name, path in modules.items():
        loaded = getattr(sys.modules.get(name), "__file__", None)
        if loaded and os.path.realpath(loaded) != path:
            out.append([name, loaded])
    return out
