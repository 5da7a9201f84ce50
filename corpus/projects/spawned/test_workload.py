import multiprocessing
import sys

import pytest
import workload


def test_pool():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(workload.scaled, [1, 2]) == [3, 6]
        assert pool.apply(workload.plus, (1,)) == 11


def test_process():
    context = multiprocessing.get_context("spawn")
    queue = context.SimpleQueue()
    process = context.Process(target=workload.put, args=(queue, 5))
    process.start()
    process.join(30)
    assert process.exitcode == 0
    assert queue.get() == 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fork")
def test_fork():
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=workload.inherited, args=(there, 1))
    process.start()
    process.join(30)
    assert here.poll(6)
    assert here.recv() == 21
