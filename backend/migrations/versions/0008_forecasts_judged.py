"""forecasts judged, and a calendar

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import tenant_table

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TENANT_TABLES = ("calendar_events", "forecast_backtests", "forecast_runs")


def upgrade() -> None:
    op.create_table(
        "calendar_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_calendar_events_days")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_events")),
    )
    op.create_index("ix_calendar_events_starts", "calendar_events", ["tenant_id", "starts_on"], unique=False)
    op.create_table(
        "forecast_backtests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("middle", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("actual", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_forecast_backtests_tenant_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "cutoff", "product_id", name=op.f("pk_forecast_backtests")),
    )
    op.create_index("ix_forecast_backtests_product", "forecast_backtests", ["tenant_id", "product_id"], unique=False)
    op.create_table(
        "forecast_runs",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("learnt", sa.Integer(), nullable=False),
        sa.Column("effects", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expected_value", sa.BigInteger(), nullable=False),
        sa.Column("actual_value", sa.BigInteger(), nullable=True),
        sa.Column("absolute_error", sa.BigInteger(), nullable=True),
        sa.Column("within", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('night', 'backtest')", name=op.f("ck_forecast_runs_kind")),
        sa.PrimaryKeyConstraint("tenant_id", "cutoff", "kind", name=op.f("pk_forecast_runs")),
    )
    op.add_column("product_outlooks", sa.Column("demand_class", sa.Text(), nullable=True))
    op.add_column("product_outlooks", sa.Column("expected", sa.Double(), nullable=True))
    op.add_column("product_outlooks", sa.Column("grain", sa.Double(), server_default=sa.text("0"), nullable=False))
    for name in TENANT_TABLES:
        for statement in tenant_table(name):
            op.execute(statement)


def downgrade() -> None:
    op.drop_column("product_outlooks", "grain")
    op.drop_column("product_outlooks", "expected")
    op.drop_column("product_outlooks", "demand_class")
    op.drop_table("forecast_runs")
    op.drop_index("ix_forecast_backtests_product", table_name="forecast_backtests")
    op.drop_table("forecast_backtests")
    op.drop_index("ix_calendar_events_starts", table_name="calendar_events")
    op.drop_table("calendar_events")
