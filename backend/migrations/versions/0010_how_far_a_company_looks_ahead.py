"""how far a company looks ahead

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digiboost.kernel.db.rls import tenant_table

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("service_a", sa.Double(), nullable=False),
        sa.Column("service_b", sa.Double(), nullable=False),
        sa.Column("service_c", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("horizon_days BETWEEN 7 AND 30", name=op.f("ck_forecast_settings_horizon_days")),
        sa.CheckConstraint("review_days BETWEEN 1 AND 60", name=op.f("ck_forecast_settings_review_days")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_forecast_settings")),
    )
    for statement in tenant_table("forecast_settings"):
        op.execute(statement)
    # Not validated, which would wait for readers: every outlook is written anew at night.
    op.execute(
        "ALTER TABLE product_outlooks ADD CONSTRAINT ck_product_outlooks_demand_class"
        " CHECK (demand_class IN ('smooth', 'erratic', 'intermittent', 'lumpy', 'none')) NOT VALID"
    )


def downgrade() -> None:
    op.drop_constraint("demand_class", "product_outlooks", type_="check")
    op.drop_table("forecast_settings")
