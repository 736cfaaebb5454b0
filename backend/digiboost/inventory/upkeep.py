"""What is recomputed from the ledger as a whole: the summary, the days, and what has drifted."""

from __future__ import annotations

from datetime import date

from digiboost.identity.service import company
from digiboost.inventory import ledger
from digiboost.inventory.repository import STATUS, VALUE
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import day_of, now
from digiboost.kernel.db.tx import Tx

_TOTALS = (
    "SELECT count(*) FILTER (WHERE status <> 'inactive') AS products,"
    " count(*) FILTER (WHERE status = 'rupture') AS ruptures, count(*) FILTER (WHERE status = 'low') AS low,"
    " count(*) FILTER (WHERE status = 'ok') AS ok, count(*) FILTER (WHERE status = 'untracked') AS untracked,"
    " coalesce(sum(value) FILTER (WHERE status <> 'inactive'), 0)::bigint AS value"
    " FROM stock_levels WHERE tenant_id = %(tenant)s"
)


def rebuild_summary(tx: Tx) -> None:
    """Counts the levels again when the transaction ends, in place of the differences noted so far."""
    feed.restart(tx)
    tx.notes[ledger.REBUILD] = True
    ledger.note_difference(tx, [0] * len(ledger.SUMMARY_FIELDS))


def rebuild_days(tx: Tx, from_day: date) -> int:
    """Writes the days from ``from_day`` to yesterday again, as the ledger tells them; how many changed their
    numbers. Today's row follows the summary.

    A day's movements are those that happened on it, whenever they arrived. A product joins on the day of its
    first counting movement (of its creation, when it has none and is tracked); the value is the quantity of
    that evening at today's average cost, since the ledger keeps no history of averages; products that are
    inactive today are left out.
    """
    tenant = company(tx)
    given = {
        "tenant": tx.tenant_id,
        "zone": tenant.time_zone,
        "from": from_day,
        "today": day_of(now(), tenant.time_zone),
    }
    tx.run("DELETE FROM stock_days WHERE tenant_id = %(tenant)s AND day >= %(from)s AND day < %(today)s", given)
    return tx.run(
        "WITH shelves AS (SELECT l.product_id, l.average_cost, (p.created_at AT TIME ZONE %(zone)s)::date AS created"
        " FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
        " WHERE l.tenant_id = %(tenant)s AND l.tracked AND p.is_active),"
        " moves AS (SELECT m.product_id, (m.occurred_at AT TIME ZONE %(zone)s)::date AS day, sum(m.quantity) AS moved"
        " FROM stock_movements m WHERE m.tenant_id = %(tenant)s AND m.counts GROUP BY 1, 2),"
        " evenings AS (SELECT product_id, day, sum(moved) OVER w AS after, sum(moved) OVER w - moved AS before,"
        " row_number() OVER w AS n FROM moves WINDOW w AS (PARTITION BY product_id ORDER BY day)),"
        " changes AS (SELECT e.day, (e.n = 1)::int AS tracked,"
        " (e.after <= 0)::int - (e.n > 1 AND e.before <= 0)::int AS ruptures,"
        " round(greatest(e.after, 0) * s.average_cost / 1000000)"
        " - round(greatest(e.before, 0) * s.average_cost / 1000000) AS value"
        " FROM evenings e JOIN shelves s USING (product_id) UNION ALL SELECT s.created, 1, 1, 0 FROM shelves s"
        " WHERE NOT EXISTS (SELECT FROM moves m WHERE m.product_id = s.product_id)),"
        " days AS (SELECT day, sum(tracked) AS tracked, sum(ruptures) AS ruptures, sum(value) AS value"
        " FROM changes GROUP BY day),"
        " told AS (SELECT day, sum(tracked) OVER w AS tracked, sum(ruptures) OVER w AS ruptures,"
        " sum(value) OVER w AS value FROM days WINDOW w AS (ORDER BY day))"
        " INSERT INTO stock_days (tenant_id, day, tracked, ruptures, value)"
        " SELECT %(tenant)s, day, tracked, ruptures, value FROM told WHERE day >= %(from)s AND day < %(today)s",
        given,
    )


def drift(tx: Tx) -> list[str]:
    """Where levels, the summary or its last day differ from a recomputation from the ledger; empty when all
    is well. Each check is one statement, so that a sale which commits meanwhile is seen whole or not at all."""
    given = {"tenant": tx.tenant_id}
    found = [
        f"level {row['product_id']}: on hand {row['on_hand']}, ledger {row['ledger']}"
        for row in tx.rows(
            "SELECT l.product_id, l.on_hand, coalesce(m.ledger, 0)::bigint AS ledger FROM stock_levels l LEFT JOIN"
            " (SELECT product_id, sum(quantity) AS ledger FROM stock_movements WHERE tenant_id = %(tenant)s AND counts"
            " GROUP BY product_id) m ON m.product_id = l.product_id WHERE l.tenant_id = %(tenant)s"
            " AND l.on_hand <> coalesce(m.ledger, 0) ORDER BY l.product_id",
            given,
        )
    ]
    found += [
        f"level {row['product_id']}: {row['status']} worth {row['value']}, should be {row['judged']} and {row['worth']}"
        for row in tx.rows(
            f"SELECT * FROM (SELECT l.product_id, l.status, l.value, {STATUS} AS judged, {VALUE} AS worth"
            " FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
            " WHERE l.tenant_id = %(tenant)s) j WHERE status <> judged OR value <> worth ORDER BY product_id",
            given,
        )
    ]
    names = ("products", "ruptures", "low", "ok", "untracked", "value")
    stored = ", ".join(f"coalesce(s.{name}, 0) AS stored_{name}" for name in names)
    sums = tx.row(
        f"SELECT t.*, {stored}, d.tracked AS day_tracked, d.ruptures AS day_ruptures, d.value AS day_value"
        f" FROM ({_TOTALS}) t LEFT JOIN stock_summaries s ON s.tenant_id = %(tenant)s LEFT JOIN LATERAL"
        " (SELECT * FROM stock_days WHERE tenant_id = %(tenant)s ORDER BY day DESC LIMIT 1) d ON true",
        given,
    )
    if sums is None:
        raise RuntimeError("an aggregate has one row")
    found += [
        f"summary {name}: {sums[f'stored_{name}']}, levels say {sums[name]}"
        for name in names
        if sums[f"stored_{name}"] != sums[name]
    ]
    if sums["day_tracked"] is not None:
        evening = {
            "tracked": sums["ruptures"] + sums["low"] + sums["ok"],
            "ruptures": sums["ruptures"],
            "value": sums["value"],
        }
        found += [
            f"last day {name}: {sums[f'day_{name}']}, levels say {says}"
            for name, says in evening.items()
            if sums[f"day_{name}"] != says
        ]
    return found
