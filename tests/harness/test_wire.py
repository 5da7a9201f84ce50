"""The pipe to the engine: nothing lost, nothing taken that is another process's."""
import json
import os
import signal
import threading
import time

from _mutate_harness import wire
from support import forked


def wired(work, sent=b""):
    """`work(wire)` in a process whose standard input holds `sent`; its answer, and what it wrote."""
    reading, writing = os.pipe()
    inp = os.pipe()
    os.write(inp[1], sent)
    os.close(inp[1])

    def inside():
        os.dup2(inp[0], 0)
        os.dup2(writing, 1)
        return work(wire.Wire())
    answer = forked(inside)
    os.close(inp[0])
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        return answer, pipe.read()


def message(**words):
    body = json.dumps(words).encode()
    return b"%08x" % len(body) + body


def test_commands_come_one_by_one():
    """Text that is not ASCII, and a body beyond one line, are read as they were sent."""
    sent = message(order="tests", ids=["a\nb", "größer"]) + message(order="quit")
    answer, _ = wired(lambda w: [w.receive(), w.receive(), w.receive()], sent)
    assert answer == [{"order": "tests", "ids": ["a\nb", "größer"]}, {"order": "quit"}, None]


def test_the_next_command_is_left_for_the_next_process():
    """A zygote takes its own orders; those after `quit` are the root's."""
    def work(w):
        first = forked(w.receive)
        return first, w.receive()
    answer, _ = wired(work, message(n=1) + message(n=2))
    assert answer == ({"n": 1}, {"n": 2})


def test_an_engine_that_died_in_the_middle():
    """Half a command is none."""
    sent = message(order="tests")
    for end in (0, 5, 8, len(sent) - 1):
        assert wired(lambda w: w.receive(), sent[:end])[0] is None


def test_events_are_lines_of_json():
    answer, written = wired(lambda w: (w.send(event="ok"), w.send(event="why", text="a\nb ü")) and None)
    assert [json.loads(line) for line in written.splitlines()] == [
        {"event": "ok"}, {"event": "why", "text": "a\nb ü"}]
    assert written.endswith(b"\n")


def test_the_copies_are_out_of_the_way():
    """No test meets them by number, and no program that it starts inherits them."""
    answer, _ = wired(lambda w: [(fd >= wire.HIGH, os.get_inheritable(fd)) for fd in (w.inp, w.out)])
    assert answer == [(True, False), (True, False)]


def test_a_write_that_is_interrupted_goes_on():
    """`write` takes a part only where a signal comes while the pipe is full."""
    reading, writing = os.pipe()
    parts, main = [], threading.get_ident()

    def read():
        for _ in range(5):
            time.sleep(0.02)
            signal.pthread_kill(main, signal.SIGUSR1)
        with os.fdopen(reading, "rb") as pipe:
            parts.append(pipe.read())
    before = signal.signal(signal.SIGUSR1, lambda *_: None)
    reader = threading.Thread(target=read)
    reader.start()
    data = os.urandom(300_000)
    wire.write_all(writing, data)
    os.close(writing)
    reader.join()
    signal.signal(signal.SIGUSR1, before)
    assert parts == [data]


def test_what_no_utf8_can_hold_is_told_all_the_same():
    """serde_json, as others, takes no half of a surrogate pair."""
    told = json.loads(wire.encoded({"whole \U0001f600 \u2028": "half \ud800\n", "file": ["odd\udcff"]}).decode("utf-8"))
    assert told == {"whole \U0001f600 \u2028": "half ?\n", "file": ["odd?"]}
