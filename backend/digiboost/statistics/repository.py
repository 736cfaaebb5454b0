"""The overview, out of rows that the rooms below keep summed: stock_summaries, stock_days, sales_days,
product_weeks and the index of stock_levels by status. No sale and no movement is read, so that it costs the
same for a shop with a thousand sales and one with a million."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from digiboost.kernel.db.statement import LongStatement
from digiboost.kernel.db.tx import Tx

_PERIOD = """json_build_object('revenue', {now}, 'previous', {before},
    'change', CASE WHEN {before} > 0 THEN trim_scale(round(({now} - {before})::numeric / {before}, 4)) END,
    'count', {count})"""


def _period(name: str) -> str:
    return _PERIOD.format(now=f"w.{name}", before=f"w.{name}_before", count=f"w.{name}_count")


def _sum(column: str, first: int, last: int) -> str:
    """The sum of ``column`` over the days from ``first`` to ``last`` days ago."""
    return f"coalesce(sum(d.{column}) FILTER (WHERE d.ago BETWEEN {first} AND {last}), 0)"


_TREND = """coalesce(json_agg(json_build_object('day', d.day, 'revenue', d.revenue) ORDER BY d.day)
    FILTER (WHERE d.ago BETWEEN {first} AND {last}), '[]')"""

_WINDOW = f"""
SELECT {_sum("revenue", 0, 0)} AS today, {_sum("revenue", 1, 1)} AS today_before, {_sum("sales", 0, 0)} AS today_count,
    {_sum("revenue", 0, 6)} AS week, {_sum("revenue", 7, 13)} AS week_before, {_sum("sales", 0, 6)} AS week_count,
    {_sum("revenue", 0, 29)} AS month, {_sum("revenue", 30, 59)} AS month_before,
    {_sum("sales", 0, 29)} AS month_count,
    {_sum("costed_revenue", 0, 29)} AS costed, {_sum("cost", 0, 29)} AS cost,
    greatest({_sum("units", 0, 29)}, 0) AS served, {_sum("missed_units", 0, 29)} AS missed,
    {_TREND.format(first=0, last=29)} AS trend, {_TREND.format(first=30, last=59)} AS previous_trend
FROM (
    SELECT n AS ago, b.today - n AS day, coalesce(s.revenue, 0) AS revenue, coalesce(s.sales, 0) AS sales,
        coalesce(s.costed_revenue, 0) AS costed_revenue, coalesce(s.cost, 0) AS cost, coalesce(s.units, 0) AS units,
        coalesce(s.missed_units, 0) AS missed_units
    FROM generate_series(0, 59) n LEFT JOIN sales_days s ON s.tenant_id = %(tenant)s AND s.day = b.today - n
        AND s.day BETWEEN b.today - 59 AND b.today
) d
"""

# A day without a row ended like the last row before it; before the first row nothing was tracked.
_AVAILABILITY = """
SELECT json_build_object('name', 'availability', 'value', CASE WHEN sum(e.tracked) > 0
    THEN trim_scale(round(sum(e.tracked - e.ruptures)::numeric / sum(e.tracked), 4)) END,
    'days', count(*) FILTER (WHERE e.tracked > 0))
FROM generate_series(0, 29) n CROSS JOIN LATERAL (
    SELECT k.tracked, k.ruptures FROM stock_days k WHERE k.tenant_id = %(tenant)s AND k.day <= b.today - n
    ORDER BY k.day DESC LIMIT 1
) e
"""

# The week before is named here: under row-level security an index cannot be searched for `week - 7`, because
# a subtraction is not leakproof.
_TOP = """
SELECT w.week, {week} - 7 AS before, w.product_id, w.units, w.revenue FROM product_weeks w
WHERE w.tenant_id = %(tenant)s AND w.week = {week} AND w.revenue > 0
ORDER BY w.revenue DESC, w.product_id LIMIT 5
"""

# On a Monday morning the week has nothing to say yet: the last one speaks until this one names as many.
_MOVERS = f"""
WITH this AS MATERIALIZED ({_TOP.format(week="b.monday")}), last AS MATERIALIZED ({_TOP.format(week="b.monday - 7")}),
    shown AS (
        SELECT CASE WHEN (SELECT count(*) FROM this) >= (SELECT count(*) FROM last)
            THEN b.monday ELSE b.monday - 7 END AS week
    )
SELECT json_build_object('week', (SELECT week FROM shown), 'movers', coalesce((
    SELECT json_agg(json_build_object('product_id', w.product_id, 'name', p.name,
        'units', trim_scale(w.units / 1000.0), 'revenue', w.revenue, 'change', CASE WHEN l.revenue > 0
            THEN trim_scale(round((w.revenue - l.revenue)::numeric / l.revenue, 4)) END)
        ORDER BY w.revenue DESC, w.product_id)
    FROM (SELECT * FROM this UNION ALL SELECT * FROM last) w
    JOIN products p ON p.tenant_id = %(tenant)s AND p.id = w.product_id
    LEFT JOIN product_weeks l ON l.tenant_id = %(tenant)s AND l.week = w.before AND l.product_id = w.product_id
    WHERE w.week = (SELECT week FROM shown)), '[]'))
"""

_WORST = """
(SELECT {rank} AS rank, l.product_id, l.status, l.on_hand, l.min_stock, l.last_sale_at FROM stock_levels l
WHERE l.tenant_id = %(tenant)s AND l.status = '{status}' AND l.last_sale_at IS {sold} NULL
ORDER BY l.last_sale_at DESC LIMIT 5)
"""
_ATTENTION = f"""
SELECT coalesce(json_agg(json_build_object('product_id', a.product_id, 'name', p.name, 'status', a.status,
    'on_hand', trim_scale(a.on_hand / 1000.0), 'min_stock', trim_scale(a.min_stock / 1000.0), 'unit', p.unit)
    ORDER BY a.rank, a.last_sale_at DESC, a.product_id), '[]')
FROM (
    SELECT * FROM (
        {
    " UNION ALL ".join(
        _WORST.format(rank=rank, status=status, sold=sold)
        for rank, (status, sold) in enumerate([("rupture", "NOT"), ("rupture", ""), ("low", "NOT"), ("low", "")])
    )
}
    ) each ORDER BY rank, last_sale_at DESC, product_id LIMIT 5
) a JOIN products p ON p.tenant_id = %(tenant)s AND p.id = a.product_id
"""

_BODY = f"""
SELECT json_build_object('as_of', %(as_of)s::text, 'day', b.today, 'last_sale_day', (SELECT d.day FROM sales_days d
        WHERE d.tenant_id = %(tenant)s AND d.sales > 0 ORDER BY d.day DESC LIMIT 1),
    'currency', b.currency, 'currency_exponent', b.currency_exponent,
    'stock', json_build_object('products', b.products, 'ruptures', b.ruptures, 'low', b.low, 'ok', b.ok,
        'untracked', b.untracked, 'value', CASE WHEN %(costs)s THEN b.value END),
    'sales', json_build_object('today', {_period("today")}, 'days_7', {_period("week")}, 'days_30', {_period("month")}),
    'availability', CASE WHEN w.missed > 0 THEN json_build_object('name', 'fill_rate',
        'value', trim_scale(round(w.served::numeric / (w.served + w.missed), 4)), 'days', 30)
        ELSE ({_AVAILABILITY}) END,
    'margin_30', CASE WHEN %(costs)s AND w.costed <> 0
        THEN trim_scale(round((w.costed - w.cost)::numeric / w.costed, 4)) END,
    'trend', w.trend, 'previous_trend', w.previous_trend,
    'top_movers_week', m.top->'week', 'top_movers', m.top->'movers', 'attention', ({_ATTENTION}))::text
FROM ({_WINDOW}) w, LATERAL ({_MOVERS}) m (top)
"""

_BASE = """
SELECT each.*, today - (extract(isodow FROM today)::int - 1) AS monday, '"' || left(encode(sha256(convert_to(
    concat_ws('/', %(tenant)s::text, tenant_version, stock_version, sales_version, today, %(costs)s::text), 'UTF8'
    )), 'hex'), 24) || '"' AS tag
FROM (
    SELECT t.currency, t.currency_exponent, t.version AS tenant_version,
        coalesce(%(day)s::date, (%(at)s::timestamptz AT TIME ZONE t.time_zone)::date) AS today,
        coalesce(k.version, 0) AS stock_version, coalesce(k.products, 0) AS products,
        coalesce(k.ruptures, 0) AS ruptures, coalesce(k.low, 0) AS low, coalesce(k.ok, 0) AS ok,
        coalesce(k.untracked, 0) AS untracked, coalesce(k.value, 0) AS value,
        coalesce(s.version, 0) AS sales_version
    FROM tenants t LEFT JOIN stock_summaries k ON k.tenant_id = %(tenant)s
        LEFT JOIN sales_summaries s ON s.tenant_id = %(tenant)s
    WHERE t.id = %(tenant)s
) each
"""
_TAG = f"SELECT b.tag FROM ({_BASE}) b"
_OVERVIEW = LongStatement(f"WITH base AS MATERIALIZED ({_BASE}) SELECT b.tag, ({_BODY}) AS body FROM base b")


def overview(tx: Tx, at: datetime, day: date | None, known_tags: Sequence[str], costs: bool) -> tuple[str, str | None]:
    """The tag of the overview at ``at``, and its JSON; None when the tag is one of ``known_tags``, and then
    nothing but the tenant's own rows was read. ``day`` names another day than the present one for the sales."""
    given = {"tenant": tx.tenant_id, "at": at, "day": day, "costs": costs}
    if known_tags:
        tag = tx.value(_TAG, given)
        if tag in known_tags:
            return str(tag), None
    row = _OVERVIEW.row(tx, {**given, "as_of": at.isoformat().replace("+00:00", "Z")})
    if row is None:
        raise LookupError("a tenant without a row")
    return row["tag"], row["body"]


def service_rate(tx: Tx, today: date, days: int) -> tuple[str, float | None, int]:
    given = {"tenant": tx.tenant_id, "today": today, "first": today - timedelta(days=days - 1), "days": days}
    sold = tx.row(
        "SELECT greatest(coalesce(sum(units), 0), 0)::float8 AS served,"
        " coalesce(sum(missed_units), 0)::float8 AS missed"
        " FROM sales_days WHERE tenant_id = %(tenant)s AND day BETWEEN %(first)s AND %(today)s",
        given,
    )
    if sold is not None and sold["missed"] > 0:
        return "fill_rate", sold["served"] / (sold["served"] + sold["missed"]), days
    there = tx.row(
        "SELECT sum(e.tracked - e.ruptures)::float8 AS there, sum(e.tracked)::float8 AS tracked,"
        " count(*) FILTER (WHERE e.tracked > 0) AS days FROM generate_series(0, %(days)s - 1) n CROSS JOIN LATERAL"
        " (SELECT k.tracked, k.ruptures FROM stock_days k WHERE k.tenant_id = %(tenant)s"
        " AND k.day <= %(today)s::date - n ORDER BY k.day DESC LIMIT 1) e",
        given,
    )
    if there is None or not there["tracked"]:
        return "availability", None, 0
    return "availability", there["there"] / there["tracked"], there["days"]
