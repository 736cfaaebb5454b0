"""Set-wise recomputation from the ledger: the summary, the days, and what has drifted."""

from __future__ import annotations

from digiboost.kernel.db.tx import Tx

STATUS = (
    "CASE WHEN NOT p.is_active THEN 'inactive' WHEN NOT l.tracked THEN 'untracked' WHEN l.on_hand <= 0 THEN 'rupture'"
    " WHEN l.on_hand <= l.min_stock THEN 'low' ELSE 'ok' END"
)
"""``types.judge`` in SQL, over a level ``l`` and its product ``p``."""

VALUE = "round(greatest(l.on_hand, 0)::numeric * l.average_cost / 1000000)"
"""``types.value_of`` in SQL."""

_TOTALS = (
    "SELECT count(*) FILTER (WHERE status <> 'inactive') AS products,"
    " count(*) FILTER (WHERE status = 'rupture') AS ruptures, count(*) FILTER (WHERE status = 'low') AS low,"
    " count(*) FILTER (WHERE status = 'ok') AS ok, count(*) FILTER (WHERE status = 'untracked') AS untracked,"
    " coalesce(sum(value) FILTER (WHERE status <> 'inactive'), 0)::bigint AS value"
    " FROM stock_levels WHERE tenant_id = %(tenant)s"
)


def drift(tx: Tx) -> list[str]:
    """Where levels or the summary differ from a recomputation from the ledger; empty when all is well.

    Reads one snapshot per statement: run it in a quiet transaction, or ask twice before believing it.
    """
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
            f"SELECT * FROM (SELECT l.product_id, l.status, l.value, {STATUS} AS judged, {VALUE}::bigint AS worth"
            " FROM stock_levels l JOIN products p ON p.tenant_id = l.tenant_id AND p.id = l.product_id"
            " WHERE l.tenant_id = %(tenant)s) j WHERE status <> judged OR value <> worth ORDER BY product_id",
            given,
        )
    ]
    stored = tx.row(
        "SELECT products, ruptures, low, ok, untracked, value FROM stock_summaries WHERE tenant_id = %(tenant)s", given
    ) or dict.fromkeys(("products", "ruptures", "low", "ok", "untracked", "value"), 0)
    recomputed = tx.row(_TOTALS, given) or {}
    found += [
        f"summary {name}: {stored[name]}, levels say {recomputed[name]}"
        for name in stored
        if stored[name] != recomputed[name]
    ]
    last = tx.row(
        "SELECT tracked, ruptures, value FROM stock_days WHERE tenant_id = %(tenant)s ORDER BY day DESC LIMIT 1", given
    )
    if last is not None:
        says = {
            "tracked": stored["ruptures"] + stored["low"] + stored["ok"],
            "ruptures": stored["ruptures"],
            "value": stored["value"],
        }
        found += [
            f"last day {name}: {last[name]}, summary says {says[name]}" for name in says if last[name] != says[name]
        ]
    return found
