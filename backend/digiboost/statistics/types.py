"""What other rooms share with the dashboards."""

from __future__ import annotations

DEAD_DAYS = 90
"""Without a sale for so long, goods sleep."""
# PostgreSQL's own moment: a statement that names another one each time is planned each time.
LONG_AGO = f"now() - interval '{DEAD_DAYS} days'"
DEAD = f"(l.on_hand > 0 AND coalesce(l.last_sale_at, p.created_at) < {LONG_AGO} AND p.created_at < {LONG_AGO})"
"""SQL over a level ``l`` and its product ``p``."""
