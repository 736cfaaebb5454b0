"""reports, their schedules, a company's logo

Revision ID: 0014
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import platform_queue, tenant_table

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None

TYPES = (
    "type IN ('stock_inventory', 'monthly_synthesis', 'sales_analysis', 'credit_statement', 'purchase_order',"
    " 'daily_closing')"
)
FORMATS = "format IN ('xlsx', 'pdf', 'receipt')"
LANGUAGES = "language IN ('fr', 'en')"


def upgrade() -> None:
    op.create_table(
        "company_logos",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("media_type IN ('image/png', 'image/jpeg')", name=op.f("ck_company_logos_media_type")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_company_logos")),
    )
    op.create_table(
        "report_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("usual_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_report_settings")),
    )
    op.create_table(
        "report_schedules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("month_day", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(TYPES, name=op.f("ck_report_schedules_type")),
        sa.CheckConstraint(FORMATS, name=op.f("ck_report_schedules_format")),
        sa.CheckConstraint(LANGUAGES, name=op.f("ck_report_schedules_language")),
        sa.CheckConstraint("frequency IN ('daily', 'weekly', 'monthly')", name=op.f("ck_report_schedules_frequency")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_report_schedules_weekday")),
        sa.CheckConstraint("month_day BETWEEN 1 AND 28", name=op.f("ck_report_schedules_month_day")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_report_schedules_hour")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_schedules")),
    )
    op.create_index("ix_report_schedules_created", "report_schedules", ["tenant_id", "created_at", "id"])
    op.create_index(
        "ix_report_schedules_due", "report_schedules", ["tenant_id", "next_at"], postgresql_where=sa.text("is_active")
    )
    op.create_table(
        "reports",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=True),
        sa.Column("bytes", sa.BigInteger(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("schedule_id", sa.Uuid(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recipients", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sends", sa.Integer(), server_default="0", nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(TYPES, name=op.f("ck_reports_type")),
        sa.CheckConstraint(FORMATS, name=op.f("ck_reports_format")),
        sa.CheckConstraint(LANGUAGES, name=op.f("ck_reports_language")),
        sa.CheckConstraint("state IN ('queued', 'making', 'ready', 'failed')", name=op.f("ck_reports_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "schedule_id"],
            ["report_schedules.tenant_id", "report_schedules.id"],
            name=op.f("fk_reports_tenant_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_created", "reports", ["tenant_id", "created_at", "id"])
    op.create_index("ix_reports_key", "reports", ["tenant_id", "key", "created_at"])
    op.create_index("uq_reports_tick", "reports", ["tenant_id", "schedule_id", "due_at"], unique=True)
    op.create_table(
        "report_watch",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_report_watch")),
    )
    op.create_index("ix_report_watch_due", "report_watch", ["next_at"])
    for name in ("company_logos", "report_settings", "report_schedules", "reports"):
        for statement in tenant_table(name):
            op.execute(statement)
    for statement in platform_queue("report_watch"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("report_watch")
    op.drop_table("reports")
    op.drop_table("report_schedules")
    op.drop_table("report_settings")
    op.drop_table("company_logos")
