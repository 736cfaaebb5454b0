"""When things are sold: hours and means of payment, kept for days that are over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

CELLS = f"""
wanted AS MATERIALIZED (
    SELECT w.day, w.version FROM unnest(%(cell_days)s::date[], %(versions)s::bigint[]) w (day, version)
), kept AS MATERIALIZED (
    SELECT h.day, h.hour, h.method, h.revenue, h.sales FROM wanted w JOIN sales_hours h
        ON h.tenant_id = %(tenant)s AND h.day = w.day AND h.version = w.version
), stale AS MATERIALIZED (
    SELECT w.day, w.version, t.time_zone, w.day::timestamp AT TIME ZONE t.time_zone AS begins,
        (w.day + 1)::timestamp AT TIME ZONE t.time_zone AS ends FROM wanted w CROSS JOIN tenants t
    WHERE t.id = %(tenant)s AND w.day <> ALL (ARRAY(SELECT DISTINCT k.day FROM kept k))
), cells AS MATERIALIZED (SELECT day, hour, method, revenue, sales FROM kept UNION ALL {_LIVE})
"""
"""Common table expressions that end with ``cells (day, hour, method, revenue, sales)`` of some days: kept ones, and
those of days that changed since out of their sales. Parameters: ``tenant``, and those of ``given_days``.

The ends of a day are columns of a materialised step: under row-level security an index is searched for a column, and
not for a time zone's arithmetic, which is not leakproof."""


def given_days(versions: Mapping[date, int], days: Iterable[date]) -> dict[str, Any]:
    """What ``CELLS`` is given for ``days``, with their versions as they were read before: cells are at least as new."""
    wanted = list(days)
    return {"cell_days": wanted, "versions": [versions[day] for day in wanted]}


def keep_hours(tx: Tx) -> list[str]:
    """The night's work: makes the cells of every day before today that has none, or old ones."""
    zone: str | None = tx.value("SELECT time_zone FROM tenants WHERE id = %s", (tx.tenant_id,))
    if zone is None:
        return []
    given: dict[str, Any] = {"tenant": tx.tenant_id, "today": day_of(now(), zone)}
    tx.run(
        "DELETE FROM sales_hours h USING sales_days d WHERE h.tenant_id = %(tenant)s AND d.tenant_id = %(tenant)s"
        " AND d.day = h.day AND d.version <> h.version",
        given,
    )
    rows = tx.rows(
        "SELECT day, version FROM sales_days WHERE tenant_id = %(tenant)s AND day < %(today)s ORDER BY day", given
    )
    versions = {row["day"]: row["version"] for row in rows}
    tx.run(
        f"WITH {CELLS} INSERT INTO sales_hours (tenant_id, day, hour, method, revenue, sales, version)"
        " SELECT %(tenant)s, l.day, l.hour, l.method, l.revenue, l.sales, s.version FROM cells l"
        " JOIN stale s ON s.day = l.day ON CONFLICT (tenant_id, day, hour, method) DO NOTHING",
        given | given_days(versions, versions),
    )
    return []
