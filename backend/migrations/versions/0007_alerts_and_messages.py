"""alerts and messages

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import APP, BACKUP, WORKER, insert_only, platform_queue, tenant_table

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TENANT_TABLES = (
    "alert_messages",
    "alert_rules",
    "alert_settings",
    "alerts",
    "chat_messages",
    "chat_proposals",
    "conversations",
    "notification_files",
    "notification_preferences",
    "notification_sends",
    "notification_settings",
    "notifications",
    "product_outlooks",
    "push_subscriptions",
    "stock_batches",
)
INSERT_ONLY = ("alert_events", "notification_events")
PLATFORM = [
    f"GRANT INSERT ON channel_events, phone_links TO {APP}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON channel_events, channel_refs TO {WORKER}",
    f"GRANT SELECT, INSERT, DELETE ON phone_links TO {WORKER}",
    "ALTER TABLE phone_owners ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE phone_owners FORCE ROW LEVEL SECURITY",
    "CREATE POLICY writing_phone ON phone_owners USING (phone = current_setting('app.phone'))",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON phone_owners TO {APP}, {WORKER}",
    f"GRANT SELECT ON channel_events, channel_refs, phone_links, phone_owners TO {BACKUP}",
]


def upgrade() -> None:
    op.create_table(
        "alert_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("alert_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("order_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.CheckConstraint("answer IN ('order', 'later', 'ignore')", name=op.f("ck_alert_messages_answer")),
        sa.CheckConstraint("kind IN ('alert', 'digest')", name=op.f("ck_alert_messages_kind")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_messages")),
    )
    op.create_index("ix_alert_messages_notification", "alert_messages", ["tenant_id", "notification_id"], unique=False)
    op.create_index("ix_alert_messages_user", "alert_messages", ["tenant_id", "user_id", "created_at"], unique=False)
    op.create_table(
        "alert_rules",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("category_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("product_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("user_ids", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("repeat_hours", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("delivery IN ('now', 'digest')", name=op.f("ck_alert_rules_delivery")),
        sa.CheckConstraint(
            "type IN ('rupture', 'low_stock', 'service_rate', 'stock_out', 'dead_stock', 'expiry', 'sales_anomaly', 'revenue', 'failure_rate')",
            name=op.f("ck_alert_rules_type"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_rules")),
    )
    op.create_index("ix_alert_rules_created", "alert_rules", ["tenant_id", "created_at", "id"], unique=False)
    op.create_table(
        "alert_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("digest_at", sa.Time(), nullable=False),
        sa.Column("digest_on", sa.Boolean(), nullable=False),
        sa.Column("group_minutes", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest_day", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_alert_settings")),
    )
    op.create_table(
        "alert_watch",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_alert_watch")),
    )
    op.create_index("ix_alert_watch_due", "alert_watch", ["next_at"], unique=False)
    op.create_table(
        "channel_events",
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('report', 'message')", name=op.f("ck_channel_events_kind")),
        sa.CheckConstraint("state IN ('waiting', 'done', 'dead')", name=op.f("ck_channel_events_state")),
        sa.PrimaryKeyConstraint("adapter", "event_id", name=op.f("pk_channel_events")),
    )
    op.create_index(
        "ix_channel_events_due",
        "channel_events",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("ix_channel_events_received", "channel_events", ["received_at"], unique=False)
    op.create_table(
        "channel_refs",
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("send_id", sa.Uuid(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("adapter", "provider_id", name=op.f("pk_channel_refs")),
    )
    op.create_index("ix_channel_refs_sent", "channel_refs", ["sent_at"], unique=False)
    op.create_table(
        "chat_messages",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("adapter", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "adapter", "event_id", name=op.f("pk_chat_messages")),
    )
    op.create_index("ix_chat_messages_received", "chat_messages", ["tenant_id", "received_at", "id"], unique=False)
    op.create_table(
        "chat_proposals",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('sale')", name=op.f("ck_chat_proposals_kind")),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_chat_proposals")),
    )
    op.create_table(
        "conversations",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("last_heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "phone", name=op.f("pk_conversations")),
    )
    op.create_table(
        "notification_preferences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("channels", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('immediate', 'hourly', 'daily', 'never')", name=op.f("ck_notification_preferences_frequency")
        ),
        sa.CheckConstraint(
            "kind IN ('alert', 'digest', 'report', 'account', 'test')", name=op.f("ck_notification_preferences_kind")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "kind", name=op.f("pk_notification_preferences")),
    )
    op.create_table(
        "notification_queue",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hinted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("what IN ('send', 'bundle')", name=op.f("ck_notification_queue_what")),
        sa.PrimaryKeyConstraint("company_id", "what", "subject_id", name=op.f("pk_notification_queue")),
    )
    op.create_index("ix_notification_queue_due", "notification_queue", ["next_at"], unique=False)
    op.create_table(
        "notification_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("daily_at", sa.Time(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tone IN ('formal', 'friendly', 'concise')", name=op.f("ck_notification_settings_tone")),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_notification_settings")),
    )
    op.create_table(
        "notifications",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("tone", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("in_inbox", sa.Boolean(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bundle_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('alert', 'digest', 'report', 'account', 'reply', 'test')", name=op.f("ck_notifications_kind")
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'sent', 'delivered', 'read', 'failed', 'expired', 'kept', 'inbox')",
            name=op.f("ck_notifications_state"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("tenant_id", "key", name=op.f("uq_notifications_tenant_id_key")),
    )
    op.create_index("ix_notifications_created", "notifications", ["tenant_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_notifications_held",
        "notifications",
        ["tenant_id", "user_id", "due_at"],
        unique=False,
        postgresql_where=sa.text("state = 'held'"),
    )
    op.create_index(
        "ix_notifications_inbox", "notifications", ["tenant_id", "user_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["tenant_id", "user_id"],
        unique=False,
        postgresql_where=sa.text("seen_at IS NULL AND in_inbox"),
    )
    op.create_table(
        "phone_links",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_phone_links")),
    )
    op.create_index("ix_phone_links_expires", "phone_links", ["expires_at"], unique=False)
    op.create_table(
        "push_subscriptions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("tenant_id", "endpoint", name=op.f("uq_push_subscriptions_tenant_id_endpoint")),
    )
    op.create_index("ix_push_subscriptions_user", "push_subscriptions", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("threshold", sa.Double(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("silenced_by", sa.Uuid(), nullable=True),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fired_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('firing', 'acknowledged', 'snoozed', 'resolved')", name=op.f("ck_alerts_state")),
        sa.CheckConstraint("subject_type IN ('product', 'company')", name=op.f("ck_alerts_subject_type")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "rule_id"],
            ["alert_rules.tenant_id", "alert_rules.id"],
            name=op.f("fk_alerts_tenant_id_rule_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alerts")),
    )
    op.create_index(
        "ix_alerts_open",
        "alerts",
        ["tenant_id", "started_at", "id"],
        unique=False,
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    op.create_index("ix_alerts_subject", "alerts", ["tenant_id", "subject_id"], unique=False)
    op.create_index("uq_alerts_fingerprint", "alerts", ["tenant_id", "rule_id", "subject_id"], unique=True)
    op.create_table(
        "notification_files",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notification_id"],
            ["notifications.tenant_id", "notifications.id"],
            name=op.f("fk_notification_files_tenant_id_notification_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "notification_id", "position", name=op.f("pk_notification_files")),
    )
    op.create_table(
        "notification_sends",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("with_template", sa.Boolean(), nullable=True),
        sa.Column("adapter", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("cost_milli", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "channel IN ('whatsapp', 'sms', 'email', 'push')", name=op.f("ck_notification_sends_channel")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'held', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed', 'dead', 'cancelled', 'expired', 'kept')",
            name=op.f("ck_notification_sends_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "notification_id"],
            ["notifications.tenant_id", "notifications.id"],
            name=op.f("fk_notification_sends_tenant_id_notification_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notification_sends")),
    )
    op.create_index(
        "ix_notification_sends_created", "notification_sends", ["tenant_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_notification_sends_notification", "notification_sends", ["tenant_id", "notification_id"], unique=False
    )
    op.create_index(
        "ix_notification_sends_state", "notification_sends", ["tenant_id", "state", "created_at"], unique=False
    )
    op.create_table(
        "alert_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "alert_id"],
            ["alerts.tenant_id", "alerts.id"],
            name=op.f("fk_alert_events_tenant_id_alert_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_alert_events")),
    )
    op.create_index("ix_alert_events_alert", "alert_events", ["tenant_id", "alert_id", "at"], unique=False)
    op.create_index("ix_alert_events_at", "alert_events", ["tenant_id", "at", "id"], unique=False)
    op.create_table(
        "notification_events",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("send_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "send_id"],
            ["notification_sends.tenant_id", "notification_sends.id"],
            name=op.f("fk_notification_events_tenant_id_send_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notification_events")),
        sa.UniqueConstraint(
            "tenant_id", "send_id", "event_id", name=op.f("uq_notification_events_tenant_id_send_id_event_id")
        ),
    )
    op.create_index("ix_notification_events_send", "notification_events", ["tenant_id", "send_id", "at"], unique=False)
    op.create_table(
        "phone_owners",
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_phone_owners_company_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("phone", "company_id", "user_id", name=op.f("pk_phone_owners")),
    )
    op.create_index("ix_phone_owners_user", "phone_owners", ["company_id", "user_id"], unique=False)
    op.create_table(
        "product_outlooks",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("days_in_stock", sa.Integer(), nullable=False),
        sa.Column("sales", sa.Integer(), nullable=False),
        sa.Column("daily", sa.Double(), nullable=True),
        sa.Column("deviation", sa.Double(), nullable=True),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("stock_out_on", sa.Date(), nullable=True),
        sa.Column("stock_out_earliest", sa.Date(), nullable=True),
        sa.Column("stock_out_latest", sa.Date(), nullable=True),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("quantiles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('known', 'not_enough_data')", name=op.f("ck_product_outlooks_state")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_product_outlooks_tenant_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "product_id", name=op.f("pk_product_outlooks")),
    )
    op.create_index("ix_product_outlooks_stock_out", "product_outlooks", ["tenant_id", "stock_out_on"], unique=False)
    op.create_table(
        "stock_batches",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stock_batches_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_stock_batches_tenant_id_product_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_stock_batches")),
    )
    op.create_index(
        "ix_stock_batches_expires",
        "stock_batches",
        ["tenant_id", "expires_on"],
        unique=False,
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_stock_batches_product", "stock_batches", ["tenant_id", "product_id", "expires_on"], unique=False
    )
    op.add_column("stock_levels", sa.Column("watched_below", sa.BigInteger(), nullable=True))
    op.add_column("stock_levels", sa.Column("watched_above", sa.BigInteger(), nullable=True))
    op.add_column("users", sa.Column("phone_verified_at", sa.DateTime(timezone=True), nullable=True))
    for name in TENANT_TABLES:
        for statement in tenant_table(name):
            op.execute(statement)
    for name in INSERT_ONLY:
        for statement in insert_only(name):
            op.execute(statement)
    for name in ("notification_queue", "alert_watch"):
        for statement in platform_queue(name):
            op.execute(statement)
    for statement in PLATFORM:
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("users", "phone_verified_at")
    op.drop_column("stock_levels", "watched_above")
    op.drop_column("stock_levels", "watched_below")
    op.drop_index("ix_stock_batches_product", table_name="stock_batches")
    op.drop_index("ix_stock_batches_expires", table_name="stock_batches", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_table("stock_batches")
    op.drop_index("ix_product_outlooks_stock_out", table_name="product_outlooks")
    op.drop_table("product_outlooks")
    op.drop_index("ix_phone_owners_user", table_name="phone_owners")
    op.drop_table("phone_owners")
    op.drop_index("ix_notification_events_send", table_name="notification_events")
    op.drop_table("notification_events")
    op.drop_index("ix_alert_events_at", table_name="alert_events")
    op.drop_index("ix_alert_events_alert", table_name="alert_events")
    op.drop_table("alert_events")
    op.drop_index("ix_notification_sends_state", table_name="notification_sends")
    op.drop_index("ix_notification_sends_notification", table_name="notification_sends")
    op.drop_index("ix_notification_sends_created", table_name="notification_sends")
    op.drop_table("notification_sends")
    op.drop_table("notification_files")
    op.drop_index("uq_alerts_fingerprint", table_name="alerts")
    op.drop_index("ix_alerts_subject", table_name="alerts")
    op.drop_index("ix_alerts_open", table_name="alerts", postgresql_where=sa.text("state <> 'resolved'"))
    op.drop_table("alerts")
    op.drop_index("ix_push_subscriptions_user", table_name="push_subscriptions")
    op.drop_table("push_subscriptions")
    op.drop_index("ix_phone_links_expires", table_name="phone_links")
    op.drop_table("phone_links")
    op.drop_index(
        "ix_notifications_unread", table_name="notifications", postgresql_where=sa.text("seen_at IS NULL AND in_inbox")
    )
    op.drop_index("ix_notifications_inbox", table_name="notifications")
    op.drop_index("ix_notifications_held", table_name="notifications", postgresql_where=sa.text("state = 'held'"))
    op.drop_index("ix_notifications_created", table_name="notifications")
    op.drop_table("notifications")
    op.drop_table("notification_settings")
    op.drop_index("ix_notification_queue_due", table_name="notification_queue")
    op.drop_table("notification_queue")
    op.drop_table("notification_preferences")
    op.drop_table("conversations")
    op.drop_table("chat_proposals")
    op.drop_index("ix_chat_messages_received", table_name="chat_messages")
    op.drop_table("chat_messages")
    op.drop_index("ix_channel_refs_sent", table_name="channel_refs")
    op.drop_table("channel_refs")
    op.drop_index("ix_channel_events_received", table_name="channel_events")
    op.drop_index("ix_channel_events_due", table_name="channel_events", postgresql_where=sa.text("state = 'waiting'"))
    op.drop_table("channel_events")
    op.drop_index("ix_alert_watch_due", table_name="alert_watch")
    op.drop_table("alert_watch")
    op.drop_table("alert_settings")
    op.drop_index("ix_alert_rules_created", table_name="alert_rules")
    op.drop_table("alert_rules")
    op.drop_index("ix_alert_messages_user", table_name="alert_messages")
    op.drop_index("ix_alert_messages_notification", table_name="alert_messages")
    op.drop_table("alert_messages")
