"""The steps of the nightly report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.aggregate import busiest_hour, category_shares, night_share, top_districts
from analysis.models import Incident
from analysis.parsing import parse_incidents
from analysis.trends import anomalies, daily_counts
from pipeline.retry import retry
from pipeline.runner import Pipeline


@retry(attempts=3, first=0.0)
def read(path: Path) -> str:
    return Path(path).read_text(encoding="utf-8")


def drop_unlocated(incidents: list[Incident]) -> list[Incident]:
    kept = [incident for incident in incidents if incident.located]
    if not kept:
        raise ValueError("no incident has coordinates")
    return kept


def summarise(incidents: list[Incident]) -> dict[str, Any]:
    return {
        "incidents": len(incidents),
        "night": night_share(incidents),
        "busiest_hour": busiest_hour(incidents),
        "shares": category_shares(incidents),
        "top": top_districts(incidents),
        "anomalies": [str(found.day) for found in anomalies(daily_counts(incidents))],
    }


def render(summary: dict[str, Any], width: int = 40) -> str:
    lines = ["=" * width, "CRIME REPORT".center(width).rstrip(), "=" * width]
    lines.append(f"{'incidents':<20}{summary['incidents']:>20}")
    lines.append(f"{'at night':<20}{summary['night']:>19}%")
    lines.append(f"{'busiest hour':<20}{summary['busiest_hour']:>20}")
    for name, percent in sorted(summary["shares"].items()):
        lines.append(f"  {name:<18}{percent:>19}%")
    for rank, (district, count) in enumerate(summary["top"], start=1):
        lines.append(f"{rank}. district {district}: {count}")
    return "\n".join(lines)


def nightly(strict: bool = False, located_only: bool = False) -> Pipeline:
    pipeline = Pipeline().then("read", read).then("parse", lambda text: parse_incidents(text, strict=strict))
    if located_only:
        pipeline = pipeline.then("locate", drop_unlocated, optional=True)
    return pipeline.then("summarise", summarise)
