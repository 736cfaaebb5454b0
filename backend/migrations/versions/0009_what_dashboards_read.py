"""what dashboards read

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digiboost.kernel.db.rls import tenant_table

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sales_hours",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "day", "hour", "method", name=op.f("pk_sales_hours")),
    )
    op.create_table(
        "product_standings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("revenue", sa.BigInteger(), nullable=False),
        sa.Column("abc", sa.Text(), nullable=True),
        sa.Column("xyz", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("abc IN ('A', 'B', 'C')", name=op.f("ck_product_standings_abc")),
        sa.CheckConstraint("xyz IN ('X', 'Y', 'Z')", name=op.f("ck_product_standings_xyz")),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", name=op.f("pk_product_standings")),
    )
    op.create_index("ix_product_standings_revenue", "product_standings", ["tenant_id", "revenue", "product_id"])
    for name in ("sales_hours", "product_standings"):
        for statement in tenant_table(name):
            op.execute(statement)
    op.add_column("sales_days", sa.Column("version", sa.BigInteger(), server_default="0", nullable=False))
    # Without a default: the weeks of before stay unknown, until the night fills them in from their days.
    op.add_column("product_weeks", sa.Column("cost", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("product_weeks", "cost")
    op.drop_column("sales_days", "version")
    op.drop_table("product_standings")
    op.drop_table("sales_hours")
