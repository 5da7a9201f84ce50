"""Which lines a program can be seen to run."""
import dis
import types


def executable(path):
    """Lines of a file that the interpreter can trace, 1-based."""
    with open(path, "rb") as handle:
        source = handle.read()
    try:
        todo, lines = [compile(source, path, "exec", dont_inherit=True)], set()
    except (SyntaxError, ValueError):
        return []
    while todo:
        code = todo.pop()
        if hasattr(code, "co_lines"):
            lines.update(line for _, _, line in code.co_lines() if line)
        else:
            lines.update(line for _, line in dis.findlinestarts(code))
        todo += [c for c in code.co_consts if isinstance(c, types.CodeType)]
    return sorted(lines)
