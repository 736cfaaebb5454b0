"""When somebody may be told: quiet hours and frequencies on the company's clock.

A moment is an instant; the clock's times are turned into instants day by day, so that a day of 23 or 25 hours, and a
time that does not exist on it, still have one answer. Nothing is dropped: it waits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from digiboost.kernel.clock import zone
from digiboost.notifications.types import Frequency

Hours = tuple[time, time]
"""(from, until); ``until`` itself is no longer quiet. Past midnight when it is the earlier one."""


def instant(day: date, at: time, time_zone: str) -> datetime:
    """The first moment at which the clock shows ``at`` on ``day``; the same distance on when it skips that time."""
    return datetime.combine(day, at, zone(time_zone)).astimezone(UTC)


def is_quiet(at: datetime, hours: Hours | None, time_zone: str) -> bool:
    if hours is None:
        return False
    start, end = hours
    shown = at.astimezone(zone(time_zone)).time().replace(fold=0)
    return start <= shown < end if start < end else shown >= start or shown < end


def quiet_end(at: datetime, hours: Hours, time_zone: str) -> datetime:
    """When the quiet hours that ``at`` lies in are over: the next moment at which it is not quiet."""
    day = at.astimezone(zone(time_zone)).date()
    for days in range(3):
        # A clock that is put back shows the end twice: each of them ends the quiet before it.
        for fold in (0, 1):
            end = instant(day + timedelta(days=days), hours[1].replace(fold=fold), time_zone)
            if end > at and not is_quiet(end, hours, time_zone):
                return end
    raise RuntimeError("quiet hours that never end")


def next_hour(at: datetime, time_zone: str) -> datetime:
    """The next full hour on the clock (which is not UTC's everywhere)."""
    shown = at.astimezone(zone(time_zone))
    passed = timedelta(minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond)
    return at.astimezone(UTC) - passed + timedelta(hours=1)


def next_daily(at: datetime, daily_at: time, time_zone: str) -> datetime:
    day = at.astimezone(zone(time_zone)).date()
    for days in range(3):
        found = instant(day + timedelta(days=days), daily_at, time_zone)
        if found > at:
            return found
    raise RuntimeError("a day has passed and its time has not come")


def due(
    at: datetime, frequency: Frequency, hours: Hours | None, daily_at: time, time_zone: str, *, urgent: bool = False
) -> datetime | None:
    """When something that happens at ``at`` is told; None when that is now. ``urgent`` passes bundling, but not
    quiet hours."""
    wanted = at
    if not urgent and frequency == Frequency.HOURLY:
        wanted = next_hour(at, time_zone)
    elif not urgent and frequency == Frequency.DAILY:
        wanted = next_daily(at, daily_at, time_zone)
    if hours is not None and is_quiet(wanted, hours, time_zone):
        wanted = quiet_end(wanted, hours, time_zone)
    return wanted if wanted > at else None
