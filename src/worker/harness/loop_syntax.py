"""Loops as they are written, and as they are compiled."""
import ast
import opcode
import os
import sys

from .ranges import Unshown

_SCOPES = ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef
_BACKWARD = {op for name, op in opcode.opmap.items() if "JUMP_BACKWARD" in name}
# until Python 3.10 jumps name the place that they go to, from 3.10 on in units of two bytes
_ABSOLUTE = {*opcode.hasjabs} if sys.version_info < (3, 11) else ()
_UNIT = 2 if sys.version_info >= (3, 10) else 1
_FOR_ITER, _EXTENDED_ARG = opcode.opmap["FOR_ITER"], opcode.EXTENDED_ARG
# bytes; to read more than that takes longer than it is worth
_LARGE = 200_000
_trees = {}
_snippets = {}


def swapped(snippets):
    """From now on a part of each of these files, by path, reads so, whatever is on disk."""
    _snippets.clear()
    _snippets.update(snippets)


def _tree(path, line):
    """The syntax of that file, at least of what is around the line."""
    part = _snippets.get(path)
    if part is not None:
        if type(part) is str:
            part = _snippets[path] = ast.parse(part)
        if any(node.lineno <= line <= node.end_lineno for node in part.body):
            return part
    if path not in _trees:
        with open(path, "rb") as handle:
            _trees[path] = ast.parse(handle.read())
    return _trees[path]


def loops_at(code, line):
    """The `while` loops around the line up to the next loop of another kind, the innermost last, and the class around them.

    They must be in the function that the code is of.
    """
    if line is None:
        raise Unshown  # some jumps have none
    node, scope, loops, around = _tree(code.co_filename, line), None, [], ""
    while node is not None:
        if isinstance(node, _SCOPES):
            scope, loops = node, []
            around = node.name if isinstance(node, ast.ClassDef) else around
        elif isinstance(node, ast.While):
            loops.append(node)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            loops = []
        node = next((n for n in _statements(node) if n.lineno <= line <= n.end_lineno), None)
    if not loops or any(loop.orelse and line >= loop.orelse[0].lineno for loop in loops):
        raise Unshown
    if code.co_name != "<module>" if scope is None else not _is_of(code, scope):
        raise Unshown
    return loops, around.lstrip("_")


def function_of(code):
    """The function that was compiled to the code; None where that is no function, or cannot be read."""
    try:
        nodes = ast.walk(_tree(code.co_filename, code.co_firstlineno))
    except (OSError, SyntaxError, ValueError):
        return None
    return next((node for node in nodes if isinstance(node, _SCOPES[:2]) and _is_of(code, node)), None)


def definition(code):
    """The function, or `lambda`, that was compiled to the code, and the class around it."""
    if os.path.getsize(code.co_filename) > _LARGE:
        raise Unshown
    found = []

    def look(node, around):
        for below in ast.iter_child_nodes(node):
            if isinstance(below, ast.Lambda):
                mine = (code.co_name, code.co_firstlineno) == ("<lambda>", below.lineno)
            else:
                mine = isinstance(below, ast.FunctionDef) and _is_of(code, below)
            if mine:
                found.append((below, around.lstrip("_")))
            look(below, below.name if isinstance(below, ast.ClassDef) else around)
    look(_tree(code.co_filename, code.co_firstlineno), "")
    if len(found) != 1 or _parameters(found[0][0].args) != code.co_varnames[:code.co_argcount + code.co_kwonlyargcount]:
        raise Unshown
    return found[0]


def _parameters(given):
    return tuple(part.arg for part in (*given.posonlyargs, *given.args, *given.kwonlyargs))


def _is_of(code, scope):
    begin = min(node.lineno for node in (scope, *scope.decorator_list))
    return (scope.name, begin) == (code.co_name, code.co_firstlineno)


def _statements(node):
    """The statements, and the handlers of exceptions, that stand right below the node."""
    for below in ast.iter_child_nodes(node):
        if isinstance(below, (ast.stmt, ast.ExceptHandler)):
            yield below
        elif type(below).__name__ == "match_case":  # from Python 3.10 on
            yield from below.body


def goes_back(ops, at):
    """Whether the instruction there jumps back."""
    if ops[at] in _BACKWARD:
        return True
    near = ops[at] in _ABSOLUTE and (at < 2 or ops[at - 2] != _EXTENDED_ARG)
    return near and ops[at + 1] * _UNIT <= at


def begins_for(ops, to):
    """Whether another round of a `for` loop, or of one in a comprehension, begins there."""
    while ops[to] == _EXTENDED_ARG:
        to += 2
    return ops[to] == _FOR_ITER
