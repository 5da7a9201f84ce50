"""More loops that end, after thousands of rounds, and of whose state little is to be seen."""
import collections
import functools
import hashlib
import io
import re
import threading
import types


class Slotted:
    __slots__ = "n", "__weakref__"

    def __init__(self):
        self.n = 0

    def __bool__(self):
        self.n += 1
        return self.n < 4_000


def of_a_slot(n):
    slotted = Slotted()
    while slotted:
        pass
    return n


def of_slots_that_are_held(n):
    held = [(Slotted(), {"x": Slotted()})]
    while held[0][1]["x"]:
        pass
    return n


def of_a_rotation(n):
    queue = collections.deque(range(n))
    queue[-1] = None
    while queue[0] is not None:
        queue.rotate(1 if False else -1)
    return n


def of_an_order(n):
    ordered = collections.OrderedDict.fromkeys(range(3000))
    while next(iter(ordered)) != 2999:
        ordered.move_to_end(next(iter(ordered)))
    return n


def of_an_order_of_keys(n):
    plain = dict.fromkeys(range(3000))
    while next(iter(plain)) != 2999:
        key = next(iter(plain))
        plain[key] = plain.pop(key)
    return n


def of_bytes(n):
    held = bytearray(4)
    while int.from_bytes(held, "little") < n:
        held[:] = (int.from_bytes(held, "little") + 1).to_bytes(4, "little")
    return n


def of_an_array(n):
    import array
    held = array.array("l", [0])
    while held[0] < n:
        held[0] += 1
    return n


def of_a_view(n):
    held = bytearray(n)
    view = memoryview(held)
    k = 0
    def left():
        nonlocal view
        view = view[1:]
        return len(view)
    while left():
        pass
    return n


def of_an_enumeration(n):
    numbers = enumerate([0] * n)
    while next(numbers, None):
        pass
    return n


def of_a_zip(n):
    numbers = zip([0] * n)
    while next(numbers, None):
        pass
    return n


def of_a_map(n):
    numbers = map(str, [0] * n)
    while next(numbers, None):
        pass
    return n


def of_a_text_that_is_read(n):
    text = io.StringIO("x" * n)
    while text.read(1):
        pass
    return n


def of_lines_that_are_read(n):
    text = io.BytesIO(b"\n" * n)
    while next(text, None):
        pass
    return n


def of_a_context(n):
    import contextvars
    variable = contextvars.ContextVar("x", default=0)
    while variable.get() < n:
        variable.set(variable.get() + 1)
    return n


def of_a_thread(n):
    local = threading.local()
    local.n = 0
    while local.n < n:
        local.n += 1
    return n


def of_the_environment(n):
    import os
    os.environ["SAMPLE"] = "0"
    while int(os.environ["SAMPLE"]) < n:
        os.environ["SAMPLE"] = str(int(os.environ["SAMPLE"]) + 1)
    return n


def of_a_partial(n):
    def count(held):
        held[0] += 1
        return held[0] < n
    more = functools.partial(count, [0])
    while more():
        pass
    return n


def of_a_bound_method(n):
    class Counter:
        n = 0

        def more(self):
            self.n += 1
            return self.n < n
    more = Counter().more
    while more():
        pass
    return n


class Descriptor:
    def __init__(self):
        self.n = 0

    def __get__(self, held, kind):
        self.n += 1
        return self.n


class Described:
    value = Descriptor()


def of_a_descriptor(n):
    described = Described()
    while described.value < n:
        pass
    return n


class Meta(type):
    n = 0

    def __len__(cls):
        Meta.n += 1
        return Meta.n < 4_000


class Made(metaclass=Meta):
    pass


def of_a_metaclass(n):
    while Made:
        pass
    return n


class Getting:
    def __init__(self):
        self.__dict__["asked"] = []

    def __getattr__(self, name):
        self.asked.append(name)
        return len(self.asked)


def of_what_is_missing(n):
    getting = Getting()
    while getting.x < 2000:
        pass
    return n


def of_an_error(n):
    error = ValueError(0)
    while error.args[0] < n:
        error = ValueError(error.args[0] + 1)
    return n


def of_the_next_one(n):
    k = n
    while k := k - 1:
        pass
    return n


def of_a_weak_one(n):
    import weakref
    slotted = Slotted()
    weak = weakref.ref(slotted)
    while weak():
        pass
    return n


def of_a_pattern(n):
    scanner = re.compile("x").scanner("x" * n)
    while scanner.match():
        pass
    return n


def of_an_exception(n):
    class Tried:
        n = 0

        def __call__(self):
            self.n += 1
            if self.n < n:
                raise ValueError
            return self.n
    tried = Tried()
    while True:
        try:
            return tried()
        except ValueError:
            pass


def of_the_garbage(n):
    """What ends it happens when memory is cleared."""
    class Cycle:
        def __init__(self):
            self.me = self

        def __del__(self):
            gone.append(self)
    gone = []
    while not gone:
        Cycle()
    return n


def of_a_default(n):
    def more(held={"n": 0}):
        held["n"] += 1
        return held["n"] < n
    while more():
        pass
    return n


def of_a_keyword(n):
    def more(*, held=[]):
        held.append(None)
        return len(held) < 3000
    while more():
        pass
    return n


def of_builtins(n):
    import builtins
    builtins.sample_count = 0
    def more():
        builtins.sample_count += 1
        return sample_count < n
    try:
        while more():
            pass
    finally:
        del builtins.sample_count
    return n


def of_a_class_made_anew(n):
    kind = type("Kind", (), {"n": 0})
    while kind.n < n:
        kind = type("Kind", (), {"n": kind.n + 1}) if kind.n % 100 else setattr(kind, "n", kind.n + 1) or kind
    return n


def of_a_growing_number_in_words(n):
    k, text = 0, ""
    while len(text) < n:
        text += "x"
    return n


def of_numbers_that_are_read(n):
    k = 0
    while True:
        k += 1
        if k > n:
            return n


def of_a_view_of_a_dict(n):
    held = {}
    keys = held.keys()
    k = 0
    while len(keys) < 3000:
        held[k] = None
        k += 1
    return n


def of_a_coroutine(n):
    async def more():
        nonlocal k
        k += 1
    k = 0
    while k < n:
        try:
            more().send(None)
        except StopIteration:
            pass
    return n


held = [0]


def held_grows(limit):
    held[0] += 1
    return held[0] < limit


def of_a_twin(n):
    """The same code, with other global variables."""
    twin = types.FunctionType(held_grows.__code__, {"held": [0]})
    while held_grows(n) and twin(n):
        held[0] = 0
    return n


def of_a_digest(n):
    digest = hashlib.sha256(b"some")
    while not digest.hexdigest().startswith("000"):
        digest.update(b".")
    return n
