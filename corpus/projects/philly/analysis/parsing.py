"""From the city's CSV to incidents."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Optional

from analysis.models import Category, Incident, ParseError

if TYPE_CHECKING:
    from typing import TextIO

REQUIRED = ("dc_key", "dc_dist", "text_general_code", "dispatch_date_time")
FORMATS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %H:%M")


@lru_cache(maxsize=256)
def parse_timestamp(text: str) -> datetime:
    for pattern in FORMATS:
        try:
            return datetime.strptime(text.strip(), pattern)
        except ValueError:
            continue
    raise ValueError(f"not a timestamp: {text!r}")


def parse_coordinate(text: Optional[str]) -> Optional[float]:
    if text is None or not text.strip():
        return None
    value = float(text)
    if value == 0.0:
        return None
    return round(value, 5)


def parse_row(row: dict[str, str], line: int) -> Incident:
    missing = [name for name in REQUIRED if not row.get(name)]
    if missing:
        raise ParseError(line, "missing " + ", ".join(missing))
    try:
        return Incident(
            number=row["dc_key"].strip(),
            district=int(row["dc_dist"]),
            category=Category.from_text(row["text_general_code"]),
            at=parse_timestamp(row["dispatch_date_time"]),
            lat=parse_coordinate(row.get("lat")),
            lng=parse_coordinate(row.get("lng")),
        )
    except ParseError:
        raise
    except ValueError as exc:
        raise ParseError(line, str(exc)) from exc


def iter_incidents(lines: Iterable[str], strict: bool = True) -> Iterator[Incident]:
    """Incidents in the order of the file; the header is line 1."""
    for line, row in enumerate(csv.DictReader(lines), start=2):
        try:
            yield parse_row(row, line)
        except ParseError:
            if strict:
                raise


def parse_incidents(text: str, strict: bool = True) -> list[Incident]:
    seen = set()
    result = []
    for incident in iter_incidents(text.splitlines(), strict=strict):
        if incident.number in seen:
            continue
        seen.add(incident.number)
        result.append(incident)
    return result


def load(stream: TextIO, strict: bool = True) -> list[Incident]:
    return parse_incidents(stream.read(), strict=strict)
