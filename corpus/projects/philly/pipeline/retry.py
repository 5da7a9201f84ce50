"""Try again, a little later."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any


class RetryError(RuntimeError):
    """Every attempt failed."""

    def __init__(self, attempts: int, last: BaseException) -> None:
        super().__init__(f"gave up after {attempts} attempts: {last}")
        self.attempts = attempts
        self.last = last


def delays(first: float, factor: float, limit: float):
    """First, first*factor, …, never more than limit."""
    delay = first
    while True:
        yield min(delay, limit)
        delay *= factor


def retry(
    attempts: int = 3,
    first: float = 0.1,
    factor: float = 2.0,
    limit: float = 5.0,
    on: tuple[type[BaseException], ...] = (OSError,),
    sleep: Callable[[float], None] = time.sleep,
) -> Callable:
    if attempts < 1:
        raise ValueError("attempts must be positive")

    def decorate(function: Callable) -> Callable:
        @functools.wraps(function)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            waits = delays(first, factor, limit)
            for attempt in range(1, attempts + 1):
                try:
                    return function(*args, **kwargs)
                except on as exc:
                    if attempt == attempts:
                        raise RetryError(attempts, exc) from exc
                    sleep(next(waits))

        return wrapper

    return decorate
