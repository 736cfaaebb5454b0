"""purchasing

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import tenant_table

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("purchase_counters", "purchase_orders", "purchase_order_lines", "receipts", "receipt_lines")
PRODUCT = (["tenant_id", "product_id"], ["products.tenant_id", "products.id"])
SUPPLIER = (["tenant_id", "supplier_id"], ["suppliers.tenant_id", "suppliers.id"])
ORDER = (["tenant_id", "order_id"], ["purchase_orders.tenant_id", "purchase_orders.id"])


def upgrade() -> None:
    op.add_column("products", sa.Column("shelf", sa.Text(), nullable=True))
    # With a default in the database: a process of the version before goes on inserting while this one starts.
    op.add_column("products", sa.Column("alerts", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("stock_counts", sa.Column("scope", postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.create_table(
        "purchase_counters",
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_purchase_counters")),
    )
    op.create_table(
        "purchase_orders",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'partly_received', 'received', 'cancelled')",
            name=op.f("ck_purchase_orders_status"),
        ),
        sa.CheckConstraint(
            "sent_by IN ('whatsapp', 'sms', 'email', 'phone', 'paper')", name=op.f("ck_purchase_orders_sent_by")
        ),
        sa.ForeignKeyConstraint(*SUPPLIER, name=op.f("fk_purchase_orders_tenant_id_supplier_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_purchase_orders_tenant_id_number")),
    )
    op.create_index("ix_purchase_orders_created", "purchase_orders", ["tenant_id", "created_at", "id"])
    op.create_index("ix_purchase_orders_supplier", "purchase_orders", ["tenant_id", "supplier_id", "created_at"])
    op.create_index("ix_purchase_orders_status", "purchase_orders", ["tenant_id", "status"])
    op.create_table(
        "purchase_order_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("pack_size", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 AND pack_size > 0 AND received >= 0", name=op.f("ck_purchase_order_lines_quantities")
        ),
        sa.ForeignKeyConstraint(*ORDER, name=op.f("fk_purchase_order_lines_tenant_id_order_id")),
        sa.ForeignKeyConstraint(*PRODUCT, name=op.f("fk_purchase_order_lines_tenant_id_product_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_purchase_order_lines")),
        sa.UniqueConstraint(
            "tenant_id", "order_id", "product_id", name=op.f("uq_purchase_order_lines_tenant_id_order_id_product_id")
        ),
    )
    op.create_index("ix_purchase_order_lines_product", "purchase_order_lines", ["tenant_id", "product_id"])
    op.create_table(
        "receipts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(*ORDER, name=op.f("fk_receipts_tenant_id_order_id")),
        sa.ForeignKeyConstraint(*SUPPLIER, name=op.f("fk_receipts_tenant_id_supplier_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipts")),
    )
    op.create_index("ix_receipts_occurred", "receipts", ["tenant_id", "occurred_at", "id"])
    op.create_index("ix_receipts_supplier", "receipts", ["tenant_id", "supplier_id", "occurred_at"])
    op.create_index("ix_receipts_order", "receipts", ["tenant_id", "order_id"])
    op.create_table(
        "receipt_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("order_line_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_cost", sa.BigInteger(), nullable=True),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_receipt_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "receipt_id"],
            ["receipts.tenant_id", "receipts.id"],
            name=op.f("fk_receipt_lines_tenant_id_receipt_id"),
        ),
        sa.ForeignKeyConstraint(*PRODUCT, name=op.f("fk_receipt_lines_tenant_id_product_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_line_id"],
            ["purchase_order_lines.tenant_id", "purchase_order_lines.id"],
            name=op.f("fk_receipt_lines_tenant_id_order_line_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_receipt_lines")),
    )
    op.create_index("ix_receipt_lines_receipt", "receipt_lines", ["tenant_id", "receipt_id"])
    op.create_index("ix_receipt_lines_order_line", "receipt_lines", ["tenant_id", "order_line_id"])
    op.create_index("ix_receipt_lines_product", "receipt_lines", ["tenant_id", "product_id"])
    for table in TABLES:
        for statement in tenant_table(table):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("stock_counts", "scope")
    op.drop_column("products", "alerts")
    op.drop_column("products", "shelf")
