"""credit and closings

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import insert_only, tenant_table

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENANT_TABLES = ("credit_remarks", "credit_promises", "credit_accounts", "cash_moves", "cash_closings")


def upgrade() -> None:
    op.add_column("customers", sa.Column("credit_limit", sa.BigInteger(), nullable=True))
    op.add_column("sales", sa.Column("paid_now", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("sales", sa.Column("paid_by", sa.Text(), nullable=True))
    # Of the rows that are there none has a value: new ones are checked, and nobody waits for a scan.
    op.execute(
        "ALTER TABLE sales ADD CONSTRAINT ck_sales_paid_by CHECK (paid_by IN ('cash', 'mobile_money')) NOT VALID"
    )
    op.create_table(
        "credit_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("sale_id", sa.Uuid(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("over_limit", sa.Boolean(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "type IN ('CHARGE', 'PAYMENT', 'CREDIT_NOTE', 'CORRECTION')", name=op.f("ck_credit_entries_type")
        ),
        sa.CheckConstraint("method IN ('cash', 'mobile_money')", name=op.f("ck_credit_entries_method")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_credit_entries_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "sale_id"], ["sales.tenant_id", "sales.id"], name=op.f("fk_credit_entries_tenant_id_sale_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_credit_entries")),
    )
    op.create_index("ix_credit_entries_customer", "credit_entries", ["tenant_id", "customer_id", "occurred_at", "id"])
    op.create_index(
        "ix_credit_entries_payments",
        "credit_entries",
        ["tenant_id", "day"],
        postgresql_where=sa.text("type = 'PAYMENT'"),
    )
    op.create_index(
        "uq_credit_entries_sale",
        "credit_entries",
        ["tenant_id", "sale_id", "type"],
        unique=True,
        postgresql_where=sa.text("sale_id IS NOT NULL"),
    )
    op.create_table(
        "credit_remarks",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "entry_id"],
            ["credit_entries.tenant_id", "credit_entries.id"],
            name=op.f("fk_credit_remarks_tenant_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "entry_id", name=op.f("pk_credit_remarks")),
    )
    op.create_table(
        "credit_promises",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_credit_promises_tenant_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_credit_promises")),
    )
    op.create_index("ix_credit_promises_customer", "credit_promises", ["tenant_id", "customer_id", "occurred_at", "id"])
    op.create_table(
        "credit_accounts",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("oldest_open_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("oldest_due", sa.Date(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("promised_amount", sa.BigInteger(), nullable=True),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_credit_accounts_tenant_id_customer_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "customer_id", name=op.f("pk_credit_accounts")),
    )
    op.create_table(
        "cash_moves",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("type IN ('IN', 'OUT')", name=op.f("ck_cash_moves_type")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cash_moves_amount")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cash_moves")),
    )
    op.create_index("ix_cash_moves_day", "cash_moves", ["tenant_id", "day"])
    op.create_table(
        "cash_closings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("closed_by", sa.Uuid(), nullable=True),
        sa.Column("opening_float", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=False),
        sa.Column("difference", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cash_closings")),
    )
    op.create_index("ix_cash_closings_closed", "cash_closings", ["tenant_id", "closed_at", "id"])
    for statement in insert_only("credit_entries"):
        op.execute(statement)
    for table in TENANT_TABLES:
        for statement in tenant_table(table):
            op.execute(statement)


def downgrade() -> None:
    for table in (
        "cash_closings",
        "cash_moves",
        "credit_accounts",
        "credit_promises",
        "credit_remarks",
        "credit_entries",
    ):
        op.drop_table(table)
    op.execute("ALTER TABLE sales DROP CONSTRAINT ck_sales_paid_by")
    op.drop_column("sales", "paid_by")
    op.drop_column("sales", "paid_now")
    op.drop_column("customers", "credit_limit")
