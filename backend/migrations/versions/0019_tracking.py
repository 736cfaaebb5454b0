"""where requests stand, who hears of it, what follows when they are late

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import insert_only, platform_queue, tenant_table

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "tracking_standings", "step_durations", "tracking_rules", "tracking_messages", "tracking_preferences",
    "escalation_rules", "escalations",
)  # fmt: skip


def upgrade() -> None:
    for table in ("notifications", "notification_preferences"):
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_kind")
    op.create_table(
        "escalation_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("phases", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("after_minutes", sa.BigInteger(), nullable=False),
        sa.Column("urgencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("service_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("zone_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("hours_from", sa.Time(), nullable=True),
        sa.Column("hours_until", sa.Time(), nullable=True),
        sa.Column("steps", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("user_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("max_age_minutes", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("trigger IN ('in_phase', 'late')", name=op.f("ck_escalation_rules_trigger")),
        sa.CheckConstraint("(hours_from IS NULL) = (hours_until IS NULL)", name=op.f("ck_escalation_rules_hours")),
        sa.CheckConstraint("after_minutes BETWEEN 0 AND 10080", name=op.f("ck_escalation_rules_after_minutes")),
        sa.CheckConstraint("max_age_minutes BETWEEN 1 AND 20160", name=op.f("ck_escalation_rules_max_age_minutes")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_escalation_rules")),
    )
    op.create_index("ix_escalation_rules_created", "escalation_rules", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index(
        "uq_escalation_rules_code",
        "escalation_rules",
        ["tenant_id", "code"],
        unique=True,
        postgresql_where=sa.text("code IS NOT NULL"),
    )
    op.create_table(
        "step_durations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("squares", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "level IN ('company', 'service', 'zone', 'hour', 'urgency')", name=op.f("ck_step_durations_level")
        ),
        sa.CheckConstraint(
            "phase IN ('waiting', 'accepted', 'enroute', 'arrived', 'diagnostic', 'repair')",
            name=op.f("ck_step_durations_phase"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "phase", "level", "key", name=op.f("pk_step_durations")),
    )
    op.create_table(
        "tracking_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=True),
        sa.Column("urgencies", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("service_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("zone_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("user_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("tone", sa.Text(), nullable=True),
        sa.Column("text_fr", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(event = 'reminder') = (minutes IS NOT NULL)", name=op.f("ck_tracking_rules_minutes_of_reminder")
        ),
        sa.CheckConstraint("audience IN ('client', 'provider', 'manager')", name=op.f("ck_tracking_rules_audience")),
        sa.CheckConstraint(
            "event IN ('received', 'accepted', 'enroute', 'arrived', 'started', 'repair', 'completed', 'searching_again', 'no_provider', 'cancelled', 'late', 'reminder')",
            name=op.f("ck_tracking_rules_event"),
        ),
        sa.CheckConstraint("tone IN ('formal', 'friendly', 'concise')", name=op.f("ck_tracking_rules_tone")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 10080", name=op.f("ck_tracking_rules_minutes")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tracking_rules")),
    )
    op.create_index("ix_tracking_rules_created", "tracking_rules", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index(
        "uq_tracking_rules_code",
        "tracking_rules",
        ["tenant_id", "code"],
        unique=True,
        postgresql_where=sa.text("code IS NOT NULL"),
    )
    op.create_table(
        "tracking_watch",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_tracking_watch")),
    )
    op.create_index("ix_tracking_watch_due", "tracking_watch", ["next_at"], unique=False)
    op.create_table(
        "tracking_preferences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("daily_at", sa.Time(), nullable=False),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('immediate', 'hourly', 'daily', 'never')", name=op.f("ck_tracking_preferences_frequency")
        ),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_tracking_preferences_language")),
        sa.CheckConstraint("tone IN ('formal', 'friendly', 'concise')", name=op.f("ck_tracking_preferences_tone")),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("ck_tracking_preferences_quiet_hours")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_tracking_preferences_tenant_id_customer_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "customer_id", name=op.f("pk_tracking_preferences")),
    )
    op.create_table(
        "escalations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("cause_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("searched", sa.Boolean(), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'open') = (next_at IS NOT NULL)", name=op.f("ck_escalations_open_has_a_moment")),
        sa.CheckConstraint(
            "phase IN ('waiting', 'accepted', 'enroute', 'arrived', 'diagnostic', 'repair')",
            name=op.f("ck_escalations_phase"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'acknowledged', 'resolved', 'expired')", name=op.f("ck_escalations_state")
        ),
        sa.CheckConstraint(
            "stopped_by IN ('client', 'operator', 'provider', 'system', 'escalation')",
            name=op.f("ck_escalations_stopped_by"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_escalations_tenant_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rule_id"],
            ["escalation_rules.tenant_id", "escalation_rules.id"],
            name=op.f("fk_escalations_tenant_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_escalations")),
        sa.UniqueConstraint(
            "tenant_id",
            "rule_id",
            "request_id",
            "cause_at",
            name=op.f("uq_escalations_tenant_id_rule_id_request_id_cause_at"),
        ),
    )
    op.create_index("ix_escalations_began", "escalations", ["tenant_id", "began_at", "id"], unique=False)
    op.create_index(
        "ix_escalations_due",
        "escalations",
        ["tenant_id", "next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_escalations_request", "escalations", ["tenant_id", "request_id", "began_at"], unique=False)
    op.create_table(
        "tracking_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("audience IN ('client', 'provider', 'manager')", name=op.f("ck_tracking_messages_audience")),
        sa.CheckConstraint(
            "event IN ('received', 'accepted', 'enroute', 'arrived', 'started', 'repair', 'completed', 'searching_again', 'no_provider', 'cancelled', 'late', 'reminder', 'escalation', 'by_hand')",
            name=op.f("ck_tracking_messages_event"),
        ),
        sa.CheckConstraint("state IN ('held', 'told', 'dropped')", name=op.f("ck_tracking_messages_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_tracking_messages_tenant_id_request_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rule_id"],
            ["tracking_rules.tenant_id", "tracking_rules.id"],
            name=op.f("fk_tracking_messages_tenant_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_tracking_messages")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_tracking_messages_tenant_id_key")),
    )
    op.create_index(
        "ix_tracking_messages_created", "tracking_messages", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tracking_messages_held",
        "tracking_messages",
        ["tenant_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_tracking_messages_request", "tracking_messages", ["tenant_id", "request_id", "created_at"], unique=False
    )
    op.create_table(
        "tracking_standings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ahead", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "phase IN ('waiting', 'accepted', 'enroute', 'arrived', 'diagnostic', 'repair')",
            name=op.f("ck_tracking_standings_phase"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_tracking_standings_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", name=op.f("pk_tracking_standings")),
    )
    op.create_index(
        "ix_tracking_standings_late",
        "tracking_standings",
        ["tenant_id", "late_at"],
        unique=False,
        postgresql_where=sa.text("late_at IS NOT NULL AND late_told_at IS NULL"),
    )
    op.create_index(
        "ix_tracking_standings_phase", "tracking_standings", ["tenant_id", "phase", "clock_from"], unique=False
    )
    op.create_index(
        "ix_tracking_standings_remind",
        "tracking_standings",
        ["tenant_id", "remind_at"],
        unique=False,
        postgresql_where=sa.text("remind_at IS NOT NULL"),
    )
    op.create_table(
        "escalation_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step", sa.BigInteger(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("people", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "name IN ('began', 'fired', 'skipped', 'acknowledged', 'resolved', 'expired')",
            name=op.f("ck_escalation_events_name"),
        ),
        sa.CheckConstraint(
            "target IN ('remind_provider', 'search_another', 'alert_manager')", name=op.f("ck_escalation_events_target")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "escalation_id"],
            ["escalations.tenant_id", "escalations.id"],
            name=op.f("fk_escalation_events_tenant_id_escalation_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_escalation_events")),
    )
    op.create_index(
        "ix_escalation_events_escalation", "escalation_events", ["tenant_id", "escalation_id", "at"], unique=False
    )
    for name in TENANT_TABLES:
        for statement in tenant_table(name):
            op.execute(statement)
    for statement in (*insert_only("escalation_events"), *platform_queue("tracking_watch")):
        op.execute(statement)


def downgrade() -> None:
    for name in (
        "escalation_events", "tracking_standings", "tracking_messages", "escalations", "tracking_preferences",
        "tracking_watch", "tracking_rules", "step_durations", "escalation_rules",
    ):  # fmt: skip
        op.drop_table(name)
