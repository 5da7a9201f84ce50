"""What is in objects that are written in C: each reader gives the parts of one, to be looked at in turn.

No code of the project is run for it.  The kinds of the standard library that hold something back are asked by
functions of their own; of its others all is seen that the garbage collector sees.  Kinds that come from
elsewhere are asked for what a copy would be made of.  What does not tell even that is `BLIND`.
"""
import gc
import os
import sys
import types

_current_frames, _referents, _modules = sys._current_frames, gc.get_referents, sys.modules
_LIBRARY = os.path.join(os.path.dirname(os.__file__), "")
# of more bytes, or pages of a database, only the number is looked at: it is done for each survivor
_BYTES, _PAGES = 1 << 22, 2000
_BUSY = 5, 6  # SQLITE_BUSY, SQLITE_LOCKED
# that nothing can be told of; None where there is nothing to tell
BLIND = object()
# what changes by being used, and means nothing; what is looked at otherwise
_STILL = {
    "_abc._abc_data", "_contextvars.Context", "_contextvars.Token", "builtins.Context", "builtins.Token", "_thread._local",
    "builtins.code", "builtins.object"}
# iterators that know how much is left without asking anybody
_COUNTED = {
    "builtins." + name + "iterator" for name in (
        "list_", "list_reverse", "tuple_", "str_", "str_ascii_", "bytes_", "bytearray_", "range_", "longrange_",
        "dict_key", "dict_value", "dict_item", "set_")}


def parts(value, kind):
    """What is in `value`, but for its attributes and what it holds as a container or is as a number or text."""
    if kind not in _known:
        _known[kind] = next(((_READERS[name(base)], base) for base in kind.__mro__ if name(base) in _READERS), None)
    if _known[kind] is None:
        return _parts_in_c(value, kind) if made_in_c(kind) else None
    reader, base = _known[kind]
    try:
        return reader(value, base)
    except Exception as exc:  # it is closed, released, or another thread's
        return type(exc).__name__,


def _parts_in_c(value, kind):
    if name(kind) in _STILL:
        return None
    if _of_python(kind):
        left = vars(kind)["__length_hint__"](value) if name(kind) in _COUNTED else 0
        # a table of attributes is made when somebody asks for it
        return (left, *(part for part in _referents(value) if part is not kind and not (type(part) is dict and not part)))
    try:
        return kind.__reduce_ex__(value, 4)
    except Exception:
        return BLIND


def name(kind):
    """The module and the name of a class."""
    return "%s.%s" % (_text(kind, "__module__"), _text(kind, "__qualname__"))


def _text(kind, attribute):
    value = type.__getattribute__(kind, attribute)
    return value if type(value) is str else ""


def made_in_c(kind):
    """Whether no class statement made it: it has methods that are written in C."""
    known = _in_c.get(kind)
    if known is None:
        members = type.__getattribute__(kind, "__dict__").values()
        known = _in_c[kind] = any(type(m) in _WRITTEN_IN_C and m.__objclass__ is kind for m in members)
    return known


def _of_python(kind):
    """Whether it comes with Python."""
    module = _modules.get(_text(kind, "__module__"))
    path = vars(module).get("__file__") if type(module) is types.ModuleType else None
    return type(path) is not str or path.startswith(_LIBRARY) and "site-packages" not in path


_known, _in_c = {}, {}
_WRITTEN_IN_C = {types.MethodDescriptorType, types.WrapperDescriptorType}


# -- by kind -------------------------------------------------------------------

def _text_in_memory(value, base):
    return base.getvalue(value), base.tell(value)


def _bytes(value, base):
    view = memoryview(value)
    return view.format, view.shape, view.tobytes() if view.nbytes <= _BYTES else 0


def _numpy_array(value, base):
    kind = base.dtype.__get__(value)
    if base.nbytes.__get__(value) > _BYTES:
        content = 0
    else:
        content = base.tolist(value) if kind.hasobject else base.tobytes(value)
    return base.shape.__get__(value), str(kind), content


def _queue(value, base):
    if len(_current_frames()) > 1:  # somebody may wait for what is in it
        return base.qsize(value),
    held = [base.get_nowait(value) for _ in range(base.qsize(value))]
    for one in held:
        base.put(value, one)
    return held


def _generator(value, base):
    prefix = {"generator": "gi", "coroutine": "cr", "async_generator": "ag"}[base.__name__]
    frame = vars(base)[prefix + "_frame"].__get__(value)
    return () if frame is None else (frame.f_lasti, dict(frame.f_locals))


def _open_file(value, base):
    raw = vars(base)["raw"].__get__(value) if "raw" in vars(base) else value
    if type(raw).__module__ != "_io":
        return raw,
    closed = base.closed.__get__(value)
    return closed, 0 if closed else base.tell(value)


def _database(value, base):
    """All that is in a database, without a statement that functions of the project would be told of; in the middle of
    a transaction there is no such way."""
    def enough(status, _, pages):
        if status in _BUSY or pages > _PAGES:
            raise OverflowError
    if base.in_transaction.__get__(value):
        return BLIND
    copy = base(":memory:")
    try:
        base.backup(value, copy, pages=_PAGES, progress=enough)
        content = _rows(copy, base)
    except OverflowError:
        return BLIND
    finally:
        base.close(copy)
    return (content, *(vars(base)[name].__get__(value) for name in ("isolation_level", "row_factory", "text_factory")))


def _rows(database, base):
    """What a database of ours has, as text; `iterdump` would import a module for it."""
    database.text_factory = bytes
    asked = lambda text: base.execute(database, text).fetchall()  # noqa: E731
    schema = asked("select type, name, sql from sqlite_master order by type, name")
    tables = [name.decode("utf-8", "replace") for kind, name, sql in schema if kind == b"table" and not sql.upper().startswith(b"CREATE VIRTUAL")]
    rows = [asked('select * from "%s"' % name.replace('"', '""')) for name in tables]
    return repr((schema, asked("pragma user_version"), rows))


def _digest(value, base):
    return base.hexdigest(value),


_READERS = {
    "_io.StringIO": _text_in_memory, "_io.BytesIO": _text_in_memory,
    "builtins.bytearray": _bytes, "array.array": _bytes, "builtins.memoryview": _bytes, "mmap.mmap": _bytes,
    "numpy.ndarray": _numpy_array,
    "_queue.SimpleQueue": _queue,
    "builtins.generator": _generator, "builtins.coroutine": _generator, "builtins.async_generator": _generator,
    "_io.FileIO": _open_file, "_io.BufferedReader": _open_file, "_io.BufferedWriter": _open_file, "_io.BufferedRandom": _open_file,
    "_io.TextIOWrapper": lambda value, base: (vars(base)["buffer"].__get__(value),),
    "sqlite3.Connection": _database,
    "_random.Random": lambda value, base: (hash(base.getstate(value)),),
    "_thread.lock": lambda value, base: (base.locked(value),), "_thread.RLock": lambda value, base: (base._is_owned(value),),
    "_socket.socket": lambda value, base: (base.fileno(value), base.gettimeout(value)),
    "_asyncio.Future": lambda value, base: (base._state.__get__(value),), "_asyncio.Task": lambda value, base: (base._state.__get__(value),),
    "_hashlib.HASH": _digest, "_hashlib.HMAC": _digest, "_blake2.blake2b": _digest, "_blake2.blake2s": _digest,
    "_md5.md5": _digest, "_md5.MD5Type": _digest,
    "datetime.date": lambda value, base: base.__reduce__(value)[1], "datetime.datetime": lambda value, base: base.__reduce__(value)[1],
    "datetime.time": lambda value, base: base.__reduce__(value)[1], "datetime.timedelta": lambda value, base: base.__reduce__(value)[1],
    "datetime.timezone": lambda value, base: base.__getinitargs__(value),
    "decimal.Decimal": lambda value, base: (base.__str__(value),), "decimal.Context": lambda value, base: (base.__repr__(value),),
    "builtins.range": lambda value, base: (value.start, value.stop, value.step),
    "builtins.slice": lambda value, base: (value.start, value.stop, value.step),
    "builtins.enumerate": lambda value, base: base.__reduce__(value)[1],
    "builtins.BaseException": lambda value, base: (base.args.__get__(value),),
    "re.Pattern": lambda value, base: (value.pattern, value.flags), "re.Match": lambda value, base: (value.string, value.regs),
    "_struct.Struct": lambda value, base: (value.format,),
}
