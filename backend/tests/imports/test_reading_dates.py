"""Dates as people and programs write them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digiboost.imports.reading.dates import OrderEvidence, gather, parse_moment, parse_time

TODAY = date(2026, 6, 1)
MONTHS = ("janv.", "févr.", "mars", "avril", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("25/02/2026", "2026-02-25T00:00:00"), ("25-2-26", "2026-02-25T00:00:00"),
        ("25.02.2026", "2026-02-25T00:00:00"),
        ("2026-02-03", "2026-02-03T00:00:00"), ("2026/2/3", "2026-02-03T00:00:00"),
        ("20260203", "2026-02-03T00:00:00"),
        ("20260203143005", "2026-02-03T14:30:05"), ("25/12/95", "1995-12-25T00:00:00"),
        ("2026-02-03 14:05", "2026-02-03T14:05:00"), ("2026-02-03T14:05:09", "2026-02-03T14:05:09"),
        ("2026-02-03T14:05:00Z", "2026-02-03T14:05:00+00:00"),
        ("2026-02-03T14:05:00.123+01:00", "2026-02-03T14:05:00+01:00"),
        ("25/02/2026 14h30", "2026-02-25T14:30:00"), ("25/02/2026 à 9h", "2026-02-25T09:00:00"),
        ("25/02/2026 2:05 PM", "2026-02-25T14:05:00"), ("25/02/2026 12:05 am", "2026-02-25T00:05:00"),
        ("3 févr. 2026", "2026-02-03T00:00:00"), ("3 FEVRIER 2026", "2026-02-03T00:00:00"),
        ("lundi 3 août 2026", "2026-08-03T00:00:00"), ("1er mars 26", "2026-03-01T00:00:00"),
        ("3-déc-2025", "2025-12-03T00:00:00"), ("Feb 3, 2026", "2026-02-03T00:00:00"),
        ("3 août 2025 à 9h05", "2025-08-03T09:05:00"), ("46056", "2026-02-03T00:00:00"),
        ("46056.59", "2026-02-03T14:09:36"), ("46056,5", "2026-02-03T12:00:00"),
    ],
)  # fmt: skip
def test_a_date_is_read(written: str, expected: str) -> None:
    moment = parse_moment(written, TODAY)
    assert moment is not None
    assert moment.other is None
    assert moment.value is not None
    assert moment.value.isoformat() == expected


def test_values_of_a_workbook() -> None:
    assert parse_moment(datetime(2026, 2, 3, 14, 5), TODAY).value == datetime(2026, 2, 3, 14, 5)  # type: ignore[union-attr]  # noqa: DTZ001
    assert parse_moment(date(2026, 2, 3), TODAY).value == datetime(2026, 2, 3)  # type: ignore[union-attr]  # noqa: DTZ001
    assert parse_moment(46056.0, TODAY).value == datetime(2026, 2, 3)  # type: ignore[union-attr]  # noqa: DTZ001
    assert parse_moment(12.0, TODAY) is None
    assert parse_moment(True, TODAY) is None


@pytest.mark.parametrize(
    "written",
    ["", "hier", "31/02/2026", "29/02/2025", "00/01/2026", "13/13/2026", "3 brumaire 2026", "12",
    "2026-13-01",
     "1/2/3", "25/02/2026 25:00", "25/02/2026 12", "2026-W05-1", "123/4/2026", "x" * 100],
)  # fmt: skip
def test_what_is_no_date_is_not_read_as_one(written: str) -> None:
    assert parse_moment(written, TODAY) is None


def test_month_first_only_when_it_is_proved() -> None:
    assert gather(["03/04/2026", "05/06/2026"], TODAY) == OrderEvidence(0, 0, 2)
    assert gather(["03/04/2026"], TODAY).order == "dmy"
    assert gather(["03/04/2026", "02/25/2026"], TODAY).order == "mdy"
    assert gather(["03/04/2026", "25/02/2026"], TODAY).order == "dmy"
    assert gather(["02/25/2026", "25/02/2026"], TODAY).order == "dmy"
    assert gather(["2026-02-03", "x", ""], TODAY) == OrderEvidence(0, 0, 0)


def test_an_undecided_date_holds_both_readings() -> None:
    moment = parse_moment("03/04/2026 10:30", TODAY)
    assert moment is not None
    assert moment.settled("dmy") == datetime(2026, 4, 3, 10, 30)  # noqa: DTZ001
    assert moment.settled("mdy") == datetime(2026, 3, 4, 10, 30)  # noqa: DTZ001
    only_month_first = parse_moment("02/25/2026", TODAY)
    assert only_month_first is not None
    assert only_month_first.settled("dmy") is None
    assert only_month_first.settled("mdy") == datetime(2026, 2, 25)  # noqa: DTZ001


SPELLINGS = st.sampled_from(
    [
        lambda d: f"{d.day:02d}/{d.month:02d}/{d.year}", lambda d: f"{d.day}-{d.month}-{d.year}",
        lambda d: f"{d.day}.{d.month}.{d.year}", lambda d: d.isoformat(),
        lambda d: f"{d.year}/{d.month}/{d.day}", lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
        lambda d: f"{d:%Y%m%d}",
        lambda d: str((d - date(1899, 12, 30)).days),
    ]
)  # fmt: skip


@given(st.dates(date(1990, 1, 1), date(2049, 12, 31)), SPELLINGS)
def test_a_day_survives_any_spelling(day: date, spelling: object) -> None:
    moment = parse_moment(spelling(day), TODAY)  # type: ignore[operator]
    assert moment is not None
    found = moment.settled("dmy")
    assert found is not None
    assert found.date() == day


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2049, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]),
)
def test_a_time_survives(moment: datetime, form: str) -> None:
    found = parse_moment(moment.strftime(form), TODAY)
    assert found is not None
    assert found.settled("dmy") == moment.replace(microsecond=0)


@given(st.text(max_size=70))
def test_any_text_gives_a_date_or_nothing(text: str) -> None:
    moment = parse_moment(text, TODAY)
    assert moment is None or moment.value is not None or moment.other is not None


def test_times_of_day() -> None:
    assert parse_time("14:05") == time(14, 5)
    assert parse_time("14h05") == time(14, 5)
    assert parse_time("9 h") == time(9)
    assert parse_time("2:05 pm") == time(14, 5)
    assert parse_time(0.5) == time(12)
    assert parse_time(time(3, 4)) == time(3, 4)
    assert parse_time(timedelta(hours=5)) == time(5)
    assert parse_time("midi") is None
    assert parse_time("14") is None
