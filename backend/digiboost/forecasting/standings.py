"""Each product's class among the others: ABC by revenue, XYZ by how evenly it sells."""

from __future__ import annotations

from datetime import timedelta

from digiboost.forecasting import repository
from digiboost.identity.service import company
from digiboost.kernel.clock import day_of, monday_of, now
from digiboost.kernel.db.tx import Tx

WEEKS = 13
LEAST_WEEKS = 4
A_SHARE, B_SHARE = 0.80, 0.95
X_VARIATION, Y_VARIATION = 0.5, 1.0

# Revenue descending; a product belongs to the class in which its own revenue begins, so that the first is always A.
# Weeks without a sale since the product's first one count as 0 in mean and deviation (population).
_MAKE = """
WITH span AS MATERIALIZED (
    SELECT p.id AS product_id, greatest(%(first)s::date, date_trunc('week', (SELECT min(d.day) FROM product_days d
        WHERE d.tenant_id = %(tenant)s AND d.product_id = p.id))::date) AS begins
    FROM products p WHERE p.tenant_id = %(tenant)s AND p.is_active
), sold AS MATERIALIZED (
    SELECT w.product_id, sum(w.revenue)::bigint AS revenue, sum(greatest(w.units, 0))::float8 AS units,
        sum((greatest(w.units, 0)::float8) ^ 2) AS squares
    FROM product_weeks w WHERE w.tenant_id = %(tenant)s AND w.week >= %(first)s AND w.week < %(until)s
    GROUP BY w.product_id
), ranked AS (
    SELECT n.product_id, coalesce(s.revenue, 0) AS revenue, s.units, s.squares,
        (%(until)s::date - n.begins) / 7 AS weeks,
        sum(greatest(coalesce(s.revenue, 0), 0)) OVER (ORDER BY coalesce(s.revenue, 0) DESC, n.product_id)
            - greatest(coalesce(s.revenue, 0), 0) AS before,
        sum(greatest(coalesce(s.revenue, 0), 0)) OVER () AS whole
    FROM span n LEFT JOIN sold s ON s.product_id = n.product_id
)
INSERT INTO product_standings AS k (tenant_id, product_id, revenue, abc, xyz, made_at)
SELECT %(tenant)s, r.product_id, r.revenue,
    CASE WHEN r.revenue <= 0 THEN NULL WHEN r.before < %(a)s * r.whole THEN 'A'
        WHEN r.before < %(b)s * r.whole THEN 'B' ELSE 'C' END,
    CASE WHEN coalesce(r.units, 0) = 0 OR r.weeks < %(least)s THEN NULL
        WHEN v.variation <= %(x)s THEN 'X' WHEN v.variation <= %(y)s THEN 'Y' ELSE 'Z' END,
    %(at)s
FROM ranked r CROSS JOIN LATERAL (
    SELECT sqrt(greatest(r.squares / r.weeks - (r.units / r.weeks) ^ 2, 0)) / (r.units / r.weeks) AS variation
    WHERE r.units > 0 AND r.weeks > 0 UNION ALL SELECT NULL WHERE NOT coalesce(r.units > 0 AND r.weeks > 0, false)
) v
ORDER BY r.product_id
ON CONFLICT (tenant_id, product_id) DO UPDATE SET revenue = excluded.revenue, abc = excluded.abc, xyz = excluded.xyz,
    made_at = excluded.made_at
"""


def keep_standings(tx: Tx) -> None:
    """Classes over the last 13 weeks that are over, for every active product."""
    at = now()
    until = monday_of(day_of(at, company(tx).time_zone))
    given = {
        "tenant": tx.tenant_id, "first": until - timedelta(weeks=WEEKS), "until": until, "a": A_SHARE, "b": B_SHARE,
        "x": X_VARIATION, "y": Y_VARIATION, "least": LEAST_WEEKS, "at": at,
    }  # fmt: skip
    tx.run(_MAKE, given)
    tx.run(
        "DELETE FROM product_standings k USING products p WHERE k.tenant_id = %(tenant)s AND p.tenant_id = %(tenant)s"
        " AND p.id = k.product_id AND NOT p.is_active",
        given,
    )
    repository.move_version(tx)
