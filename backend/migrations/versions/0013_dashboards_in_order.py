"""dashboards in the order of an index

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digiboost.kernel.db.rls import tenant_table

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_JUDGED = (
    ("ahead_days", sa.Integer()),
    ("ahead_asked", sa.Double()),
    ("ahead_chance", sa.Double()),
    ("ahead_day", sa.Integer()),
    ("ahead_unmet", sa.Double()),
    ("is_asked", sa.Boolean()),
)


def upgrade() -> None:
    # Who waits meanwhile, for a second at half a million products, is the work that makes outlooks: what reads them goes
    # on, and no request writes them but for a product that has none.
    op.execute(
        "-- squawk-ignore require-concurrent-index-creation\n"
        "CREATE INDEX ix_product_outlooks_runs_out ON product_outlooks (tenant_id, stock_out_on, product_id)"
    )
    op.execute("-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX ix_product_outlooks_stock_out")
    # Without a default: what is not judged yet is judged by who looks, until the next night.
    for name, kind in _JUDGED:
        op.add_column("product_outlooks", sa.Column(name, kind, nullable=True))
    op.create_table(
        "forecast_heads",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_forecast_heads")),
    )
    for statement in tenant_table("forecast_heads"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("forecast_heads")
    for name, _ in reversed(_JUDGED):
        op.drop_column("product_outlooks", name)
    op.create_index("ix_product_outlooks_stock_out", "product_outlooks", ["tenant_id", "stock_out_on"])
    op.drop_index("ix_product_outlooks_runs_out", "product_outlooks")
