"""Whether a mutant's statement runs in its own tests.

The measured suite says that they run it; where they do not without the tests before them, something that those leave decides
(a table that is full by then, a counter): only the suite in its order can tell.

A key is set in a table before the statement, which no tracer takes for a call.  The table is a constant of the code, so that no
name is taken for it.
"""
import ast

from . import swap

_PLACE = "\0mutate: mark"
_BODIES = ("body", "orelse", "finalbody")


class Mark(dict):
    """As a constant of code must, it can be hashed, and go to another process with it."""

    __hash__ = object.__hash__

    def __reduce__(self):
        return dict, ()


def planned(live, task, plan):
    """`plan`, the one of `task`, with a mark before the statement, and the mark; (`plan`, None) where it can have none."""
    if task["default"]:
        return plan, None
    mark = Mark()
    try:
        tree = ast.parse(task["after"])
        if not _set(tree, _edited(task["before"], task["after"])):
            return plan, None
        again = live.plan(task, live.compile(task["path"], tree))
    except (swap.NotSwappable, SyntaxError, ValueError, RecursionError):
        return plan, None
    marked = [(*pair, _with(new, mark)) for *pair, new in again]
    same = [pair[:2] for pair in marked] == [pair[:2] for pair in plan]
    return (marked, mark) if same and any(_has(new, mark) for *_, new in marked) else (plan, None)


def passed(mark):
    """Whether the statement has run."""
    return bool(mark)


def _edited(before, after):
    """(line, byte in it) where two texts begin to differ; lines are 1-based."""
    same = next((k for k, (a, b) in enumerate(zip(before, after)) if a != b), min(len(before), len(after)))
    lines = after[:same].split("\n")
    return len(lines), len(lines[-1].encode())


def _set(tree, at):
    """Puts the mark into the tree; False where the place is not in a function, or in a lambda, which runs at a time of its own."""
    body = inside = None
    found, node = None, tree
    while node is not None:
        if isinstance(node, ast.Lambda):
            return False
        for name in _BODIES:
            held = getattr(node, name, None)
            stmt = next((one for one in held if _spans(one, at)), None) if isinstance(held, list) else None
            if stmt is not None:
                inside = inside or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
                if inside and not isinstance(node, ast.ClassDef):
                    body, found = held, stmt
        node = next((child for child in ast.iter_child_nodes(node) if _spans(child, at)), None)
    if found is None:
        return False
    key = ast.Subscript(ast.Constant(_PLACE), ast.Constant(None), ast.Store())
    mark = ast.copy_location(ast.Assign([key], ast.Constant(None)), found)
    mark.end_lineno, mark.end_col_offset = found.lineno, found.col_offset
    for part in ast.walk(mark):
        ast.copy_location(part, mark)
    body.insert(body.index(found), mark)
    return True


def _spans(node, at):
    """Whether the place is in the node; those that have no place of their own are as large as what is in them."""
    if not hasattr(node, "lineno"):
        return any(_spans(child, at) for child in ast.iter_child_nodes(node))
    first = swap.first_of(node)
    return (first.lineno, first.col_offset) <= at <= (node.end_lineno, node.end_col_offset)


def _with(code, mark):
    """The code with the mark in its place, there or in code that it has."""
    if type(code) is not swap.CodeType:
        return code
    return code.replace(co_consts=tuple(mark if one == _PLACE else _with(one, mark) for one in code.co_consts))


def _has(code, mark):
    return type(code) is swap.CodeType and any(one is mark or _has(one, mark) for one in code.co_consts)
