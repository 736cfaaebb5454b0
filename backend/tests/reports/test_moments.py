"""When schedules are due: pure, on every clock that there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.reports.moments import last_moment, next_moment, spoken_of, whole_month
from digiboost.reports.types import Period, ReportFrequency

ZONES = [ZoneInfo(name) for name in (
    "Africa/Dakar", "Africa/Douala", "Africa/Casablanca", "Europe/Paris", "America/New_York", "Asia/Kathmandu",
    "Australia/Lord_Howe", "Pacific/Apia", "America/Scoresbysund",
)]  # fmt: skip

frequencies = st.sampled_from(ReportFrequency)
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2009, 1, 1), datetime(2036, 1, 1)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001


@given(frequencies, st.integers(0, 6), st.integers(1, 28), st.integers(0, 23), zones, moments)
def test_the_next_moment_is_the_first_one_of_the_rule(
    frequency: ReportFrequency, weekday: int, month_day: int, hour: int, zone: ZoneInfo, after: datetime
) -> None:
    rule = (frequency, weekday, month_day, hour, zone)
    following = next_moment(*rule, after)
    assert following > after
    assert following.tzinfo is UTC
    here = following.astimezone(zone)
    if here.hour == hour:
        if frequency is ReportFrequency.WEEKLY:
            assert here.weekday() == weekday
        if frequency is ReportFrequency.MONTHLY:
            assert here.day == month_day
    else:
        # The clock was put forward over that hour, or over that day.
        assert here.replace(hour=hour, fold=0).astimezone(UTC).astimezone(zone) != here.replace(hour=hour, fold=0) or (
            (here - timedelta(days=1)).utcoffset() != here.utcoffset()
        )
    # Whatever moment lies between is before the same next one, and is the one that was last.
    between = after + (following - after) / 2
    assert next_moment(*rule, between) == following
    assert last_moment(*rule, following) == following
    assert last_moment(*rule, following - timedelta(microseconds=1)) <= after
    longest = {"daily": 3, "weekly": 9, "monthly": 33}[frequency]
    assert following - after <= timedelta(days=longest)


@given(frequencies, st.integers(0, 6), st.integers(1, 28), st.integers(0, 23), zones, moments)
def test_the_last_moment_is_the_latest_of_all_that_were_missed(
    frequency: ReportFrequency, weekday: int, month_day: int, hour: int, zone: ZoneInfo, at: datetime
) -> None:
    rule = (frequency, weekday, month_day, hour, zone)
    last = last_moment(*rule, at)
    assert last <= at < next_moment(*rule, last)


def test_a_clock_that_is_put_forward_or_back() -> None:
    paris = ZoneInfo("Europe/Paris")

    def daily(hour: int, after: datetime) -> datetime:
        return next_moment(ReportFrequency.DAILY, None, None, hour, paris, after)

    # 29 March 2026: there is no two o'clock; 25 October: there are two.
    assert daily(2, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    first = daily(2, datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert first == datetime(2026, 10, 25, 0, tzinfo=UTC)
    assert daily(2, first) == datetime(2026, 10, 26, 1, tzinfo=UTC), "not at the second two o'clock"
    assert daily(7, datetime(2026, 3, 28, 12, tzinfo=UTC)) == datetime(2026, 3, 29, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "frequency", "day", "days"),
    [
        ("now", "daily", date(2026, 3, 1), (None, None)),
        ("month", "monthly", date(2026, 3, 1), (date(2026, 2, 1), date(2026, 2, 28))),
        ("month", "weekly", date(2026, 1, 15), (date(2025, 12, 1), date(2025, 12, 31))),
        ("span", "monthly", date(2024, 3, 28), (date(2024, 2, 1), date(2024, 2, 29))),
        ("span", "weekly", date(2026, 3, 2), (date(2026, 2, 23), date(2026, 3, 1))),
        ("span", "daily", date(2026, 3, 1), (date(2026, 2, 28), date(2026, 2, 28))),
        ("day", "daily", date(2026, 1, 1), (date(2025, 12, 31), date(2025, 12, 31))),
    ],
)
def test_a_report_speaks_of_what_was_whole(
    period: str, frequency: str, day: date, days: tuple[date | None, date | None]
) -> None:
    assert spoken_of(Period(period), ReportFrequency(frequency), day) == days


@given(st.dates(date(2000, 1, 1), date(2190, 1, 1)))
def test_a_month_is_whole(day: date) -> None:
    first, last = whole_month(day)
    assert first.day == 1 and (last + timedelta(days=1)).day == 1
    assert first <= day <= last and (last - first).days < 31
