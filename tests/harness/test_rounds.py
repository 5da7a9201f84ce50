"""Loops that come back to where they were are known for endless; others go on as if nobody had looked."""
import pathlib
import re
import resource
import signal
import sys

import pytest
from support import forked, write

from _mutate_harness import rounds



def text(sample):
    return pathlib.Path(__file__).with_name("samples").joinpath(sample + ".py").read_text(encoding="utf-8")


# by the function that is watched
ENDLESS = {
    "gone": "gone([1], set())", "words": "words('  some words ')", "occurrences": "occurrences('banana', 'an')",
    "read_all": "read_all(TEXT)", "bubble": "bubble([3, 1, 2])", "values": "Chain(1, 2).values()",
    "drop": "Chain(1, 2).drop(2)", "retry": "retry(fails)", "matches": "matches('ab')", "asks": "asks(1)", "inner": "inner(1)",
    "calls": "calls(one)", "pairs": "pairs(Pair(1, 2))", "printed": "printed(1)",
    "waits": "waits(Counted(), {'key'})",
}
ENDING = [
    (sample, name) for sample in ("ending", "ending_too")
    for name in re.findall(r"^def (\w+)\(n[,)]", text(sample), flags=re.M)
]


def said(folder, sample, name, call):
    """What is said of the loops of a function of the sample, watched from its beginning on, while `call` is evaluated."""
    source, n = re.subn(r"^( *)def %s\(.*\):$" % name, r"\g<0>\n\1    look()", text(sample), flags=re.M)
    assert n == 1
    write(folder, {"sample.py": source, "sample_state.py": "numbers = []"})

    def work():
        signal.alarm(0)  # it could end a loop
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
        rounds._LONGEST, rounds._EVENTS = 0.1, 20_000
        sys.path.insert(0, str(folder))
        import sample
        sample.look = look
        rounds.Watch.safely = unsafely
        try:
            return eval(call, vars(sample)), sys.gettrace(), sys.getprofile()
        except Shown as shown:
            return str(shown)
    return forked(work)


class Shown(BaseException):
    pass


def look():
    watch = rounds.watch(sys._getframe(1), sys.path[0], found)
    watch.begin()


def found(_, why):
    raise Shown(why)


def unsafely(watch, do, given, safely=rounds.Watch.safely):
    try:
        safely(watch, do, given)
    except Shown:
        watch.end()
        raise


@pytest.mark.parametrize("name", ENDLESS)
def test_a_loop_that_comes_back_says_so(folder, name):
    assert said(folder, "endless", name, ENDLESS[name]) in (rounds.COMES_BACK, rounds.endless.NO_WAY_OUT)


@pytest.mark.parametrize("sample, name", ENDING)
def test_a_loop_that_ends_goes_on_as_if_nobody_had_looked(folder, sample, name):
    assert said(folder, sample, name, name + "(4_000)") == (4_000, None, None)
