"""Which source files a test opens, as the kernel tells."""
import os
import subprocess
import sys

import pytest

from _mutate_harness import reads


@pytest.fixture
def watched(folder):
    for name in ("a.py", "b.py", "other.txt"):
        (folder / name).write_text("x = 1\n")
    watch = reads.Reads({str(folder / "a.py"), str(folder / "b.py")})
    if watch.fd is None:
        pytest.skip("no inotify")
    yield watch
    watch.stop()


def test_what_is_opened_belongs_to_who_ran(folder, watched):
    """Per context; a file beside them and one that nobody opens are not named."""
    (folder / "a.py").read_text()
    (folder / "other.txt").read_text()
    watched.collect("t0")
    watched.collect("t1")
    (folder / "a.py").read_text()
    watched.collect("t2")
    assert watched.found == {str(folder / "a.py"): {"t0", "t2"}}


def test_other_processes_count(folder, watched):
    """A test may start a linter, or a script that extracts texts."""
    subprocess.run([sys.executable, "-S", "-c", "import sys; open(sys.argv[1]).read()", folder / "b.py"], check=True)
    watched.collect("t0")
    assert watched.found == {str(folder / "b.py"): {"t0"}}


def test_more_than_one_read_takes(folder, watched):
    """The queue is emptied, however long it is."""
    for _ in range(2000):
        (folder / "other.txt").read_text()
        (folder / "b.py").read_text()
    (folder / "a.py").read_text()
    watched.collect("t0")
    (folder / "b.py").read_text()
    watched.collect("t1")
    assert watched.found == {str(folder / "a.py"): {"t0"}, str(folder / "b.py"): {"t0", "t1"}}


def test_nothing_is_left_open(watched):
    """A handle of ours would be a leak to a suite that looks for leaks."""
    fd = watched.fd
    assert not os.get_inheritable(fd)
    watched.stop()
    with pytest.raises(OSError):
        os.fstat(fd)
    watched.collect("t0")
    assert watched.found == {}
