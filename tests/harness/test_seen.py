"""What is written down of a process's doings."""
import os
import socket
import sqlite3
import subprocess
import sys

from _mutate_harness.site import _mutate_seen
from support import forked


def seen(folder, work, allowed=(), everything=True):
    """{(kind, what)} that `work(tree, outside)` does, in a fork; paths by what they are relative to."""
    real = os.path.realpath(str(folder))
    tree, outside, out = (os.path.join(real, name) for name in ("tree", "outside", "seen"))
    os.mkdir(tree)
    os.mkdir(outside)

    def watched():
        os.chdir(tree)
        _mutate_seen.Seen(out, tree, allowed, everything, lambda: "t1")
        work(tree, outside)
        return _mutate_seen.read(out)
    found = forked(watched)
    assert {context for _, context, _ in found} <= {"t1"}
    return {(kind, what.replace(real + os.sep, "")) for kind, _, what in found}


def outside(*names):
    """Somebody else may change the same file."""
    return {(kind, "outside/" + name) for kind in ("outside", "claim") for name in names}


def test_every_way_to_change_a_file(folder):
    def work(tree, outside):
        for name in ("a", "b", "c"):
            with open(os.path.join(outside, name), "w"):
                pass
        os.mkdir(os.path.join(outside, "d"))
        os.rename(os.path.join(outside, "a"), os.path.join(outside, "e"))
        os.symlink("e", os.path.join(outside, "f"))
        os.rmdir(os.path.join(outside, "d"))
        sqlite3.connect(os.path.join(outside, "g")).close()
        here = os.open(outside, os.O_RDONLY)
        os.remove("b", dir_fd=here)
    assert seen(folder, work) == outside(*"abcdefg")


def test_reading_is_no_change_and_memory_no_file(folder):
    def work(tree, outside):
        open(__file__).close()
        os.listdir(outside)
        sqlite3.connect(":memory:").close()
        sqlite3.connect("file::memory:?mode=memory", uri=True).close()
        with open(os.devnull, "w"):
            pass
    assert seen(folder, work) == set()


def test_what_fails_anyway_is_no_wish(folder):
    def work(tree, outside):
        try:
            open(os.path.join(outside, "no", "such", "folder"), "w")
        except OSError:
            pass
    assert seen(folder, work) == set()


def test_a_link_leads_where_it_points_to(folder):
    def work(tree, outside):
        os.symlink(outside, os.path.join(tree, "link"))
        with open("link/x", "w"):
            pass
    assert seen(folder, work) == {("tree", "tree/link"), *outside("x")}


def test_what_is_allowed_is_not_told(folder):
    def work(tree, outside):
        for name in (os.path.join(outside, "x"), "y"):
            with open(name, "w"):
                pass
    allowed = os.path.join(os.path.realpath(str(folder)), "outside")
    assert seen(folder, work, allowed=[allowed], everything=False) == set()


def test_what_is_allowed_and_not_the_process_s_own_is_claimed(folder):
    def work(tree, outside):
        open(os.path.join(outside, "x"), "w").close()
    allowed = os.path.join(os.path.realpath(str(folder)), "outside")
    assert seen(folder, work, allowed=["/nowhere", allowed], everything=False) == {("claim", "outside/x")}


def test_ports_and_sockets_that_two_processes_cannot_have_are_claimed(folder):
    """A number that the system chose is nobody else's, nor is a socket in a folder of the process's own."""
    def work(tree, outside):
        with socket.socket() as one, socket.socket() as two, socket.socket() as three:
            one.bind(("127.0.0.1", 0))
            two.bind(one.getsockname()[:1] + (0,))
            three.setblocking(False)
            three.connect_ex(one.getsockname())
        for path in (os.path.join(tree, "own"), os.path.join(outside, "all"), "\0abstract"):
            with socket.socket(socket.AF_UNIX) as each:
                each.bind(path)
        with socket.socket() as fixed:
            fixed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                fixed.bind(("127.0.0.1", 28123))
            except OSError:
                pass  # taken: it was claimed all the same
    assert seen(folder, work, everything=False) == {("claim", "outside/all"), ("claim", "\0abstract"), ("claim", "127.0.0.1:28123")}


def test_only_other_hosts_are_told(folder):
    def work(tree, outside):
        with socket.socket() as one, socket.socket() as two:
            for each, host in ((one, "127.0.0.1"), (two, "192.0.2.1")):
                each.setblocking(False)
                each.connect_ex((host, 9))
    assert seen(folder, work) == {("network", "192.0.2.1:9"), ("claim", "127.0.0.1:9"), ("claim", "192.0.2.1:9")}


def test_python_processes_are_watched_too(folder):
    """As `Measure` tells them by their environment."""
    real = os.path.realpath(str(folder))
    os.mkdir(os.path.join(real, "tree"))
    site = os.path.dirname(_mutate_seen.__file__)
    order = '["%s", "t4", [], ["%s/tree", ["%s/tree"], false]]' % (real, real, real)
    env = {**os.environ, "PYTHONPATH": site, "MUTATE_SUBPROCESS": order}
    subprocess.run([sys.executable, "-c", "open(%r, 'w')" % os.path.join(real, "x")], env=env, check=True)
    assert ["outside", "t4", os.path.join(real, "x")] in _mutate_seen.read(os.path.join(real, "seen"))
