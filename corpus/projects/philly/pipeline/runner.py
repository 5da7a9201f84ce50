"""Named steps, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

_ACTIVE: list[str] = []


@contextmanager
def active(name: str) -> Iterator[None]:
    _ACTIVE.append(name)
    try:
        yield
    finally:
        _ACTIVE.pop()


def current() -> str:
    return _ACTIVE[-1] if _ACTIVE else ""


@dataclass
class Step:
    name: str
    run: Callable[[Any], Any]
    optional: bool = False


@dataclass
class Outcome:
    value: Any = None
    done: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not self.skipped


class Pipeline:
    _created = 0

    def __init__(self, *steps: Step) -> None:
        names = [step.name for step in steps]
        if len(set(names)) != len(names):
            raise ValueError("two steps have one name")
        self.__steps = list(steps)
        Pipeline._created += 1

    def then(self, name: str, run: Callable[[Any], Any], optional: bool = False) -> Pipeline:
        return type(self)(*self.__steps, Step(name, run, optional))

    def __len__(self) -> int:
        return len(self.__steps)

    def __call__(self, value: Any) -> Outcome:
        outcome = Outcome(value)
        for step in self.__steps:
            with active(step.name):
                try:
                    outcome.value = step.run(outcome.value)
                except Exception as exc:
                    if not step.optional:
                        raise
                    outcome.skipped[step.name] = str(exc)
                else:
                    outcome.done.append(step.name)
        return outcome
