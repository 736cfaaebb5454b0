"""What a month was: the figures of the monthly synthesis, before anything is drawn.

Every figure that a dashboard shows is asked of statistics, so that paper and screen agree to the franc; what no
dashboard shows (which products were out, what fell, the carnets at the month's end) is read here.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.forecasting.schemas import SupplierAdvice
from digiboost.forecasting.service import predictions
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import mean_of
from digiboost.reports.types import Progress
from digiboost.statistics.sales_schemas import CategoryShare, PaymentShare, Point, ProductShare, SalesAnalysisOut
from digiboost.statistics.service import Comparison, TopBy, kpis, sales_analysis
from digiboost.statistics.types import DEAD, DEAD_DAYS

SHOWN = 10
"""Rows of each list."""
GRACE = 4
"""Days after a period's first within which the first known day may lie: a shop that opened on the first Monday."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one period. None is what nobody knows; money in minor units, units in thousandths."""

    first: date
    last: date
    revenue: int
    sales: int
    basket: int | None
    margin: int | None
    """Of the revenue whose cost is known."""
    margin_rate: float | None
    units: int
    returns: int
    missed_units: int
    fill_rate: float | None
    availability: float | None
    stock_value: int | None
    turnover: float | None
    gmroi: float | None
    coverage_days: float | None
    credit: int
    """What customers owed at the period's end."""
    whole: bool
    """Whether the shop's figures begin before the period: else it cannot be compared."""


@dataclass(frozen=True, slots=True)
class Out:
    """A product that was out on the evening of ``days`` days; ``still`` at the end of the period, too."""

    product_id: UUID
    code: str
    name: str
    days: int
    still: bool


@dataclass(frozen=True, slots=True)
class Fall:
    product_id: UUID
    code: str
    name: str
    revenue: int
    before: int
    out_days: int


@dataclass(frozen=True, slots=True)
class Dead:
    code: str
    name: str
    unit: str
    on_hand: int
    value: int
    last_sale_on: date | None


@dataclass(frozen=True, slots=True)
class DeadStock:
    """As it is at the moment of making. ``old_enough``: how many products have been known for as long as it takes."""

    old_enough: int
    products: int
    value: int
    top: list[Dead]


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    last: date
    """The month's last day, or today within it."""
    is_over: bool
    today: date
    now: Figures
    before: Figures | None
    """The month before, or as many of its days as there are of this one; None where nothing is known of it."""
    year: Figures | None
    """The same days a year before."""
    costed: int
    """The part of the revenue whose cost is known."""
    trend: list[Point]
    trend_before: list[Point]
    categories: list[CategoryShare]
    payments: list[PaymentShare]
    top: list[tuple[ProductShare, int]]
    """With what each sold in the month before."""
    falls: list[Fall]
    outs: list[Out]
    """All of them, the longest first."""
    tracked: int
    """Products whose stock was known on the last day."""
    dead: DeadStock | None
    """None for a month that is long over: what was dead then is not known any more."""
    advice: list[SupplierAdvice] | None
    """None for a month that is long over, too."""

    @property
    def best(self) -> Point | None:
        point = max(self.trend, key=lambda one: one.revenue, default=None)
        return point if point is not None and point.revenue > 0 else None

    @property
    def weekdays(self) -> list[int | None]:
        """What a Monday, Tuesday ... sold on the mean; None where the period has none."""
        sums: dict[int, list[int]] = defaultdict(list)
        for point in self.trend:
            sums[point.start.weekday()].append(point.revenue)
        return [mean_of(sum(sums[n]), len(sums[n])) if n in sums else None for n in range(7)]


def read(tx: Tx, any_day: date, today: date, zone: str, progress: Progress) -> Month:
    """The month of ``any_day``, up to today. A month that has not begun has the figures of no day: its first."""
    first = any_day.replace(day=1)
    end = first.replace(day=monthrange(first.year, first.month)[1])
    last = max(min(end, today), first)
    days = last.day if last < end else 31
    known = tx.value("SELECT min(day) FROM sales_days WHERE tenant_id = %s", (tx.tenant_id,))
    shop = _sold(tx, first, last)
    progress(0.1)
    before, year = _days_of(back(first, 1), days), _days_of(back(first, 12), days)
    shop_before = _sold(tx, *before)
    now = _figures(tx, shop, today, known)
    progress(0.25)
    outs, tracked = _outs(tx, first, last, zone)
    recent = last == today or last == today.replace(day=1) - timedelta(days=1)
    month = Month(
        first=first,
        last=last,
        is_over=last == end and today > end,
        today=today,
        now=now,
        before=_figures(tx, shop_before, today, known) if _is_known(known, before) else None,
        year=_figures(tx, _sold(tx, *year), today, known) if _is_known(known, year) else None,
        costed=tx.value(
            "SELECT coalesce(sum(costed_revenue), 0)::bigint FROM sales_days WHERE tenant_id = %s"
            " AND day BETWEEN %s AND %s",
            (tx.tenant_id, first, last),
        ),
        trend=shop.trend,
        trend_before=shop_before.trend,
        categories=shop.categories,
        payments=shop.payments,
        top=_with_before(tx, shop.top_products, *before),
        falls=_falls(tx, (first, last), before, {one.product_id: one.days for one in outs}),
        outs=outs,
        tracked=tracked,
        dead=_dead(tx, zone) if recent else None,
        advice=_advice(tx) if recent else None,
    )
    progress(0.45)
    return month


def _advice(tx: Tx) -> list[SupplierAdvice]:
    """In a transaction of its own: what was never foretold is foretold now, and that is kept."""
    with tx.sibling(tx.actor) as other:
        return predictions(other).advice


def back(first: date, months: int) -> date:
    """The first day of the month so many months before."""
    count = first.year * 12 + first.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def _days_of(start: date, days: int) -> tuple[date, date]:
    """The first ``days`` of a month, as many as it has."""
    return start, start.replace(day=min(days, monthrange(start.year, start.month)[1]))


def _sold(tx: Tx, first: date, last: date) -> SalesAnalysisOut:
    return sales_analysis(tx, first, last, Comparison.NONE, "day", TopBy.REVENUE)


def _is_known(known: date | None, period: tuple[date, date]) -> bool:
    return known is not None and known <= period[1]


def _figures(tx: Tx, sold: SalesAnalysisOut, today: date, known: date | None) -> Figures:
    first, last, totals = sold.first, sold.last, sold.totals
    told = kpis(tx, first, last)
    value = told.stock_value.value
    return Figures(
        first=first,
        last=last,
        revenue=totals.revenue,
        sales=totals.sales,
        basket=totals.basket,
        margin=None if totals.margin_rate is None else totals.margin,
        margin_rate=totals.margin_rate,
        units=totals.units,
        returns=totals.returns,
        missed_units=totals.missed_units,
        fill_rate=told.fill_rate.value,
        availability=told.availability.value,
        stock_value=None if value is None else round(value),
        turnover=told.turnover.value,
        gmroi=told.gmroi.value,
        coverage_days=told.coverage_days.value,
        credit=_credit(tx, None if last >= today else last),
        whole=known is not None and known <= first + timedelta(days=GRACE),
    )


def _credit(tx: Tx, day: date | None) -> int:
    """What customers owed in the evening of ``day``, or owe now; advances do not lessen what others owe."""
    if day is None:
        return int(
            tx.value(
                "SELECT coalesce(sum(balance), 0)::bigint FROM credit_accounts WHERE tenant_id = %s AND balance > 0",
                (tx.tenant_id,),
            )
        )
    return int(
        tx.value(
            "SELECT coalesce(sum(balance) FILTER (WHERE balance > 0), 0)::bigint FROM (SELECT sum(amount) AS balance"
            " FROM credit_entries WHERE tenant_id = %s AND day <= %s GROUP BY customer_id) each",
            (tx.tenant_id, day),
        )
    )


# -- products -----------------------------------------------------------------------------------

_SOLD = """(SELECT coalesce(sum(e.revenue), 0)::bigint AS revenue FROM product_days e
    WHERE e.tenant_id = %(tenant)s AND e.product_id = p.id AND e.day BETWEEN %({first})s AND %({last})s)"""
_FALLS = f"""
SELECT p.id, p.code, p.name, n.revenue, b.revenue AS before FROM products p
CROSS JOIN LATERAL {_SOLD.format(first="first", last="last")} n
CROSS JOIN LATERAL {_SOLD.format(first="first_before", last="last_before")} b
WHERE p.tenant_id = %(tenant)s AND b.revenue > n.revenue
ORDER BY n.revenue - b.revenue, p.id LIMIT %(limit)s
"""


def _falls(tx: Tx, period: tuple[date, date], before: tuple[date, date], out_days: dict[UUID, int]) -> list[Fall]:
    """The products whose sales fell most, in money."""
    given = {
        "tenant": tx.tenant_id,
        "first": period[0],
        "last": period[1],
        "first_before": before[0],
        "last_before": before[1],
        "limit": SHOWN,
    }
    return [
        Fall(row["id"], row["code"], row["name"], row["revenue"], row["before"], out_days.get(row["id"], 0))
        for row in tx.rows(_FALLS, given)
    ]


def _with_before(tx: Tx, top: list[ProductShare], first: date, last: date) -> list[tuple[ProductShare, int]]:
    rows = tx.rows(
        "SELECT product_id, sum(revenue)::bigint AS revenue FROM product_days WHERE tenant_id = %s"
        " AND product_id = ANY(%s) AND day BETWEEN %s AND %s GROUP BY product_id",
        (tx.tenant_id, [one.product_id for one in top], first, last),
    )
    before = {row["product_id"]: row["revenue"] for row in rows}
    return [(one, before.get(one.product_id, 0)) for one in top]


# By whose definition a product is out: that of ``stock_days``. What lies behind the last day is one row.
_MOVED = """
SELECT m.product_id, least((m.occurred_at AT TIME ZONE %(zone)s)::date, %(after)s::date) AS day,
    sum(m.quantity)::bigint AS moved
FROM stock_movements m WHERE m.tenant_id = %(tenant)s AND m.counts AND m.occurred_at >= %(since)s GROUP BY 1, 2
"""
_SHELVES = """
SELECT p.id, p.code, p.name, l.on_hand, coalesce((SELECT (m.occurred_at AT TIME ZONE %(zone)s)::date
    FROM stock_movements m WHERE m.tenant_id = %(tenant)s AND m.product_id = l.product_id AND m.counts
    ORDER BY m.occurred_at LIMIT 1), (p.created_at AT TIME ZONE %(zone)s)::date) AS known
FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
WHERE l.tenant_id = %(tenant)s AND l.tracked AND p.is_active
"""


def _outs(tx: Tx, first: date, last: date, zone: str) -> tuple[list[Out], int]:
    """The products that were out in some evening from ``first`` to ``last``, the longest first; and how many products
    have a known stock. Levels are followed back from the present one, day by day."""
    after = last + timedelta(days=1)
    since: datetime = tx.value("SELECT %s::timestamp AT TIME ZONE %s", (first, zone))
    given = {"tenant": tx.tenant_id, "zone": zone, "after": after, "since": since}
    moved: dict[UUID, dict[date, int]] = defaultdict(dict)
    for row in tx.rows(_MOVED, given):
        moved[row["product_id"]][row["day"]] = row["moved"]
    shelves = [row for row in tx.rows(_SHELVES, given) if row["known"] <= last]
    found = [out for row in shelves if (out := _out(row, moved[row["id"]], first, last)).days]
    return sorted(found, key=lambda one: (-one.days, one.name, one.code)), len(shelves)


def _out(row: dict[str, Any], moved: dict[date, int], first: date, last: date) -> Out:
    level, days, still = row["on_hand"] - moved.get(last + timedelta(days=1), 0), 0, False
    day = last
    while day >= max(first, row["known"]):
        if level <= 0:
            days += 1
            still = still or day == last
        level -= moved.get(day, 0)
        day -= timedelta(days=1)
    return Out(row["id"], row["code"], row["name"], days, still)


_DEAD = f"""
SELECT p.code, p.name, p.unit, l.on_hand, l.value, (l.last_sale_at AT TIME ZONE %(zone)s)::date AS last_sale_on,
    count(*) OVER () AS products, (sum(l.value) OVER ())::bigint AS whole
FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
WHERE l.tenant_id = %(tenant)s AND l.status <> 'inactive' AND {DEAD}
ORDER BY l.value DESC, p.id LIMIT %(limit)s
"""


def _dead(tx: Tx, zone: str) -> DeadStock:
    rows = tx.rows(_DEAD, {"tenant": tx.tenant_id, "zone": zone, "limit": SHOWN})
    old = tx.value(
        "SELECT count(*) FROM products WHERE tenant_id = %s AND is_active"
        f" AND created_at < now() - interval '{DEAD_DAYS} days'",
        (tx.tenant_id,),
    )
    top = [Dead(*(row[name] for name in Dead.__slots__)) for row in rows]
    return DeadStock(old, rows[0]["products"], rows[0]["whole"], top) if rows else DeadStock(old, 0, 0, [])
