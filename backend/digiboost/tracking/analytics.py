"""Figures of missions: a provider's own day, the company's day at this moment, how well it went, what to change.

Everything is counted from requests, offers and reviews as they are; days and hours are those of the company's clock.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, monday_of, now, zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.tracking import analytics_repository as repository
from digiboost.tracking.analytics_schemas import (
    AcceptanceOut,
    AdviceOut,
    DayOut,
    EarnedOut,
    HeatOut,
    LiveOut,
    MissionsSummaryOut,
    OptimizationOut,
    PerformanceOut,
    PerformanceRowOut,
    PhaseOut,
    RatingOut,
    ServiceShareOut,
    TodayOut,
    TrendOut,
    WaitingOut,
    WeekOut,
)

DAYS, RATING_DAYS, HEAT_DAYS, WEEKS = 30, 90, 90, 13
WAITS = timedelta(minutes=30)
ENOUGH = 30
"""Requests without which nothing is advised."""
CASES = 8
"""Cases on which a single piece of advice rests at the least."""
AT_MOST = 8
LONGEST = 3 * 366
"""Days of a period."""


def missions_summary(tx: Tx) -> MissionsSummaryOut:
    """The caller's own figures. Raises NotFound for somebody who is no provider."""
    provider_id = repository.provider_of(tx, tx.actor.user_id)
    if provider_id is None:
        raise NotFound
    at, time_zone = now(), company(tx).time_zone
    today = day_of(at, time_zone)
    midnight, monday = _midnight(today, time_zone), _midnight(monday_of(today), time_zone)
    first_day = today - timedelta(days=DAYS - 1)
    counts = repository.today(tx, provider_id, midnight, at)
    days = repository.days(tx, provider_id, _midnight(first_day, time_zone), time_zone)
    shown = [first_day + timedelta(days=offset) for offset in range(DAYS)]
    first_week = monday_of(today) - timedelta(weeks=WEEKS - 1)
    weeks = repository.weeks(tx, provider_id, _midnight(first_week, time_zone), time_zone)
    acceptance = repository.acceptance(tx, provider_id, at - timedelta(days=7), at)
    return MissionsSummaryOut(
        today=TodayOut(**counts),
        week=EarnedOut(**repository.earned(tx, provider_id, monday)),
        month=EarnedOut(**repository.earned(tx, provider_id, _midnight(today.replace(day=1), time_zone))),
        acceptance=AcceptanceOut(
            accepted=acceptance["accepted"],
            delivered=acceptance["delivered"],
            rate=_share(acceptance["accepted"], acceptance["delivered"]),
        ),
        rating=_rating(tx, at, provider_id),
        response_seconds=acceptance["response_seconds"],
        days=[DayOut(day=day, **(days.get(day) or {"amount": 0, "missions": 0})) for day in shown],
        services=[
            ServiceShareOut(**row) for row in repository.by_service(tx, provider_id, _midnight(first_day, time_zone))
        ],
        heat=[HeatOut(**row) for row in repository.heat(tx, provider_id, at - timedelta(days=HEAT_DAYS), time_zone)],
        satisfaction=[
            WeekOut(monday=monday_day, **(weeks.get(monday_day) or {"mean": None, "count": 0}))
            for monday_day in (first_week + timedelta(weeks=offset) for offset in range(WEEKS))
        ],
        alerts=WaitingOut(**repository.waiting(tx, provider_id, at, at - WAITS)),
    )


def live(tx: Tx) -> LiveOut:
    """The company's missions at this moment."""
    at, time_zone = now(), company(tx).time_zone
    row = repository.live(tx, _midnight(day_of(at, time_zone), time_zone), at)
    return LiveOut(**row, satisfaction=_rating(tx, at, None))


def performance(tx: Tx, first: date | None, last: date | None) -> PerformanceOut:
    """The requests that were opened from ``first`` to ``last``, both included; the last 30 days where none is named.

    Raises Invalid."""
    time_zone = company(tx).time_zone
    first, last = _span(first, last, time_zone)
    since, until = _midnight(first, time_zone), _midnight(last + timedelta(days=1), time_zone)
    by = {name: [_row(row) for row in repository.performance(tx, name, since, until)] for name in repository.GROUPS}
    days = {row["day"]: row for row in repository.trend(tx, since, until, time_zone)}
    phases = {row["phase"]: row for row in repository.phases(tx, since, until)}
    span = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    nothing = {"requests": 0, "completed": 0, "accept_seconds": None}
    return PerformanceOut(
        first=first,
        last=last,
        total=by["total"][0],
        phases=[PhaseOut(**phases[name]) for name in repository.PHASES if name in phases],
        services=by["service"],
        zones=by["zone"],
        providers=by["provider"],
        days=[TrendOut(**(days.get(day) or {"day": day, **nothing})) for day in span],
    )


def optimization(tx: Tx) -> OptimizationOut:
    """What the last 90 days advise, each with the figures that speak for it and the company's own usual ones."""
    time_zone = company(tx).time_zone
    last = day_of(now(), time_zone)
    first = last - timedelta(days=89)
    since, until = _midnight(first, time_zone), _midnight(last + timedelta(days=1), time_zone)
    usual = repository.performance(tx, "total", since, until)[0]
    if usual["requests"] < ENOUGH:
        return OptimizationOut(first=first, last=last, items=[], enough=False)
    found: list[tuple[float, AdviceOut]] = []
    nobody = repository.nobody_rate(tx, since, until)
    for row in repository.nobody(tx, since, until):
        if row["cases"] >= CASES and row["value"] >= max(0.1, 2 * nobody):
            found.append((row["value"] * row["cases"], _advice("more_providers", row, nobody)))
    for row in repository.slow_answers(tx, since, until, time_zone):
        slow = usual["accept_seconds"]
        if slow is not None and row["cases"] >= CASES and row["value"] >= max(60.0, 2 * slow):
            found.append((row["cases"] * row["value"] / slow / 10, _advice("slow_answers", row, slow)))
    rate = repository.acceptance_rate(tx, since, until)
    for row in repository.low_acceptance(tx, since, until):
        if rate is not None and row["cases"] >= CASES and row["value"] <= rate / 2:
            found.append((row["cases"] * (rate - row["value"]), _advice("low_acceptance", row, rate)))
    for row in repository.low_rating(tx, since, until):
        stars = usual["satisfaction"]
        if stars is not None and row["cases"] >= CASES and row["value"] <= stars - 0.5:
            found.append((row["cases"] * (stars - row["value"]), _advice("low_rating", row, stars)))
    found.sort(key=lambda pair: -pair[0])
    return OptimizationOut(first=first, last=last, items=[one for _, one in found[:AT_MOST]], enough=True)


def _advice(code: Any, row: dict[str, Any], usual: float) -> AdviceOut:
    nothing: dict[str, Any] = dict.fromkeys(("service_id", "zone_id", "provider_id", "hour"))
    return AdviceOut(**{**nothing, **row, "code": code, "usual": usual})


def _rating(tx: Tx, at: datetime, provider_id: UUID | None) -> RatingOut:
    span = timedelta(days=RATING_DAYS)
    return RatingOut(**repository.rating(tx, provider_id, at - 2 * span, at - span))


def _row(row: dict[str, Any]) -> PerformanceRowOut:
    over = row.pop("over")
    return PerformanceRowOut(success=_share(row["completed"], over), **row)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _midnight(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time(), zone(time_zone))


def _span(first: date | None, last: date | None, time_zone: str) -> tuple[date, date]:
    last = last or day_of(now(), time_zone)
    first = first or last - timedelta(days=DAYS - 1)
    if first > last:
        raise Invalid("last", "period_backwards")
    if (last - first).days >= LONGEST:
        raise Invalid("first", "period_too_long")
    return first, last
