import ast
import functools
import inspect
import textwrap


class Doubler(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.copy_location(ast.Constant(node.value * 2), node)


def made(function, line, filename):
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    ast.fix_missing_locations(Doubler().visit(tree))
    ast.increment_lineno(tree, line)
    scope = {}
    exec(compile(tree, filename, "exec"), scope)
    return scope[function.__name__]


def doubled(function):
    code = function.__code__
    return functools.wraps(function)(made(function, code.co_firstlineno - 1, code.co_filename))


def replaced(function):
    code = function.__code__
    return made(function, code.co_firstlineno - 2, code.co_filename)


def renamed(function):
    return made(function, 0, "<made>")
