"""What a process takes, and what it may take."""
import mmap
import os
import resource

from _mutate_harness import bounds
from support import forked

GIB = 1 << 30


def taken(size):
    mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)


def test_what_was_taken_is_told(folder):
    def work():
        before = bounds.use()
        taken(GIB)
        with open(os.path.join(str(folder), "out"), "wb") as out:
            out.write(b"x" * 5000000)
        return before, bounds.use()
    before, after = forked(work)
    assert after["mapped"] - before["mapped"] >= GIB
    assert after["written"] - before["written"] >= 5000000
    assert 0 < before["resident"] <= before["mapped"]


def test_beyond_the_bounds_there_is_an_error(folder):
    def work():
        bounds.bind({"memory": bounds.use()["mapped"] + GIB, "file": 1000})
        failed = []
        for deed in (lambda: taken(GIB // 2), lambda: taken(2 * GIB), lambda: os.truncate(path, 1000), lambda: os.truncate(path, 1001)):
            try:
                deed()
            except OSError:
                failed.append(True)
            else:
                failed.append(False)
        return failed
    path = os.path.join(str(folder), "out")
    open(path, "w").close()
    assert forked(work) == [False, True, False, True]


def test_a_lower_bound_of_the_user_s_own_stays():
    def work():
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
        bounds.bind({"memory": 8 * GIB, "file": 1000})
        bounds.bind(None)
        return resource.getrlimit(resource.RLIMIT_FSIZE)
    assert forked(work) == (500, 500)
