import asyncio
import itertools

import flows


def test_generator():
    assert list(itertools.islice(flows.countdown(3), 9)) == [3, 2, 1]
    assert list(itertools.islice(flows.chained(1), 9)) == [1, 100]


def test_send():
    gen = flows.echo()
    assert next(gen) == 2
    assert gen.send(5) == 10


def test_first_value_came_from_import():
    assert flows.FIRST == 11


def test_started_generator_goes_on():
    assert next(flows.running) == 22


def test_comprehensions_at_import():
    assert flows.evens == [0, 2, 4, 6, 8]
    assert flows.squares == [9, 4, 1]


def test_coroutines():
    assert asyncio.run(flows.gather([0, 1, 2])) == [2, 3]


def test_async_generator():
    async def collect():
        return [n async for n in flows.stream(3)]

    assert asyncio.run(collect()) == [0, 10, 20]


def test_async_context():
    async def use(log):
        async with flows.session(log) as n:
            return n

    log = []
    assert asyncio.run(use(log)) == 6
    assert log == ["open", "close"]


def test_coroutine_never_run():
    flows.unawaited(1).close()
