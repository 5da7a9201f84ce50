"""Puts a mutant's code into live function objects.

The engine sends the outermost function as a snippet, padded so that every line
and column holds.  The snippet is compiled with and without the edit, and the
two trees of code objects are compared: what differs, and only that, is
exchanged, in every function object that has the original code.  The comparison
is also the proof that nothing outside functions changed.
"""
import __future__

import ast
import collections
import dis
import functools
import gc
import sys
import types

from . import collector

FunctionType, CodeType = types.FunctionType, types.CodeType
FUTURES = functools.reduce(lambda a, b: a | b, (getattr(__future__, n).compiler_flag for n in __future__.all_feature_names))
_OPTIMIZED = 0x1
# generator, coroutine, asynchronous generator
KIND = 0x20 | 0x80 | 0x200
# before Python 3.11 equal functions of one line become one code object
_MERGES = sys.version_info < (3, 11)
# from Python 3.13 on a function that gets another kind of code warns
_WARNS = sys.version_info >= (3, 13)
_SUSPENDED = {
    types.GeneratorType: "gi_code", types.CoroutineType: "cr_code", types.AsyncGeneratorType: "ag_code",
}
# in the names of functions that are made in functions (from Python 3.11 on code has them)
_NESTED = "<locals>"
_compile = compile


class NotSwappable(Exception):
    """Why the mutant cannot be put in place this way."""


class Live:
    """The function objects of the watched files, found among `found`, or by a scan of the heap."""

    def __init__(self, files, found=None):
        self.by_code, self.by_line, self.flags = {}, {}, {}
        self.caches = []
        self._units = {}
        # code that a suspended generator or coroutine goes on with, whatever its function has
        self.running = set()
        for obj in collector.objects() if found is None else found:
            kind = type(obj)
            if kind is FunctionType:
                code = obj.__code__
                if code.co_filename in files:
                    self._add(obj, code)
            elif kind in _SUSPENDED:
                code = getattr(obj, _SUSPENDED[kind])
                if code.co_filename in files:
                    self.running.add((code.co_filename, code))
            elif kind is functools._lru_cache_wrapper:
                wrapped = getattr(obj, "__wrapped__", None)
                if type(wrapped) is FunctionType and wrapped.__code__.co_filename in files:
                    self.caches.append(obj.cache_clear)

    def _add(self, function, code):
        path = code.co_filename
        self.by_code.setdefault((path, code), []).append(function)
        self.by_line.setdefault((path, code.co_firstlineno), set()).add(code)
        self.flags[path] = self.flags.get(path, 0) | (code.co_flags & FUTURES)

    def unit(self, path, snippet):
        """The snippet's original code, compiled once, checked against what lives."""
        key = (path, snippet)
        if key not in self._units:
            self._units[key] = self._compile_unit(path, snippet)
        return self._units[key]

    def _compile_unit(self, path, snippet):
        if path not in self.flags:
            return NotSwappable("not imported yet")
        module = self.compile(path, snippet)
        codes = list(_functions(module))
        originals = collections.Counter(codes)
        if any((path, code) in self.running for code in originals):
            return NotSwappable("a generator of it is running already")
        # who makes code from the source, with a change of its own, may give it another line than that of the `def`
        live = set().union(*(self.by_line.get((path, line), ()) for line in _lines(codes)))
        if not live <= originals.keys():
            return NotSwappable("the live code differs from the source")
        if any(originals[code] > 1 for code in live):
            return NotSwappable("two functions of one line cannot be told apart")
        return module

    def compile(self, path, snippet):
        """Of a text or a tree."""
        return _compile(snippet, path, "exec", self.flags[path], True)

    def planned(self, task):
        """As `plan`; empty where it raises something."""
        try:
            return self.plan(task)
        except (NotSwappable, SyntaxError, ValueError):
            return []

    def plan(self, task, after=None):
        """[(function, attribute, its value, the mutant's value)] for one mutant; `after`: its snippet, compiled otherwise.

        Raises SyntaxError and ValueError where the mutant does not compile,
        NotSwappable where it must be imported anew.
        """
        path, mutated = task["path"], task["after"]
        before = self.unit(path, task["before"])
        if isinstance(before, NotSwappable):
            raise before
        if task["default"]:
            return self._default(path, before, task)
        after = after or self.compile(path, mutated)
        pairs = []
        _compare(before, after, pairs, self, path)
        if not pairs:
            return []
        out = []
        for depth, old, new in pairs:
            functions = self.by_code.get((path, old), ())
            if depth == 0 and not functions:
                raise NotSwappable("no live function has this code")
            if functions and _WARNS and (old.co_flags ^ new.co_flags) & KIND:
                raise NotSwappable("it becomes another kind of function")
            if functions and old.co_freevars != new.co_freevars:
                new = self._with_cells(path, mutated, old, new)
            # that very object goes back: what runs is told by objects
            out += [(f, "__code__", f.__code__, new) for f in functions]
        return out

    def _default(self, path, before, task):
        """As `plan`, for a mutant that changes one default value of the unit's function."""
        code = next(_functions(before))
        functions = self.by_code.get((path, code), ())
        if not functions:
            raise NotSwappable("no live function has this code")
        old, new = (_signature(task[key], code) for key in ("before", "after"))
        changed = [i for i, (a, b) in enumerate(zip(old, new)) if ast.dump(a[1]) != ast.dump(b[1])]
        if len(changed) != 1:
            raise NotSwappable("more than a default value changes")
        name, value = new[changed[0]]
        try:
            value, written, out = ast.literal_eval(value), ast.literal_eval(old[changed[0]][1]), []
        except ValueError:
            raise NotSwappable("the default value is computed") from None
        for f in functions:
            if name is None:
                values = list(f.__defaults__ or ())
                if len(values) != sum(n is None for n, _ in old):
                    raise NotSwappable("the live default values differ from the source")
                _check_default(values[changed[0]], written)
                values[changed[0]] = value
                out.append((f, "__defaults__", f.__defaults__, tuple(values)))
            else:
                _check_default((f.__kwdefaults__ or {}).get(name), written)
                out.append((f, "__kwdefaults__", f.__kwdefaults__, {**(f.__kwdefaults__ or {}), name: value}))
        return out

    def _with_cells(self, path, snippet, old, new):
        """`new` compiled again so that it still refers to the cells of `old`.

        Python refuses a code object with another number of free variables; a
        reference that never runs keeps a variable which the mutant dropped.
        """
        lost = [name for name in old.co_freevars if name not in new.co_freevars]
        if len(lost) + len(new.co_freevars) != len(old.co_freevars):
            raise NotSwappable("the mutant needs a variable that the function does not hold")
        tree = ast.parse(snippet)
        targets = [n for n in ast.walk(tree) if _is_definition(n, new)]
        if len(targets) != 1:
            raise NotSwappable("the function cannot be told apart")
        _refer(targets[0], lost)
        ast.fix_missing_locations(tree)
        again = _compile(tree, path, "exec", self.flags[path], True)
        found = [c for c in _functions(again) if c.co_name == new.co_name and c.co_firstlineno == new.co_firstlineno]
        if len(found) != 1 or found[0].co_freevars != old.co_freevars:
            raise NotSwappable("the function's cells cannot be kept")
        return found[0]


def late(plan):
    """What has come into being since the functions were found, and has the plan's code: ([as in a plan] for functions, whether
    something suspended goes on with the code that it has)."""
    found, running = _late(plan)
    if running:
        gc.collect()  # it may be nobody's any more
        found, running = _late(plan)
    return found, running


def _late(plan):
    known, found, running = {id(function) for function, *_ in plan}, [], False
    pairs = [(old, new) for _, attribute, old, new in plan if attribute == "__code__"]
    for old, new in [*pairs, *(inner for pair in pairs for inner in _nested(*pair))]:
        if not (old.co_flags & KIND or _NESTED in getattr(old, "co_qualname", _NESTED)):
            continue
        for holder in collector.holders(old):
            kind = type(holder)
            if kind is FunctionType:
                if holder.__code__ is old and id(holder) not in known and old.co_freevars == new.co_freevars:
                    known.add(id(holder))
                    found.append((holder, "__code__", old, new))
            elif kind in _SUSPENDED or kind is types.FrameType and any(type(one) in _SUSPENDED for one in collector.holders(holder)):
                running = True
    return found, running


def _nested(old, new):
    """(old, new) of functions in a function of which the mutant has another code."""
    theirs, ours = _children(old), _children(new)
    for a, b in zip(theirs, ours) if len(theirs) == len(ours) else ():
        if _is_function(a) and a != b:
            yield a, b
        yield from _nested(a, b)


def put(plan):
    for function, attribute, _, new in plan:
        setattr(function, attribute, new)


def restore(plan):
    for function, attribute, old, _ in plan:
        setattr(function, attribute, old)


def _check_default(live, written):
    """Somebody may have given the function another default value since."""
    if type(live) is not type(written) or repr(live) != repr(written):
        raise NotSwappable("the live default values differ from the source")


def _signature(snippet, code):
    """The default values of the function with this code: (None or a keyword's name, expression)."""
    for node in ast.walk(ast.parse(snippet)):
        if _is_definition(node, code):
            named = zip(node.args.kwonlyargs, node.args.kw_defaults)
            return [(None, d) for d in node.args.defaults] + [(a.arg, d) for a, d in named if d is not None]
    raise NotSwappable("the function cannot be told apart")


def first_of(node):
    """The first of its decorators, where it has some, else the node."""
    return min([node, *getattr(node, "decorator_list", ())], key=lambda part: part.lineno)


def _is_definition(node, code):
    if isinstance(node, ast.Lambda):
        return code.co_name == "<lambda>" and node.lineno == code.co_firstlineno
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name == code.co_name and first_of(node).lineno == code.co_firstlineno
    return False


def _refer(node, names):
    loads = [ast.Name(id=name, ctx=ast.Load()) for name in names]
    if isinstance(node, ast.Lambda):
        node.body = ast.IfExp(test=ast.Constant(value=True), body=node.body, orelse=ast.Tuple(elts=loads, ctx=ast.Load()))
    else:
        node.body.append(ast.If(test=ast.Constant(value=False), body=[ast.Expr(value=n) for n in loads], orelse=[]))


def _children(code):
    return [c for c in code.co_consts if type(c) is CodeType]


def _lines(codes):
    """The lines that functions are on, all between the first and the last."""
    found = [line for code in codes for _, line in dis.findlinestarts(code) if line]
    found += [code.co_firstlineno for code in codes]
    return range(min(found), max(found) + 1) if found else ()


def _merged(code, children):
    """Whether one of the code objects is made into functions at several places."""
    return bool(children) and len(children) < sum(type(i.argval) is CodeType for i in dis.get_instructions(code))


def _functions(code):
    """Every function's code below `code`, outermost first."""
    for child in _children(code):
        if _is_function(child):
            yield child
        yield from _functions(child)


def _is_function(code):
    """Class bodies are not optimised; a generic's parameters have a scope that runs at definition."""
    return bool(code.co_flags & _OPTIMIZED) and not code.co_name.startswith("<generic parameters of")


def _compare(old, new, pairs, live, path, depth=-1):
    """Fills `pairs` with (nesting depth, old, new); True where anything differs."""
    function = _is_function(old)
    level = depth + 1 if function else depth
    theirs, ours = _children(old), _children(new)
    if _MERGES and (_merged(old, theirs) or _merged(new, ours)):
        raise NotSwappable("two functions of one line cannot be told apart")
    differs = _own(old) != _own(new)
    if differs and level < 0:
        raise NotSwappable("code that runs at import changes")
    here = len(pairs)
    if len(theirs) == len(ours):
        for a, b in zip(theirs, ours):
            differs = _compare(a, b, pairs, live, path, level) or differs
    elif any((path, c) in live.by_code for c in _functions(old)):
        raise NotSwappable("a nested function that is already in use comes or goes")
    else:
        differs = True
    if function and differs:
        pairs.insert(here, (level, old, new))
    return differs


def _own(code):
    """What a code object does by itself: positions and nested code left out."""
    return (
        code.co_code, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags,
        code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, getattr(code, "co_exceptiontable", None),
        tuple(_constant(c) for c in code.co_consts),
    )


def _constant(value):
    """Told apart as the compiler does: 1, 1.0 and True differ, so do 0.0 and -0.0."""
    kind = type(value)
    if kind is CodeType:
        return CodeType
    if kind is tuple:
        return (tuple, tuple(_constant(v) for v in value))
    if kind is frozenset:
        return (frozenset, frozenset(_constant(v) for v in value))
    if kind in (float, complex):
        return (kind, repr(value))
    return (kind, value)
