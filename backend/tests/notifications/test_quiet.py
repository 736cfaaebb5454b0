"""Quiet hours and frequencies, over time zones, midnight and changes of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from digiboost.notifications.quiet import due, is_quiet, next_daily, next_hour, quiet_end
from digiboost.notifications.types import Frequency

ZONES = ["Africa/Dakar", "Africa/Douala", "Africa/Casablanca", "Europe/Paris", "America/New_York", "Asia/Kathmandu",
         "Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo"]  # fmt: skip

SECONDS = [int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2020, 2036)]
instants = st.integers(*SECONDS).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
clocks = st.times().map(lambda one: one.replace(microsecond=0))
zones = st.sampled_from(ZONES)
hours = st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1])
frequencies = st.sampled_from(list(Frequency))


@given(instants, hours, zones)
@settings(max_examples=120)
def test_quiet_hours_end_within_a_day_and_then_it_is_not_quiet(
    at: datetime, quiet: tuple[time, time], name: str
) -> None:
    assume(is_quiet(at, quiet, name))
    end = quiet_end(at, quiet, name)
    # A day has up to 25 hours; where a whole one is skipped (Apia, 2011) lies outside.
    assert at < end <= at + timedelta(hours=26)
    assert not is_quiet(end, quiet, name)


@given(instants, hours, zones)
@settings(max_examples=120)
def test_the_wait_is_no_longer_than_the_quiet_hours(at: datetime, quiet: tuple[time, time], name: str) -> None:
    """Between now and the end there is no moment that is not quiet, but where the clock is changed."""
    assume(is_quiet(at, quiet, name))
    end = quiet_end(at, quiet, name)
    zone = ZoneInfo(name)
    assume(at.astimezone(zone).utcoffset() == end.astimezone(zone).utcoffset())
    for step in range(1, 20):
        assert is_quiet(at + (end - at) * step / 20, quiet, name)
    assert is_quiet(end - timedelta(seconds=1), quiet, name)


@given(instants, frequencies, st.none() | hours, clocks, zones, st.booleans())
@settings(max_examples=120)
def test_what_is_due_is_never_in_the_past_nor_in_quiet_hours(
    at: datetime, frequency: Frequency, quiet: tuple[time, time] | None, daily: time, name: str, urgent: bool
) -> None:
    found = due(at, frequency, quiet, daily, name, urgent=urgent)
    if found is None:
        assert not is_quiet(at, quiet, name)
        assert urgent or frequency in {Frequency.IMMEDIATE, Frequency.NEVER}
        return
    assert at < found <= at + timedelta(hours=52)
    assert not is_quiet(found, quiet, name)
    if urgent:
        assert is_quiet(at, quiet, name)
        assert quiet is not None and found == quiet_end(at, quiet, name)


@given(instants, clocks, zones)
@settings(max_examples=100)
def test_a_day_has_one_daily_moment(at: datetime, daily: time, name: str) -> None:
    found = next_daily(at, daily, name)
    assert at < found <= at + timedelta(hours=26)
    assert next_daily(found - timedelta(microseconds=1), daily, name) == found
    shown = found.astimezone(ZoneInfo(name))
    clock_skips = shown.time() != daily
    if clock_skips:
        assert (found - timedelta(hours=3)).astimezone(ZoneInfo(name)).utcoffset() != shown.utcoffset()


@given(instants, zones)
@settings(max_examples=100)
def test_an_hour_is_full_on_the_clock_of_the_company(at: datetime, name: str) -> None:
    found = next_hour(at, name)
    assert timedelta(0) < found - at <= timedelta(hours=1)
    zone = ZoneInfo(name)
    if at.astimezone(zone).utcoffset() == found.astimezone(zone).utcoffset():
        assert (found.astimezone(zone).minute, found.astimezone(zone).second) == (0, 0)


@pytest.mark.parametrize(("moment", "zone", "quiet", "expected"), [
    ("2026-11-25T22:30+00:00", "Africa/Dakar", ("21:00", "07:00"), "2026-11-26T07:00+00:00"),
    ("2026-11-26T03:00+00:00", "Africa/Dakar", ("21:00", "07:00"), "2026-11-26T07:00+00:00"),
    ("2026-11-26T06:59:59+00:00", "Africa/Dakar", ("21:00", "07:00"), "2026-11-26T07:00+00:00"),
    ("2026-11-26T07:00+00:00", "Africa/Dakar", ("21:00", "07:00"), None),
    ("2026-11-26T20:59:59+00:00", "Africa/Dakar", ("21:00", "07:00"), None),
    ("2026-11-25T22:30+00:00", "Africa/Douala", ("21:00", "07:00"), "2026-11-26T06:00+00:00"),
    ("2026-11-25T12:30+00:00", "Africa/Dakar", ("12:00", "14:00"), "2026-11-25T14:00+00:00"),
    ("2026-11-25T00:10+00:00", "Africa/Dakar", ("00:00", "06:00"), "2026-11-25T06:00+00:00"),
    # The night on which Paris has 02:00 twice, and the one on which it has none.
    ("2026-10-25T00:15+00:00", "Europe/Paris", ("22:00", "02:30"), "2026-10-25T00:30+00:00"),
    ("2026-10-25T01:10+00:00", "Europe/Paris", ("22:00", "02:30"), "2026-10-25T01:30+00:00"),
    ("2026-03-29T00:30+00:00", "Europe/Paris", ("22:00", "02:30"), "2026-03-29T01:30+00:00"),
])  # fmt: skip
def test_the_end_of_quiet_hours(moment: str, zone: str, quiet: tuple[str, str], expected: str | None) -> None:
    pair = (time.fromisoformat(quiet[0]), time.fromisoformat(quiet[1]))
    found = due(datetime.fromisoformat(moment), Frequency.IMMEDIATE, pair, time(8), zone)
    assert found == (None if expected is None else datetime.fromisoformat(expected))
