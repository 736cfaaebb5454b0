"""Other companies' sums, put aside and brought back: does one company's screen cost more for their being there?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg

from benchmarks.sql import Connection, plain_url

TABLES = ("product_days", "product_weeks", "sales_days", "sales_hours", "sales_spans")
SHARE = 100
"""One in how many rows of the other companies stays."""


@dataclass
class Grown:
    """Rows of ``product_days`` of all other companies, without and with those that were aside."""

    few: int = 0
    many: int = 0

    @property
    def times(self) -> float:
        return self.many / max(1, self.few)


@contextmanager
def aside(admin_url: str, tenant_id: UUID) -> Iterator[Grown]:
    """Inside the block the sums of few other companies lie beside those of ``tenant_id``, about a hundredth of what
    there was, and in files that were never larger; afterwards all are there again."""
    grown = Grown()
    with psycopg.connect(plain_url(admin_url), autocommit=True) as connection:
        names = ", ".join(f"'{tenant}'" for tenant in _staying(connection, tenant_id, grown))
        others = f"tenant_id NOT IN ({names})"
        for table in TABLES:
            connection.execute(f"CREATE UNLOGGED TABLE aside_{table} AS SELECT * FROM {table} WHERE {others}")
            connection.execute(f"DELETE FROM {table} WHERE {others}")
            connection.execute(f"VACUUM (FULL, ANALYZE) {table}")
        try:
            yield grown
        finally:
            for table in TABLES:
                connection.execute(f"INSERT INTO {table} SELECT * FROM aside_{table} ORDER BY tenant_id")
                connection.execute(f"DROP TABLE aside_{table}")
                connection.execute(f"VACUUM (ANALYZE) {table}")


def _staying(connection: Connection, tenant_id: UUID, grown: Grown) -> list[UUID]:
    """The company itself, and the smallest others whose rows are at most one in ``SHARE``."""
    rows = connection.execute(
        "SELECT tenant_id, count(*) FROM product_days WHERE tenant_id <> %s GROUP BY 1 ORDER BY 2, 1", (tenant_id,)
    ).fetchall()
    counts = {UUID(str(tenant)): int(str(count)) for tenant, count in rows}
    grown.many = sum(counts.values())
    staying = [tenant_id]
    for tenant, count in counts.items():
        if (grown.few + count) * SHARE > grown.many:
            break
        grown.few += count
        staying.append(tenant)
    return staying
