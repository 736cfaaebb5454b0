"""When things are sold: hours and means of payment, kept for days that are over."""

from __future__ import annotations

from datetime import date
from typing import Any

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx

_LIVE = """
SELECT d.day, extract(hour FROM x.occurred_at AT TIME ZONE d.time_zone)::int AS hour, x.payment_method AS method,
    sum(x.total)::bigint AS revenue, count(*) FILTER (WHERE x.kind = 'SALE') AS sales
FROM stale d CROSS JOIN LATERAL (
    SELECT s.occurred_at, s.payment_method, s.total, s.kind FROM sales s
    WHERE s.tenant_id = %(tenant)s AND s.occurred_at >= d.begins AND s.occurred_at < d.ends AND s.status = 'completed'
) x GROUP BY 1, 2, 3
"""
"""The cells of the days in ``stale``, out of their sales."""

_DAYS = """
SELECT d.day, d.version FROM sales_days d WHERE d.tenant_id = %(tenant)s AND d.day BETWEEN %(first)s AND %(last)s
"""

CELLS = f"""
days AS MATERIALIZED ({_DAYS}), kept AS MATERIALIZED (
    SELECT h.day, h.hour, h.method, h.revenue, h.sales FROM sales_hours h JOIN days d ON d.day = h.day
    WHERE h.tenant_id = %(tenant)s AND h.day BETWEEN %(first)s AND %(last)s AND h.version = d.version
), stale AS MATERIALIZED (
    SELECT d.day, d.version, t.time_zone, d.day::timestamp AT TIME ZONE t.time_zone AS begins,
        (d.day + 1)::timestamp AT TIME ZONE t.time_zone AS ends FROM days d CROSS JOIN tenants t
    WHERE t.id = %(tenant)s AND NOT EXISTS (SELECT FROM kept k WHERE k.day = d.day)
), cells AS MATERIALIZED (SELECT day, hour, method, revenue, sales FROM kept UNION ALL {_LIVE})
"""
"""Common table expressions that end with ``cells (day, hour, method, revenue, sales)`` of a period: kept ones, and
those of days that changed since out of their sales. Parameters: ``tenant``, ``first``, ``last``.

The ends of a day are columns of a materialised step: under row-level security an index is searched for a column, and
not for a time zone's arithmetic, which is not leakproof."""


def keep_hours(tx: Tx) -> list[str]:
    """The night's work: makes the cells of every day before today that has none, or old ones."""
    zone: str | None = tx.value("SELECT time_zone FROM tenants WHERE id = %s", (tx.tenant_id,))
    if zone is None:
        return []
    given: dict[str, Any] = {"tenant": tx.tenant_id, "first": date(1900, 1, 1), "last": day_of(now(), zone)}
    tx.run(
        "DELETE FROM sales_hours h USING sales_days d WHERE h.tenant_id = %(tenant)s AND d.tenant_id = %(tenant)s"
        " AND d.day = h.day AND d.version <> h.version",
        given,
    )
    tx.run(
        f"WITH {CELLS} INSERT INTO sales_hours (tenant_id, day, hour, method, revenue, sales, version)"
        " SELECT %(tenant)s, l.day, l.hour, l.method, l.revenue, l.sales, s.version FROM cells l"
        " JOIN stale s ON s.day = l.day WHERE l.day < %(last)s"
        " ON CONFLICT (tenant_id, day, hour, method) DO NOTHING",
        given,
    )
    return []
