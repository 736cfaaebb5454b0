"""Time: aware UTC instants, and a tenant's own days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def now() -> datetime:
    return datetime.now(UTC)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def is_zone(name: str) -> bool:
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def day_of(instant: datetime, time_zone: str) -> date:
    """The tenant's day in which ``instant`` falls."""
    return instant.astimezone(zone(time_zone)).date()


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
