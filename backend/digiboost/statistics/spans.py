"""Whole weeks that are over, summed once: a year of sales is a dozen rows to read instead of a quarter of a million.

A span is 4 or 16 weeks, counted from the same Monday for everybody. It is made at night and says of which state of
its days; a sale that comes late, is cancelled or taken out with its import moves the version of its day
(``sales_days``), in its own transaction, and the span counts no more: its weeks, which every sale moves, are read in
its place until the next night."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from digiboost.kernel.clock import day_of, monday_of, now
from digiboost.kernel.db.tx import Tx
from digiboost.statistics.hours import CELLS, given_days

FIRST_MONDAY = date(1900, 1, 1)
SIZES = (16, 4)
"""Weeks, the longest first."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)

Key = tuple[int, date]
"""Its weeks and its first day."""
Versions = dict[date, int]
"""The days with sales or misses."""


@dataclass(slots=True)
class Cover:
    """A period as spans + weeks + days - days. Parts without sales are left out."""

    spans: list[Key] = field(default_factory=list)
    weeks: list[date] = field(default_factory=list)
    """Of the first and the last one the period may hold a part alone."""
    days: list[date] = field(default_factory=list)
    without: list[date] = field(default_factory=list)
    """Days of ``weeks`` that the period does not hold."""
    outside: list[date] = field(default_factory=list)
    """Every day with sales that lies in no span."""


def version_of(versions: Iterable[int]) -> int:
    """What days add up to. It grows with each change of a day, and with a new one, which begins at 0."""
    return sum(version + 1 for version in versions)


def cover(first: date, last: date, today: date, versions: Mapping[date, int], kept: Mapping[Key, int]) -> Cover:
    """The longest spans that count, and between them weeks. Of a week at either end what is shorter is read: its days
    within the period, or the week and its days beyond. ``versions``: of all days with sales from ``first`` to
    ``last``."""
    found = Cover()
    by_week: dict[date, list[date]] = {}
    for day in sorted(versions):
        by_week.setdefault(monday_of(day), []).append(day)
    totals = {week: version_of(versions[day] for day in days) for week, days in by_week.items()}
    monday, end = monday_of(first), monday_of(last) + WEEK
    while monday < end:
        for size in SIZES:
            after = monday + size * WEEK
            # A span that begins before the period or ends after it would count days that ``versions`` does not have.
            if (size, monday) in kept and first <= monday and after <= last + DAY:
                total = sum(totals.get(monday + n * WEEK, 0) for n in range(size))
                if total == kept[size, monday]:
                    found.spans.append((size, monday))
                    monday = after
                    break
        else:
            if monday in by_week:
                _week(found, monday, by_week[monday], first, last, today)
            monday += WEEK
    return found


def _week(found: Cover, monday: date, days: list[date], first: date, last: date, today: date) -> None:
    beyond = [day for n in range(7) if not first <= (day := monday + n * DAY) <= last]
    found.outside += days
    # Days to come are hardly ever sold on: the present week is read as a whole.
    if sum(day <= today for day in beyond) < len(days):
        found.weeks.append(monday)
        found.without += beyond
    else:
        found.days += days


def start_of(size: int, day: date) -> date:
    """The first day of the span of ``size`` weeks that holds ``day``."""
    return day - timedelta(days=(day - FIRST_MONDAY).days % (7 * size))


_KEPT = """
SELECT s.weeks, s.first, s.version FROM sales_spans s
WHERE s.tenant_id = %(tenant)s AND s.weeks = ANY(%(sizes)s::int[]) AND s.first BETWEEN %(first)s AND %(last)s
"""


def kept(tx: Tx, first: date, last: date) -> dict[Key, int]:
    """The versions of the spans that begin in a period."""
    given = {"tenant": tx.tenant_id, "sizes": list(SIZES), "first": first, "last": last}
    return {(row["weeks"], row["first"]): row["version"] for row in tx.rows(_KEPT, given)}


# Weeks from before their cost was kept have that of their days.
WEEKS = """
SELECT w.product_id, w.units, w.revenue, coalesce(w.cost, (SELECT sum(d.cost) FROM product_days d
    WHERE d.tenant_id = %(tenant)s AND d.product_id = w.product_id AND d.day BETWEEN w.week AND w.week + 6), 0) AS cost
FROM product_weeks w WHERE w.tenant_id = %(tenant)s AND w.week = ANY(%({weeks})s::date[])
"""
_KEEP = f"""
WITH {CELLS}, products AS (
    SELECT array_agg(p.product_id ORDER BY p.product_id) AS ids, array_agg(p.units ORDER BY p.product_id) AS units,
        array_agg(p.revenue ORDER BY p.product_id) AS revenue, array_agg(p.cost ORDER BY p.product_id) AS cost
    FROM (
        SELECT w.product_id, sum(w.units)::bigint AS units, sum(w.revenue)::bigint AS revenue,
            sum(w.cost)::bigint AS cost FROM ({WEEKS.format(weeks="week_list")}) w GROUP BY w.product_id
    ) p WHERE p.units <> 0 OR p.revenue <> 0 OR p.cost <> 0
), hours AS (
    SELECT array_agg(h.hour ORDER BY h.hour, h.method) AS hours, array_agg(h.method ORDER BY h.hour, h.method)
        AS methods, array_agg(h.revenue ORDER BY h.hour, h.method) AS revenue,
        array_agg(h.sales ORDER BY h.hour, h.method) AS sales
    FROM (
        SELECT (extract(isodow FROM c.day)::int - 1) * 24 + c.hour AS hour, c.method,
            sum(c.revenue)::bigint AS revenue, sum(c.sales)::bigint AS sales FROM cells c GROUP BY 1, 2
    ) h
)
INSERT INTO sales_spans (tenant_id, weeks, first, version, product_ids, units, revenue, cost, hours, methods,
    hour_revenue, hour_sales)
SELECT %(tenant)s, %(weeks)s, %(first)s, %(version)s, coalesce(p.ids, '{{}}'), coalesce(p.units, '{{}}'),
    coalesce(p.revenue, '{{}}'), coalesce(p.cost, '{{}}'), coalesce(h.hours, '{{}}'), coalesce(h.methods, '{{}}'),
    coalesce(h.revenue, '{{}}'), coalesce(h.sales, '{{}}') FROM products p CROSS JOIN hours h
ON CONFLICT (tenant_id, weeks, first) DO UPDATE SET version = excluded.version, product_ids = excluded.product_ids,
    units = excluded.units, revenue = excluded.revenue, cost = excluded.cost, hours = excluded.hours,
    methods = excluded.methods, hour_revenue = excluded.hour_revenue, hour_sales = excluded.hour_sales
"""


def keep_spans(tx: Tx) -> list[str]:
    """The night's work: makes every span that is over and has none, or an old one.

    The versions are read before what they stand for: what is summed is at least as new, and a span that a sale
    overtakes meanwhile is known to be old."""
    zone: str | None = tx.value("SELECT time_zone FROM tenants WHERE id = %s", (tx.tenant_id,))
    if zone is None:
        return []
    today = day_of(now(), zone)
    rows = tx.rows("SELECT day, version FROM sales_days WHERE tenant_id = %s ORDER BY day", (tx.tenant_id,))
    versions: Versions = {row["day"]: row["version"] for row in rows}
    known = kept(tx, date.min, today)
    totals: Counter[Key] = Counter()
    days: dict[Key, list[date]] = {}
    for day, version in versions.items():
        for size in SIZES:
            key = size, start_of(size, day)
            totals[key] += version_of([version])
            days.setdefault(key, []).append(day)
    for (size, first), total in totals.items():
        if first + size * WEEK > today or known.get((size, first)) == total:
            continue
        given = {
            "tenant": tx.tenant_id,
            "weeks": size,
            "first": first,
            "version": total,
            "week_list": [first + n * WEEK for n in range(size)],
        }
        tx.run(_KEEP, given | given_days(versions, days[size, first]))
    return []
