import itertools

import pytest
from pipeline import RetryError, retry
from pipeline.retry import delays


class Flaky:
    def __init__(self, failures):
        self.calls = 0
        self.failures = failures

    def __call__(self):
        self.calls += 1
        if self.calls <= self.failures:
            raise OSError("busy")
        return "done"


@pytest.fixture
def slept():
    return []


def test_delays():
    assert list(itertools.islice(delays(1, 2, 5), 5)) == [1, 2, 4, 5, 5]


def test_second_attempt(slept):
    flaky = Flaky(1)
    assert retry(sleep=slept.append)(flaky.__call__)() == "done"
    assert flaky.calls == 2
    assert slept == [0.1]


def test_gives_up(slept):
    flaky = Flaky(9)
    with pytest.raises(RetryError, match="gave up after 3 attempts: busy") as info:
        retry(sleep=slept.append)(flaky.__call__)()
    assert flaky.calls == 3
    assert slept == [0.1, 0.2]
    assert info.value.attempts == 3
    assert isinstance(info.value.last, OSError)


def test_other_errors_pass():
    @retry()
    def wrong():
        raise KeyError("x")

    with pytest.raises(KeyError):
        wrong()


def test_attempts_must_be_positive():
    with pytest.raises(ValueError, match="attempts must be positive"):
        retry(attempts=0)
