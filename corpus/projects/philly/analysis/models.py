"""What an incident is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, IntEnum
from typing import Optional

NIGHT_START = 22
NIGHT_END = 6


class ParseError(ValueError):
    """A row that is not an incident."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class Severity(IntEnum):
    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def weight(self) -> float:
        return self.value * 1.5 - 0.5


class Category(Enum):
    THEFT = "theft"
    ASSAULT = "assault"
    BURGLARY = "burglary"
    VANDALISM = "vandalism"
    OTHER = "other"

    @classmethod
    def from_text(cls, text: str) -> Category:
        cleaned = text.strip().lower()
        for member in cls:
            if member.value == cleaned:
                return member
        return cls.OTHER

    @property
    def severity(self) -> Severity:
        if self in (Category.ASSAULT, Category.BURGLARY):
            return Severity.HIGH
        if self is Category.THEFT:
            return Severity.MEDIUM
        return Severity.LOW


@dataclass(frozen=True)
class Incident:
    number: str
    district: int
    category: Category
    at: datetime
    lat: Optional[float] = None
    lng: Optional[float] = None
    tags: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not 1 <= self.district <= 39:
            raise ValueError(f"no such district: {self.district}")

    @property
    def hour(self) -> int:
        return self.at.hour

    @property
    def is_night(self) -> bool:
        return self.hour >= NIGHT_START or self.hour < NIGHT_END

    @property
    def is_weekend(self) -> bool:
        return self.at.weekday() > 4

    @property
    def located(self) -> bool:
        return self.lat is not None and self.lng is not None

    def score(self) -> float:
        base = self.category.severity.weight
        if self.is_night:
            base *= 2
        if self.is_weekend:
            base += 1
        return base
