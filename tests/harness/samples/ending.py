"""Loops that end, after thousands of rounds: who counts them is hidden."""
import collections
import copy
import functools
import itertools
import operator
import random
import threading
import time


counter = 0


def counted(n):
    global counter
    while counter < n:
        counter += 1
    return counter


class Box:
    n = 0


def boxed(n):
    while Box.n < n:
        Box.n += 1
    return n


def kept(n, box=[0]):
    while box[0] < n:
        box[0] += 1
    return n


def cell(n):
    k = 0
    def more():
        nonlocal k
        k += 1
        return k < n
    while more():
        pass
    return n


def same_values(n):
    x = 0
    for x in [0] * n:
        x = 0
    return n


def same_values_at_once(n):
    while len([x for x in [0] * n]) != n:
        pass
    return n


def same_values_in_a_loop(n):
    while True:
        for x in [0] * n:
            x = 0
        return n


def around(n):
    """What the `while` loop sees is always the same; the `for` loop around it goes on."""
    for _ in [0] * n:
        k = 1
        while k:
            k = 0
    return n


def of_an_iterator(n):
    it = iter([0] * n)
    while next(it, None) is not None:
        pass
    return n


def of_a_generator(n):
    def numbers():
        for _ in range(n):
            yield 0
    it = numbers()
    while next(it, None) is not None:
        pass
    return n


def of_the_clock(n):
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        pass
    return n


def of_chance(n):
    chance = random.Random(3)
    while chance.random() < 0.999995:
        pass
    return n


def of_a_count(n):
    it = itertools.count()
    while next(it) < n:
        pass
    return n


def of_a_function(n):
    def f():
        f.n += 1
        return f.n < n
    f.n = 0
    while f():
        pass
    return n


def of_a_cache(n):
    state = [0]
    @functools.lru_cache(maxsize=None)
    def more(k):
        state[0] += 1
        return state[0] < n
    k = 0
    while more(k):
        k += 1
    return n


def of_an_import(n):
    while True:
        from sample_state import numbers
        numbers.append(0)
        if len(numbers) > n:
            return n


def of_a_module(n):
    """By a name that is made on the way."""
    import sample_state
    while True:
        getattr(sample_state, "num" + "bers").append(0)
        if len(getattr(sample_state, "num" + "bers")) > n:
            return n


def of_a_list_that_grows(n):
    found = []
    other = found
    while len(other) < n:
        found.append(0)
    return n


def of_a_list_held_elsewhere(n):
    found = []
    held = {"list": found}
    def full():
        return len(held["list"]) >= n
    while not full():
        found.append(0)
    return n


def of_a_lock(n):
    lock = threading.RLock()
    for _ in range(n):
        lock.acquire()
    try:
        while True:
            lock.release()
    except RuntimeError:
        return n


def of_a_queue(n):
    queue = collections.deque([0] * n)
    while queue:
        queue.popleft()
    return n


def of_a_file(n):
    with open(__file__) as file:
        while file.readline():
            pass
        file.seek(0)
        while [file.seek(0), file.readline()][1] and n:
            n -= 1
    return 4_000


class Odd(dict):
    def __missing__(self, key):
        self.asked = getattr(self, "asked", 0) + 1
        return self.asked


def of_a_missing_key(n):
    odd = Odd()
    while odd["x"] < n:
        pass
    return n


class Computed:
    n = 0

    @property
    def next(self):
        type(self).n += 1
        return self.n


def of_a_property(n):
    computed = Computed()
    while computed.next < n:
        pass
    return n


def of_a_copy(n):
    """New objects with the same values are no new state, but what counts in them is."""
    state = {"n": [0]}
    while state["n"][0] < n:
        state = {"n": [state["n"][0] + 1]}
    return n


def of_what_calls_itself(n):
    def deep(k):
        return deep(k - 1) if k else counted(0)
    global counter
    counter = 0
    while counter < n:
        deep(3)
        counter += 1
    return n


class Calls:
    kept = 0

    def __init__(self):
        self.calls = 0

    def more(self):
        self.calls += 1
        return True


def of_calls(n):
    calls = Calls()
    while calls.more():
        if calls.calls > n:
            return n


def of_calls_by_name(n):
    calls = Calls()
    while calls.more():
        if getattr(calls, "ca" + "lls") > n:
            return n


def of_calls_in_words(n):
    calls = Calls()
    while calls.more():
        if "{0.calls}".format(calls) == "4000":
            return n


def of_calls_by_a_getter(n):
    calls = Calls()
    while calls.more():
        if _calls(calls) > n:
            return n


_calls = operator.attrgetter("calls")


def of_calls_of_a_copy(n):
    calls = Calls()
    while calls.more():
        if copy.copy(calls).__reduce_ex__(2)[2]["ca" + "lls"] > n:
            return n


class Listed(Calls):
    def __len__(self):
        return max(0, 4_000 - self.calls)


def of_calls_that_are_a_length(n):
    calls = Listed()
    while calls:
        calls.more()
    return n


def of_what_is_held_by_a_name(n):
    """What has no name in the code is reached by one that has."""
    calls = Calls()
    calls.list = held = [0]
    del held
    while calls.list[0] < n:
        calls.list[0] += 1
    return n


def of_what_is_asked_for_by_a_text(n):
    calls = Calls()
    calls.calls_of_it = [0]
    asked = operator.attrgetter
    while asked("calls_of_it")(calls)[0] < n:
        asked("calls_of_it")(calls)[0] += 1
    return n


class Compared:
    def __init__(self, n):
        self.hidden = n

    def __eq__(self, other):
        return self.hidden == other.hidden

    def grow(self):
        self.hidden = self.hidden + 1


def of_what_is_compared(n):
    one, other = Compared(0), Compared(n)
    while one != other:
        one.grow()
    return n


class Ended(Exception):
    pass


def of_what_is_printed_to(n):
    """Nobody but `print` asks for the attribute that is a function."""
    def wrote(_):
        nonlocal k
        k += 1
        if k > n:
            raise Ended
    k, calls = 0, Calls()
    vars(calls)["wri" + "te"] = wrote
    del wrote
    try:
        while True:
            print("", file=calls)
    except Ended:
        return n


class Hidden:
    def __init__(self):
        self.__n = 0

    def less(self, n):
        return self.__n < n


def of_a_private_name(n):
    hidden = Hidden()
    while hidden.less(n):
        hidden._Hidden__n += 1
    return n


def of_what_a_function_around_has(n):
    k = 0

    def grown():
        nonlocal k
        while less():
            k += 1
        return n

    def less():
        return k < n
    return grown()
