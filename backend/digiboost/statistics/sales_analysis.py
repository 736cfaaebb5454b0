"""The sales of a period, against another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, monday_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid
from digiboost.kernel.money import mean_of
from digiboost.statistics import sales_repository as repository
from digiboost.statistics import spans
from digiboost.statistics.sales_schemas import (
    CategoryShare,
    HourCell,
    PaymentShare,
    Point,
    ProductShare,
    SalesAnalysisOut,
    Step,
    Totals,
)

LONGEST_DAYS = 1100
TOP = 10
DEFAULT_DAYS = 30


class Comparison(StrEnum):
    PREVIOUS = "previous"
    """The period of the same length just before."""
    YEAR = "year"
    """The same weekdays 52 weeks before."""
    NONE = "none"


class TopBy(StrEnum):
    REVENUE = "revenue"
    UNITS = "units"
    MARGIN = "margin"


Day = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Wanted:
    today: date
    first: date
    last: date
    comparison: Comparison
    step: Step
    by: TopBy
    costs: bool


def sales_analysis(
    tx: Tx, first: date | None, last: date | None, comparison: Comparison, step: Step | None, by: TopBy
) -> SalesAnalysisOut:
    """The last 30 days when no period is named. Raises Invalid for one that ends before it begins, or is longer than
    three years; for ``by=margin`` without the right to see costs the order is that of the revenue."""
    return _analysis(tx, _wanted(tx, first, last, comparison, step, by))


def tagged_sales_analysis(
    tx: Tx,
    first: date | None,
    last: date | None,
    comparison: Comparison,
    step: Step | None,
    by: TopBy,
    known_tags: Sequence[str],
) -> tuple[str, SalesAnalysisOut | None]:
    """Its ETag, and None in its place when that is one of ``known_tags``. Raises as ``sales_analysis`` does."""
    wanted = _wanted(tx, first, last, comparison, step, by)
    # Read before the figures are: what changes meanwhile has another tag.
    tag = repository.tag(tx, wanted.first, wanted.last, comparison, wanted.step, wanted.by, wanted.costs)
    return tag, None if tag in known_tags else _analysis(tx, wanted)


def _wanted(
    tx: Tx, first: date | None, last: date | None, comparison: Comparison, step: Step | None, by: TopBy
) -> _Wanted:
    today = day_of(now(), company(tx).time_zone)
    first, last = period(first, last, today)
    costs = tx.actor.may(Scope.COSTS_READ)
    if by is TopBy.MARGIN and not costs:
        by = TopBy.REVENUE
    return _Wanted(today, first, last, comparison, step or _step(first, last), by, costs)


def _analysis(tx: Tx, wanted: _Wanted) -> SalesAnalysisOut:
    tenant = company(tx)
    first, last, step, costs = wanted.first, wanted.last, wanted.step, wanted.costs
    other = _other(first, last, wanted.comparison)
    days = repository.days(tx, first, last)
    other_days = [] if other is None else repository.days(tx, *other)
    totals = _totals(days, costs=costs)
    versions = _versions(days)
    kept = spans.kept(tx, first if other is None else other[0], last)
    period_is = spans.cover(first, last, wanted.today, versions, kept)
    period_was = None if other is None else spans.cover(*other, wanted.today, _versions(other_days), kept)
    shares = repository.shares(tx, period_is, period_was, wanted.by, TOP)
    cells = repository.hours_and_payments(tx, period_is, versions)
    return SalesAnalysisOut(
        currency=tenant.currency,
        currency_exponent=tenant.currency_exponent,
        first=first,
        last=last,
        compared_first=None if other is None else other[0],
        compared_last=None if other is None else other[1],
        step=step,
        totals=totals,
        compared=None if other is None else _totals(other_days, costs=costs),
        trend=_trend(first, last, step, days, other, other_days, costs=costs),
        top_products=_top(shares.products, totals.revenue, costs=costs),
        categories=_categories(shares.categories, totals.revenue, costs=costs),
        hours=[HourCell.model_construct(**cell) for cell in cells["hours"]],
        payments=[PaymentShare.model_construct(**part) for part in cells["payments"]],
    )


def period(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """Both ends; the last 30 days up to today where they are left out. Raises Invalid."""
    last = last or today
    first = first or last - timedelta(days=DEFAULT_DAYS - 1)
    if first > last:
        raise Invalid("first", "period_backwards")
    if (last - first).days >= LONGEST_DAYS:
        raise Invalid("first", "period_too_long")
    return first, last


def _step(first: date, last: date) -> Step:
    days = (last - first).days + 1
    return "day" if days <= 62 else "week" if days <= 370 else "month"


def _other(first: date, last: date, comparison: Comparison) -> tuple[date, date] | None:
    if comparison is Comparison.NONE:
        return None
    back = timedelta(days=364 if comparison is Comparison.YEAR else (last - first).days + 1)
    return first - back, last - back


def _versions(days: Iterable[Day]) -> spans.Versions:
    return {day["day"]: day["version"] for day in days}


def _totals(days: Iterable[Day], *, costs: bool) -> Totals:
    names = ("revenue", "sales", "returns", "units", "cost", "costed_revenue", "missed_units")
    total = {name: sum(day[name] for day in days) for name in names}
    known = total["costed_revenue"]
    margin = known - total["cost"]
    return Totals.model_construct(
        revenue=total["revenue"],
        sales=total["sales"],
        returns=total["returns"],
        units=total["units"],
        basket=mean_of(total["revenue"], total["sales"]) if total["sales"] else None,
        margin=margin if costs else None,
        margin_rate=round(margin / known, 4) if costs and known else None,
        missed_units=total["missed_units"],
    )


def _start(day: date, step: Step) -> date:
    if step == "day":
        return day
    return monday_of(day) if step == "week" else day.replace(day=1)


def _next(start: date, step: Step) -> date:
    if step == "month":
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=1 if step == "day" else 7)


def _trend(
    first: date,
    last: date,
    step: Step,
    days: list[Day],
    other: tuple[date, date] | None,
    other_days: list[Day],
    *,
    costs: bool,
) -> list[Point]:
    """One point for each step, the empty ones too. What is compared with lies at the same distance from the period's
    first day."""
    revenue: dict[date, list[int]] = {}
    start = _start(first, step)
    while start <= last:
        revenue[start] = [0, 0, 0, 0]
        start = _next(start, step)
    for day in days:
        point = revenue[_start(day["day"], step)]
        point[0] += day["revenue"]
        point[1] += day["sales"]
        point[2] += day["costed_revenue"] - day["cost"]
    if other is not None:
        shift = first - other[0]
        for day in other_days:
            revenue[_start(day["day"] + shift, step)][3] += day["revenue"]
    return [
        Point.model_construct(
            start=start,
            revenue=point[0],
            sales=point[1],
            margin=point[2] if costs else None,
            compared=None if other is None else point[3],
        )
        for start, point in revenue.items()
    ]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole > 0 else 0.0


def _change(now_is: int, was: int) -> float | None:
    return round((now_is - was) / was, 4) if was > 0 else None


def _top(rows: Iterable[Row], whole: int, *, costs: bool) -> list[ProductShare]:
    return [
        ProductShare.model_construct(
            product_id=row["id"],
            name=row["name"],
            code=row["code"],
            units=row["units"],
            revenue=row["revenue"],
            margin=row["margin"] if costs else None,
            share=_share(row["revenue"], whole),
            change=_change(row["revenue"], row["before"]),
        )
        for row in rows
    ]


def _categories(rows: Iterable[Row], whole: int, *, costs: bool) -> list[CategoryShare]:
    return [
        CategoryShare.model_construct(
            category_id=row["id"],
            name=row["name"],
            units=row["units"],
            revenue=row["revenue"],
            margin=row["margin"] if costs else None,
            share=_share(row["revenue"], whole),
            change=_change(row["revenue"], row["before"]),
        )
        for row in rows
        if row["revenue"] or row["units"]
    ]
