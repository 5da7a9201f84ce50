"""What a loop calls is followed, and loops inside of it: shown to have no end is none that has one."""
import signal
import sys
import textwrap

import pytest
from support import forked, write

from _mutate_harness import endless

WORLD = '''
from collections import deque
import math

LEVEL = 3
NUMBERS = [2, 3, 5]
TABLE = {"a": 1, "b": 2}


def twice(n, more=1):
    return n * 2 + more


def clamped(n, *, low=0, high=9):
    if n < low:
        return low
    if n > high:
        return high
    return n


def has_divisor(n):
    if n < 2:
        return False
    k = 2
    while k * k <= n:
        if n % k == 0:
            return True
        k += 1
    return False


def add(where, what):
    where.append(what)


def ordered(a, b):
    return (b, a) if a > b else (a, b)


def for_ever():
    while True:
        pass


def total(numbers):
    found = 0
    for n in numbers:
        found += n
    return found


def recursive(n):
    return recursive(n - 1) if n > 0 else 0


class Refused(ValueError):
    pass


class Loud(Exception):
    made = 0

    def __init__(self):
        Counter.LIMIT += 1


def demand(n):
    if n < 3:
        raise Refused("too few: %s")
    return n


class Counter:
    LIMIT = 4

    def __init__(self, step=1):
        self.value, self.step, self.reads = 0, step, 0

    def done(self):
        return self.value >= self.LIMIT

    def go(self):
        self.value += self.step

    def run(self):
        while not self.done():
            self.go()

    @property
    def left(self):
        return self.LIMIT - self.value

    @property
    def impatient(self):
        self.reads += 1
        return self.reads > 50

    def reset(self):
        self.value = 0
        return 1

    def next(self):
        self.value += 1
        return self

    @staticmethod
    def never():
        return False


def work(n=9):
'''


def looked_at(folder, body):
    """Whether a loop of `work`, or one that it calls, is shown to have no end; False: all came to theirs, or an error."""
    source = WORLD + textwrap.indent(textwrap.dedent(body), "    ")
    write(folder, {"sample.py": source})
    path = str(folder / "sample.py")
    lines = [*enumerate(map(str.strip, source.split("\n")), 1)]
    heads = {n for n, line in lines if line.startswith("while ")}
    heads |= {n + 1 for n, line in lines if line == "while True:"}  # until Python 3.10 there is nothing to do in its head

    def run():
        signal.alarm(0)  # a timer is a way out
        module, events, rounds, shown = {}, 0, {}, False

        def trace(frame, event, _):
            nonlocal events, shown
            if frame.f_code.co_filename != path:
                return None
            events += 1
            if event == "line" and frame.f_lineno in heads:
                rounds[frame.f_lineno] = n = rounds.get(frame.f_lineno, 0) + 1
                if n in (1, 2, 7) and not shown:
                    sys.settrace(None)
                    shown = endless.shown(frame, begins=True)
                    sys.settrace(trace)
            if events == 20_000:
                raise KeyboardInterrupt
            return trace
        exec(compile(source, path, "exec"), module)
        sys.settrace(trace)
        try:
            module["work"]()
        except KeyboardInterrupt:
            return shown or None
        except Exception:
            pass
        finally:
            sys.settrace(None)
        return (False, shown)
    return forked(run)


ENDLESS = {
    "a function": "i = 0\nwhile i < n:\n    k = twice(i)\n    i -= 1",
    "with an argument by name": "i = 0\nwhile clamped(i, high=5) < 6:\n    i += 1",
    "with a default value": "while twice(0) < 2:\n    n += 1",
    "a lambda": "stop = lambda k: k < 0\nwhile not stop(n):\n    n += 1",
    "a function inside": "def stop():\n    return LEVEL > 3\nwhile not stop():\n    n += 1",
    "that has a loop": "found = []\nwhile len(found) < n:\n    if has_divisor(LEVEL):\n        found.append(n)",
    "whatever that loop says": "found = []\nwhile len(found) < n:\n    n += has_divisor(n)",
    "that appends to what nobody looks at": "found = []\nwhile n > 0:\n    add(found, n)",
    "that gives back two values": "a, b = 3, 1\nwhile a + b > 1:\n    a, b = ordered(a, b)\n    b += 1",
    "that never comes back": "while n > 0:\n    n -= 1\n    for_ever()",
    "as the condition": "while for_ever():\n    n -= 1",
    "methods": "Counter(-1).run()",
    "a property": "c = Counter()\nwhile c.left > 0:\n    n += 1",
    "a static method": "while not Counter.never():\n    n += 1",
    "and its class's constant": "c = Counter()\nwhile c.value < Counter.LIMIT:\n    c.step = c.value",
    "an object by way of another": "c = Counter()\nc.other = Counter()\nwhile c.other.value < 3:\n    c.go()",
    "a loop inside": "while n > 0:\n    k = 0\n    while k < 3:\n        k += 1\n    n += k",
    "that is left in its middle": "while n > 0:\n    k = 0\n    while True:\n        k += 1\n        if k > 3:\n            break\n    else:\n        n = 0\n    n += 1",
    "a for loop": "while n > 0:\n    for k in range(3):\n        n += k",
    "over what there is": "while n > 0:\n    for k in NUMBERS:\n        n += k",
    "over nothing": "while n > 0:\n    for k in ():\n        n = 0",
    "with its own condition": "while n > 0:\n    for k in range(n):\n        if k > 2:\n            continue\n        n += 1",
    "a part of a list": "pages, start = [], 0\nwhile start < len(NUMBERS):\n    pages.append(NUMBERS[start:start + 2])\n    start -= 2",
    "some element": "i = 0\nwhile n > 0:\n    i = (i + 1) % 3\n    n += NUMBERS[i]",
    "a text that grows": "text, i = '', 0\nwhile i < n:\n    text += 'x'",
    "methods of texts": "at, text = 0, '12'\nwhile at < len(text) and text[at].isdigit():\n    n = n * 10 + int(text[at])",
    "a text made of numbers": "i, k = 0, 0\nwhile i < n:\n    k = (k + 1) % 5\n    text = f'{k}-{n}' + str(k)",
    "numbers with a point": "x = 1.0\nwhile n > 0:\n    x = x * 0.5 + n",
    "tables": "seen = {}\nwhile n > 0:\n    seen[n] = TABLE['a']",
    "a queue": "q = deque([1])\nwhile n > 0:\n    q.append(n)",
    "a try": "while n > 0:\n    try:\n        n += 1\n    except ValueError:\n        break",
    "an error that is caught": "tries = 0\nwhile True:\n    try:\n        demand(tries)\n        break\n    except ValueError:\n        tries -= 1\n        if tries >= 5:\n            raise",
    "as one of several": "while True:\n    try:\n        if n:\n            raise KeyError(n)\n        return\n    except (TypeError, LookupError) as error:\n        n += 1\n    except ValueError:\n        return",
    "whatever it is": "while True:\n    try:\n        assert n < 0\n        return\n    except:\n        n += 1",
    "that is sure": "while True:\n    try:\n        NUMBERS[7]\n    except IndexError:\n        n += 1",
    "and raised again": "while True:\n    try:\n        try:\n            raise Refused\n        except Refused:\n            raise\n    except Exception:\n        n += 1",
    "what else is done": "while True:\n    try:\n        n += 1\n    except ValueError:\n        return\n    else:\n        n += 2\n    finally:\n        n += 3",
    "a value in a condition": "k = 0\nwhile (n if n > 3 else 4) > 0:\n    n += (k := 1)",
    "whether it is of a class": "while isinstance(n, int) and isinstance(NUMBERS, (list, tuple)):\n    n += 1",
    "sums of what stays": "while sum(NUMBERS) > 3 and max(n, 3) is not None:\n    n += 1",
    "an unknown order": "while n > 0:\n    n += LEVEL if n % 2 and n // 3 > 5 else 1",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_no_way_out(folder, body):
    assert looked_at(folder, body) is True


FINITE = {
    "a function that comes near": "i = 0\nwhile i < n:\n    i += twice(0)",
    "or fails": "i = 0\nwhile i < n:\n    i -= 1\n    math.sqrt(i + 30)",
    "after its own loop": "while n > 0:\n    n += 1\n    if has_divisor(n) and n > 50:\n        n = 0",
    "that appends to what is looked at": "found = []\nwhile len(found) < 40:\n    add(found, n)",
    "by another name": "found = []\nother = found\nwhile len(other) < 40:\n    add(found, n)",
    "in a row": "found = []\nrow = [found]\nwhile len(row[0]) < 40:\n    add(found, n)",
    "after it was looked at": "found = []\nwhile n > 0:\n    if len(found) > 40:\n        break\n    add(found, n)",
    "adds up what grows": "found = []\nwhile total(found) < 40:\n    found.append(1)",
    "a variable that a function inside sees": "k = 0\ndef stop():\n    return k > 40\nwhile not stop():\n    k += 1",
    "a variable that a function inside sets": "k = 0\ndef step():\n    nonlocal k\n    k += 1\nwhile k < 40:\n    step()",
    "of the module": "global LEVEL\ndef step():\n    global LEVEL\n    LEVEL += 1\nwhile LEVEL < 40:\n    step()",
    "one that the lambda has": "k = 0\nstop = lambda: k > 40\nwhile not stop():\n    k += 1",
    "methods": "Counter(1).run()",
    "a method that sets what is read first": "c = Counter()\nwhile n > 0:\n    if c.value > 40:\n        n = 0\n    c.go()",
    "a property that counts": "c = Counter()\nwhile not c.impatient:\n    n += 1",
    "in the condition": "c = Counter()\nwhile c.next().value < 40:\n    n += 1",
    "an object that is another's": "c = Counter()\nc.other = c\nwhile c.other.value < 40:\n    c.go()",
    "its attribute by a table": "c = Counter()\nheld = c.__dict__\nwhile held['value'] < 40:\n    c.go()",
    "a constant that becomes its own": "c = Counter(-1)\nwhile c.value > -40 and not c.done():\n    c.go()",
    "an attribute of a class": "while Counter.LIMIT < 40:\n    Counter.LIMIT += 1",
    "a loop inside": "while n < 300:\n    k = 0\n    while k < 3:\n        k += 1\n        n += 1",
    "that is left": "while n > 0:\n    while True:\n        n -= 1\n        if n < 3:\n            break",
    "by its else": "while n > 0:\n    k = 0\n    while k < 3:\n        k += 1\n    else:\n        n -= 1",
    "by a return": "while n > 0:\n    n += 1\n    while True:\n        if n > 40:\n            return n\n        break",
    "a for loop": "while n > 0:\n    for k in range(3):\n        n -= k",
    "that ends it by a break": "while n > 0:\n    n += 1\n    for k in range(n):\n        if k > 40:\n            n = 0\n            break",
    "with an else": "while n > 0:\n    for k in (1, 2):\n        pass\n    else:\n        n -= k",
    "over a list that grows": "row = [1]\nwhile n > 0:\n    row.append(n)\n    for k in row:\n        if len(row) > 40:\n            return",
    "an element that is not there": "i = 0\nwhile n > 0:\n    i += 1\n    n += NUMBERS[i // 20]",
    "at the other end": "i = 0\nwhile n > 0:\n    i -= 1\n    n += NUMBERS[i // 20]",
    "a text that grows": "text = ''\nwhile text != 'x' * 40:\n    text += 'x'",
    "a text as long as that": "text = ''\nwhile len(text) < 40:\n    text += 'x'",
    "a key that is not there": "while n > 0:\n    n += 1\n    TABLE['a' if n < 50 else 'c']",
    "a table that grows": "seen = {}\nwhile 40 not in seen:\n    seen[n] = n\n    n += 1",
    "a set that grows": "seen = set()\nwhile 40 not in seen:\n    seen.add(n)\n    n += 1",
    "a queue that is emptied": "q = deque(range(40))\nwhile q:\n    q.popleft()",
    "a list that is cleared": "row = [1]\nwhile row:\n    n += 1\n    if n > 40:\n        row.clear()",
    "by none": "k = 100\nwhile n > 0:\n    n += 1\n    k -= 1\n    n % k",
    "of floats": "x = 1.0\nwhile x > 1e-9:\n    x = x * 0.5",
    "zeros that have signs": "x = 0.0\nwhile str(x) != '-0.0' or n < 40:\n    n += 1\n    x = x * -1.0",
    "an integer too large for a float": "x = 1.0\nwhile n > 0:\n    n *= 1 << 100\n    x = x * n",
    "a try": "i = 0\nwhile True:\n    try:\n        i += 1\n        NUMBERS[i]\n    except IndexError:\n        break",
    "its end": "while True:\n    try:\n        n += 1\n        continue\n    finally:\n        if n > 40:\n            break",
    "a value in a condition": "while (n := n - 1) > 0:\n    pass",
    "one of two": "i = 0\nwhile i < 40 if n > 0 else False:\n    i += 1 if n > 3 else 2",
    "what only `or` does": "c = Counter()\nwhile n > 0:\n    n += 1\n    n > 40 and c.next()\n    if c.value:\n        n = 0",
    "a chain": "c = Counter()\nwhile n > 0:\n    n += 1\n    0 < n - 40 < c.next().value\n    if c.value:\n        n = 0",
    "two names of a pair": "a, b = 0, 40\nwhile a < b:\n    a, b = b - 39 + a, b",
    "what a chain never comes to": "c = Counter()\nwhile c.value < 40:\n    c.go()\n    n += 1\n    5 < len(NUMBERS[:2]) < c.reset()",
    "what `and` never comes to": "c = Counter()\nwhile c.value < 40:\n    c.go()\n    n += 1\n    len(NUMBERS[:2]) > 5 and c.reset()",
    "what is not chosen": "c = Counter()\nwhile c.value < 40:\n    c.go()\n    n += 1\n    c.reset() if len(NUMBERS[:2]) > 5 else 0",
    "what is not done": "c = Counter()\nwhile c.value < 40:\n    n += 1\n    if len(NUMBERS[:2]) > 5:\n        c.step = 0\n    c.value += c.step",
    "nor otherwise": "c = Counter()\nwhile c.value < 40:\n    n += 1\n    if len(NUMBERS[:2]) == 2:\n        pass\n    else:\n        c.step = 0\n    c.value += c.step",
    "a variable that is global by a way": "def step():\n    if n < 0:\n        global LEVEL\n    LEVEL += 1\nwhile LEVEL < 40:\n    step()",
    "a loop inside that goes on": "while n < 40:\n    k = 0\n    while k < 3:\n        k += 1\n        if k > 1:\n            n += 1\n            continue",
    "a generator that looks like nothing": "def numbers():\n    if LEVEL < 0:\n        yield\n    return 0\nwhile n < 40 if numbers() else True:\n    n += 1",
    "a list that is added to": "other = [0]\nwhile len(other) < 40:\n    row = other\n    row += [1]",
    "one of two lists": "row, other = [], []\nwhile len(row) < 40:\n    held = row if len(NUMBERS[:2]) == 2 else other\n    held.append(n)",
    "two ends of a function": "def large(k):\n    if k < 40:\n        return False\n    return True\nwhile not large(n):\n    n += 1",
    "a part of a list": "while n > 0:\n    for k in NUMBERS[1:2]:\n        if k == 3:\n            n -= 1",
    "a quotient below zero": "k = 1\nwhile (5 - n) // k > -9:\n    n += 1\n    k = k % 3 + 1",
    "a quotient by zero": "k = 0\nwhile n > 0:\n    k = (k + 1) % 9\n    n += 9 // k",
    "two functions in a line": "go, stop = (lambda k: False), (lambda k: k > 40)\nwhile not stop(n):\n    n += 1",
    "a class that says what it is": "class Odd:\n    @property\n    def __class__(self):\n        return int if n > 40 else str\nodd = Odd()\nwhile not isinstance(odd, int):\n    n += 1",
    "an error that is caught": "tries = 0\nwhile True:\n    try:\n        demand(tries)\n        break\n    except ValueError:\n        tries += 1",
    "after so many": "tries = 0\nwhile True:\n    try:\n        demand(-tries)\n        break\n    except ValueError:\n        tries += 1\n        if tries >= 40:\n            raise",
    "that nobody catches": "while True:\n    try:\n        n += 1\n        if n > 40:\n            raise Refused\n    except KeyError:\n        n = 0",
    "in a function": "while True:\n    n -= 1\n    demand(n)",
    "that does something": "while Counter.LIMIT < 40:\n    try:\n        raise Loud\n    except Loud:\n        n += 1",
    "whose name is gone": "while n > 0:\n    try:\n        raise Refused\n    except Refused as error:\n        n += 1\n    row = [error]",
    "gone where the loop goes on": "error = 1\nwhile n > 0:\n    row = [error]\n    try:\n        raise Refused\n    except Refused as error:\n        continue",
    "another error meanwhile": "while n > 0:\n    try:\n        raise KeyError\n    except KeyError:\n        n += 1\n        if n > 40:\n            raise Refused",
    "what is behind it": "c = Counter()\nwhile c.value < 40:\n    try:\n        c.go()\n        raise Refused\n    except Refused:\n        n += 1",
    "in the condition of another": "i = 0\nwhile n > 0:\n    try:\n        while NUMBERS[i]:\n            i += 1\n    except IndexError:\n        n -= i",
    "an end of its own": "while n > 0:\n    try:\n        n -= 1\n        if n < 3:\n            raise Refused\n    finally:\n        n += 0",
    "recursion": "while recursive(n) == 0 and n < 40:\n    n += 1",
    "a generator": "def numbers():\n    yield from range(40)\nheld = numbers()\nwhile next(held, None) is not None:\n    n += 1",
    "an iterator": "held = iter(range(40))\nwhile next(held, None) is not None:\n    n += 1",
    "a comprehension": "while len([k for k in range(n) if k > 40]) < 3:\n    n += 1",
    "any argument": "def least(*k):\n    return min(k)\nwhile least(n, 50) < 40:\n    n += 1",
}


@pytest.mark.parametrize("body", FINITE.values(), ids=FINITE)
def test_what_ends_is_not_shown_to_have_no_end(folder, body):
    assert looked_at(folder, body) == (False, False)
