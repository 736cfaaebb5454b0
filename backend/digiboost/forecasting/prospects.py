"""Which products of a company matter today: what may run out, and what may be due. Asked of PostgreSQL as a sieve that
lets too much through and never too little, so that the arithmetic of a person's answer is done for few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from digiboost.forecasting.advising import Terms
from digiboost.forecasting.formulas import Z
from digiboost.forecasting.repository import IS_ASKED, UNIT_COST
from digiboost.forecasting.types import DEFAULT_LEAD_DAYS
from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx

_UNITS_A_DAY = "CASE WHEN c.likely THEN coalesce(c.expected / c.horizon_days, c.daily) ELSE 0 END"
_DEVIATION = "CASE WHEN c.likely THEN c.deviation ELSE 0 END"
# formulas.reorder_point, in thousandths, a hair more than it rounds up to.
_POINT = (
    "1000 * (d.daily * c.lead + c.z * sqrt(c.lead * d.deviation * d.deviation"
    " + d.daily * d.daily * c.lead_deviation * c.lead_deviation)) + 2"
)
# What was judged when the outlook was made is right as long as the shelf holds what it held then.
_IS_FRESH = "o.ahead_days = %(days)s AND o.on_hand = l.on_hand AND (o.ahead_chance IS NOT NULL OR o.state <> 'known')"
_IS_NEAR = (
    "c.tracked AND c.state = 'known' AND CASE WHEN c.fresh THEN c.ahead_day IS NOT NULL"
    " WHEN c.ahead_days = %(days)s THEN c.on_hand <= 1000 * (c.ahead_asked + c.grain / 2) + 1 ELSE true END"
)
_IS_DUE = (
    "c.tracked AND greatest(c.on_hand, 0) + c.sent <= CASE WHEN c.daily IS NULL OR c.deviation IS NULL"
    f" THEN coalesce(c.min_stock, CASE WHEN c.max_stock IS NOT NULL THEN 0 ELSE -1 END)"
    f" ELSE greatest({_POINT}, c.min_stock) END"
)
# Each table is read once and then joined as a whole: a plan that is made once does not know how many products a company
# has, and would look up each row of each table.
_PROSPECTS = LongStatement(
    "WITH leads AS MATERIALIZED (SELECT * FROM unnest(%(suppliers)s::uuid[], %(leads)s::float8[],"
    " %(lead_deviations)s::float8[]) AS v (supplier_id, days, deviation)),"
    " coming AS MATERIALIZED (SELECT * FROM unnest(%(ordered)s::uuid[], %(quantities)s::bigint[])"
    " AS v (product_id, quantity)),"
    " o AS MATERIALIZED (SELECT o.product_id, o.state, o.daily, o.deviation, o.expected, o.horizon_days, o.grain,"
    " o.on_hand, o.ahead_days, o.ahead_asked, o.ahead_chance, o.ahead_day, o.ahead_unmet,"
    f" {IS_ASKED} AS likely,"
    # The day on which that was said is day 1, as it was then.
    " o.stock_out_on - m.day + 1 AS middle_day, o.stock_out_earliest - m.day + 1 AS earliest_day,"
    " o.stock_out_latest - m.day + 1 AS latest_day"
    " FROM product_outlooks o CROSS JOIN LATERAL (SELECT (o.made_at AT TIME ZONE %(zone)s)::date AS day) m"
    " WHERE o.tenant_id = %(tenant)s),"
    " p AS MATERIALIZED (SELECT p.id, p.code, p.name, p.unit, p.supplier_id, p.pack_size, p.sale_price,"
    " p.purchase_price FROM products p WHERE p.tenant_id = %(tenant)s AND p.is_active),"
    " l AS MATERIALIZED (SELECT l.product_id, l.on_hand, l.tracked, l.min_stock, l.max_stock, l.average_cost"
    " FROM stock_levels l WHERE l.tenant_id = %(tenant)s),"
    " k AS MATERIALIZED (SELECT k.product_id, k.abc FROM product_standings k WHERE k.tenant_id = %(tenant)s),"
    " candidates AS MATERIALIZED (SELECT o.product_id, p.code, p.name, p.unit, p.supplier_id, p.pack_size,"
    f" p.sale_price, {UNIT_COST} AS unit_cost, l.on_hand, l.tracked, l.min_stock, l.max_stock, o.state, o.daily,"
    " o.deviation, o.expected, o.horizon_days, o.grain, k.abc, o.ahead_days, o.ahead_asked, o.ahead_chance,"
    f" o.ahead_day, o.ahead_unmet, o.likely, o.middle_day, o.earliest_day, o.latest_day,"
    f" coalesce({_IS_FRESH}, false) AS fresh,"
    f" coalesce(a.days, {DEFAULT_LEAD_DAYS}) AS lead, coalesce(a.deviation, 0) AS lead_deviation,"
    " coalesce(w.quantity, 0) AS sent,"
    " CASE k.abc WHEN 'A' THEN %(z_a)s::float8 WHEN 'C' THEN %(z_c)s::float8 ELSE %(z_b)s::float8 END AS z"
    " FROM o JOIN p ON p.id = o.product_id JOIN l ON l.product_id = o.product_id"
    " LEFT JOIN k ON k.product_id = o.product_id"
    " LEFT JOIN leads a ON a.supplier_id = p.supplier_id LEFT JOIN coming w ON w.product_id = o.product_id)"
    " SELECT n.products, n.known, b.* FROM (SELECT count(*) AS products, count(*) FILTER (WHERE state = 'known')"
    " AS known FROM candidates) n LEFT JOIN (SELECT c.*,"
    f" coalesce({_IS_NEAR}, false) AS is_near, coalesce({_IS_DUE}, false) AS is_due FROM candidates c"
    f" CROSS JOIN LATERAL (SELECT {_UNITS_A_DAY} AS daily, {_DEVIATION} AS deviation) d) b ON b.is_near OR b.is_due"
    " ORDER BY b.product_id"
)


@dataclass(frozen=True, slots=True)
class Prospects:
    """``products`` are all active ones with an outlook, ``known`` those of them with enough data. ``rows`` are as those
    of ``repository.needs``, of what may run out (``is_near``) or may be due (``is_due``); a row that is ``fresh`` was
    judged with the level that it has."""

    products: int
    known: int
    rows: list[dict[str, Any]]


def prospects(tx: Tx, days: int, zone: str, agreed: Terms, sent: Mapping[UUID, int]) -> Prospects:
    """For the ``days`` that the company looks ahead. ``sent``: thousandths on order of each product."""
    times = list(agreed.times.values())
    found = _PROSPECTS.rows(
        tx,
        {
            "tenant": tx.tenant_id,
            "days": days,
            "zone": zone,
            "suppliers": [one.supplier_id for one in times],
            "leads": [one.days for one in times],
            "lead_deviations": [one.deviation for one in times],
            "ordered": list(sent),
            "quantities": list(sent.values()),
            **{f"z_{abc.lower()}": Z[agreed.settings.service(abc)] for abc in "ABC"},
        },
    )
    rows = [row for row in found if row["product_id"] is not None]
    return Prospects(found[0]["products"], found[0]["known"], rows)
