"""The company's figures of a period beside those of the period before: what a banker asks for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from digiboost.identity.service import company
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import mean_of
from digiboost.statistics.sales_analysis import period
from digiboost.statistics.sales_schemas import AbcXyzCell, Kpi, KpisOut
from digiboost.statistics.types import DEAD_DAYS

YEAR = 365
Figures = dict[str, float | None]

_SALES = """
SELECT coalesce(sum(revenue), 0)::bigint AS revenue, coalesce(sum(costed_revenue), 0)::bigint AS costed,
    coalesce(sum(cost), 0)::bigint AS cost, coalesce(sum(sales), 0)::bigint AS sales,
    coalesce(sum(units), 0)::bigint AS units, coalesce(sum(missed_units), 0)::bigint AS missed
FROM sales_days WHERE tenant_id = %(tenant)s AND day BETWEEN %(first)s AND %(last)s
"""

# A day without a row ended like the last row before it; before the first row nothing was tracked.
_STOCK = """
SELECT avg(e.value)::float8 AS mean_value, sum(e.tracked - e.ruptures)::float8 AS in_stock, sum(e.tracked)::float8
    AS tracked, (array_agg(e.value ORDER BY g.n DESC))[1]::float8 AS last_value
FROM generate_series(0, %(last)s::date - %(first)s::date) g (n) CROSS JOIN LATERAL (
    SELECT k.tracked, k.ruptures, k.value FROM stock_days k
    WHERE k.tenant_id = %(tenant)s AND k.day <= %(first)s::date + g.n ORDER BY k.day DESC LIMIT 1
) e
"""

_DEAD = """
SELECT coalesce(sum(l.value), 0)::float8 AS value FROM stock_levels l
JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id
WHERE l.tenant_id = %(tenant)s AND l.status <> 'inactive' AND l.on_hand > 0 AND p.created_at < %(dead)s
    AND coalesce(l.last_sale_at, p.created_at) < %(dead)s
"""

_CLASSES = """
SELECT k.abc, k.xyz, count(*) AS products, sum(k.revenue)::bigint AS revenue, coalesce(sum(l.value), 0)::bigint AS value
FROM product_standings k JOIN stock_levels l ON l.tenant_id = k.tenant_id AND l.product_id = k.product_id
WHERE k.tenant_id = %(tenant)s AND k.abc IS NOT NULL AND l.status <> 'inactive'
GROUP BY k.abc, k.xyz ORDER BY k.abc, k.xyz NULLS LAST
"""


def kpis(tx: Tx, first: date | None, last: date | None) -> KpisOut:
    """The last 30 days when no period is named. Raises Invalid for a period that is none."""
    tenant, at = company(tx), now()
    today = day_of(at, tenant.time_zone)
    first, last = period(first, last, today)
    length = (last - first).days + 1
    costs = tx.actor.may(Scope.COSTS_READ)
    is_present = last >= today
    present = _figures(tx, first, last, at if is_present else None, costs=costs)
    previous = _figures(tx, first - timedelta(days=length), first - timedelta(days=1), None, costs=costs)
    classes = tx.rows(_CLASSES, {"tenant": tx.tenant_id})
    active = tx.value("SELECT products FROM stock_summaries WHERE tenant_id = %s", (tx.tenant_id,))
    return KpisOut(
        currency=tenant.currency,
        currency_exponent=tenant.currency_exponent,
        first=first,
        last=last,
        active_products=active or 0,
        classes=[AbcXyzCell(**(row if costs else row | {"value": None})) for row in classes],
        **{name: Kpi(value=present[name], previous=previous[name]) for name in present},
    )


def _figures(tx: Tx, first: date, last: date, at: datetime | None, *, costs: bool) -> Figures:
    """``at`` is the present moment for a period that reaches it: only then is it known what is dead."""
    given: dict[str, Any] = {"tenant": tx.tenant_id, "first": first, "last": last}
    sold, stock = tx.row(_SALES, given), tx.row(_STOCK, given)
    if sold is None or stock is None:
        raise RuntimeError("an aggregate has one row")
    days = (last - first).days + 1
    margin = sold["costed"] - sold["cost"]
    served = max(sold["units"], 0)
    mean = stock["mean_value"] or 0.0
    figures: Figures = {
        "revenue": sold["revenue"],
        "sales": sold["sales"],
        "basket": mean_of(sold["revenue"], sold["sales"]) if sold["sales"] else None,
        "fill_rate": _ratio(served, served + sold["missed"], 4) if sold["missed"] else None,
        "availability": _ratio(stock["in_stock"] or 0.0, stock["tracked"] or 0.0, 4),
        "missed_units": sold["missed"] / 1000,
    }
    with_costs: Figures = {
        "margin": margin,
        "margin_rate": _ratio(margin, sold["costed"], 4),
        "turnover": _ratio(sold["cost"] * YEAR / days, mean, 2),
        "gmroi": _ratio(margin * YEAR / days, mean, 2),
        "coverage_days": _ratio((stock["last_value"] or 0.0) * days, sold["cost"], 1),
        "stock_value": stock["last_value"],
        "dead_stock": None if at is None else _dead(tx, at),
    }
    return figures | (with_costs if costs else dict.fromkeys(with_costs))


def _dead(tx: Tx, at: datetime) -> float:
    return float(tx.value(_DEAD, {"tenant": tx.tenant_id, "dead": at - timedelta(days=DEAD_DAYS)}))


def _ratio(part: float, whole: float, digits: int) -> float | None:
    """Null where there is nothing to divide by."""
    return round(part / whole, digits) if whole > 0 else None
