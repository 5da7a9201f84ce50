"""Query parameters to values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Optional

from api.errors import BadRequest

MAX_LIMIT = 100


def integer(params: dict[str, str], name: str, default: int, low: int = 1, high: int = MAX_LIMIT) -> int:
    text = params.get(name)
    if text is None:
        return default
    try:
        value = int(text)
    except ValueError:
        raise BadRequest(f"{name} must be a number") from None
    if value < low or value > high:
        raise BadRequest(f"{name} must be between {low} and {high}")
    return value


def day(params: dict[str, str], name: str) -> Optional[date]:
    text = params.get(name)
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise BadRequest(f"{name} must look like 2024-01-31") from None


def choice(params: dict[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = params.get(name, allowed[0])
    if value not in allowed:
        raise BadRequest(f"{name} must be one of {', '.join(allowed)}")
    return value


def date_range(params: dict[str, str]) -> tuple[Optional[date], Optional[date]]:
    start, end = day(params, "from"), day(params, "to")
    if start and end and start > end:
        raise BadRequest("from is after to")
    return start, end
