"""One product looked at from every side."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from digiboost.forecasting import service as forecasting
from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.statistics import product_repository as repository
from digiboost.statistics.stock_detail import stock_item
from digiboost.statistics.stock_schemas import (
    DemandDay,
    ForecastDay,
    MonthSales,
    ProductAnalysisOut,
    Reliability,
    StockItem,
)

DAYS = 90
MONTHS = 12
YEAR = 365

Sold = dict[date, dict[str, Any]]


def product_analysis(tx: Tx, product_id: UUID) -> ProductAnalysisOut:
    """Raises NotFound for a product that is not there, or not sold any more."""
    tenant, at = company(tx), now()
    today = day_of(at, tenant.time_zone)
    first = today - timedelta(days=DAYS - 1)
    look = forecasting.look(tx, product_id, today, tenant.time_zone, DAYS)
    # After the look, which makes an outlook where there is none.
    item = stock_item(tx, product_id, at)
    if look is None or item is None:
        raise NotFound
    months = _months(today)
    sold: Sold = {row["day"]: row for row in repository.days(tx, product_id, min(months[0], first), today)}
    average_cost, notes_misses = repository.costs_and_misses(tx, product_id, first, today)
    costs = tx.actor.may(Scope.COSTS_READ)
    history = [
        DemandDay.model_construct(
            day=day,
            units=sold[day]["units"] if day in sold else 0,
            missed=sold[day]["missed_units"] if day in sold else 0,
            in_stock=_in_stock(look.shelf, n, sold.get(day)),
        )
        for n, day in enumerate(first + timedelta(days=n) for n in range(DAYS))
    ]
    served, missed = max(sum(day.units for day in history), 0), sum(day.missed for day in history)
    kind: Any = look.outlook.demand_class
    return ProductAnalysisOut.model_construct(
        item=StockItem.model_validate_json(item),
        currency=tenant.currency,
        currency_exponent=tenant.currency_exponent,
        state=look.outlook.state,
        demand_class=None if kind == "none" else kind,
        history=history,
        forecast=[
            ForecastDay.model_construct(
                day=one.day, expected=one.expected, left=one.left, left_low=one.low, left_high=one.high
            )
            for one in look.days
        ],
        reliability=None
        if look.record is None
        else Reliability.model_construct(right=look.record.within, of=look.record.times, error=look.record.error),
        reorder_point=look.reorder_point,
        safety_stock=look.safety_stock,
        advised=look.advised,
        lead_time_days=round(look.lead_days, 1),
        months=_by_month(sold, months, costs=costs),
        fill_rate=round(served / (served + missed), 4) if notes_misses and served + missed else None,
        **_earned(look.shelf, sold, average_cost, costs=costs),
    )


def _in_stock(shelf: Any, n: int, sold: dict[str, Any] | None) -> bool:
    if sold is not None and sold["units"] > 0:
        return True
    known = shelf.known is not None and shelf.first + timedelta(days=n) >= shelf.known
    return known and not shelf.empty[n]


def _months(today: date) -> list[date]:
    """The first days of the last twelve months, this one last."""
    count = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(count - MONTHS + 1, count + 1)]


def _by_month(sold: Sold, months: list[date], *, costs: bool) -> list[MonthSales]:
    sums: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for day, row in sold.items():
        month = sums[day.replace(day=1)]
        for n, name in enumerate(("units", "revenue", "cost")):
            month[n] += row[name]
    return [
        MonthSales.model_construct(
            month=month,
            units=units,
            revenue=revenue,
            margin=revenue - cost if costs and (cost > 0 or not revenue) else None,
        )
        for month in months
        for units, revenue, cost in (sums[month],)
    ]


def _earned(shelf: Any, sold: Sold, average_cost: int, *, costs: bool) -> dict[str, Any]:
    """What the stock earned, by the definitions of the company's own figures (``kpis``)."""
    nothing: dict[str, Any] = dict.fromkeys(("turnover", "gmroi", "margin_rate"))
    if not costs:
        return nothing
    days = [shelf.first + timedelta(days=n) for n in range(DAYS)]
    revenue, cost = (sum(sold[day][name] for day in days if day in sold) for name in ("revenue", "cost"))
    margin_rate = round((revenue - cost) / revenue, 4) if cost > 0 and revenue > 0 else None
    counted = [n for n, day in enumerate(days) if shelf.begins is not None and day >= shelf.begins]
    if not counted or average_cost <= 0:
        return {**nothing, "margin_rate": margin_rate}
    mean = sum(max(shelf.left[n], 0) for n in counted) * average_cost / 1_000_000 / len(counted)
    kept = [sold[days[n]] for n in counted if days[n] in sold]
    gone, earned = (YEAR / len(counted) * sum(row[name] for row in kept) for name in ("cost", "revenue"))
    return {
        "turnover": round(gone / mean, 2) if mean > 0 else None,
        "gmroi": round((earned - gone) / mean, 2) if mean > 0 and gone > 0 else None,
        "margin_rate": margin_rate,
    }
