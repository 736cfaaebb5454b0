"""When a schedule is due, and which days the report of a moment speaks of. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from digiboost.reports.types import Period, ReportFrequency

_LONGEST_GAP = 62
"""Days between two moments at the most: a month, and a day that a zone skips."""


def next_moment(
    frequency: ReportFrequency, weekday: int | None, month_day: int | None, hour: int, zone: ZoneInfo, after: datetime
) -> datetime:
    """The first moment later than ``after``, in UTC.

    ``hour`` is on the zone's clock. An hour that the clock skips is the one into which it is put forward; of an hour
    that comes twice it is the first.
    """
    here = after.astimezone(zone).date()
    for days in range(-1, _LONGEST_GAP):
        day = here + timedelta(days=days)
        if _is_day(frequency, weekday, month_day, day):
            moment = _moment(day, hour, zone)
            if moment > after:
                return moment
    raise RuntimeError("every month has such a day")


def last_moment(
    frequency: ReportFrequency, weekday: int | None, month_day: int | None, hour: int, zone: ZoneInfo, at: datetime
) -> datetime:
    """The latest moment that is not later than ``at``, in UTC."""
    here = at.astimezone(zone).date()
    for days in range(-1, _LONGEST_GAP):
        day = here - timedelta(days=days)
        if _is_day(frequency, weekday, month_day, day):
            moment = _moment(day, hour, zone)
            if moment <= at:
                return moment
    raise RuntimeError("every month has such a day")


def spoken_of(period: Period, frequency: ReportFrequency, day: date) -> tuple[date | None, date | None]:
    """The first and the last day that a report speaks of which a schedule makes on ``day``: what was whole when that
    day began."""
    before = day - timedelta(days=1)
    if period is Period.NOW:
        return None, None
    if period is Period.MONTH or (period is Period.SPAN and frequency is ReportFrequency.MONTHLY):
        return whole_month(day.replace(day=1) - timedelta(days=1))
    if period is Period.SPAN and frequency is ReportFrequency.WEEKLY:
        return day - timedelta(days=7), before
    return before, before


def whole_month(day: date) -> tuple[date, date]:
    """The first and the last day of the month of ``day``."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def _is_day(frequency: ReportFrequency, weekday: int | None, month_day: int | None, day: date) -> bool:
    match frequency:
        case ReportFrequency.DAILY:
            return True
        case ReportFrequency.WEEKLY:
            return day.weekday() == weekday
        case ReportFrequency.MONTHLY:
            return day.day == month_day


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
