"""providers and requests

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from digiboost.kernel.db.rls import APP, BACKUP, WORKER, insert_only, platform_queue, tenant_table

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PUBLIC_FORMS = (
    "ALTER TABLE public_forms ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE public_forms FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY asked_form ON public_forms FOR SELECT TO {APP} USING (slug = current_setting('app.form', true))",
    f"CREATE POLICY own_form ON public_forms TO {APP}"
    " USING (company_id = nullif(current_setting('app.tenant_id', true), '')::uuid)",
    f"CREATE POLICY every_row ON public_forms TO {WORKER}, {BACKUP} USING (true)",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON public_forms TO {APP}, {WORKER}",
    f"GRANT SELECT ON public_forms TO {BACKUP}",
)
TENANT_TABLES = (
    "services", "zones", "providers", "provider_skills", "provider_zones", "provider_hours", "absences", "certificates",
    "request_counters", "request_settings", "requests", "request_exclusions", "offers", "request_photos",
    "request_materials", "request_links", "reviews",
)  # fmt: skip


def upgrade() -> None:
    for table in ("users", "invitations"):
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_role")
    op.create_table(
        "public_forms",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_public_forms")),
    )
    op.create_index("uq_public_forms_company", "public_forms", ["company_id"], unique=True)
    op.create_table(
        "provider_watch",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_provider_watch")),
    )
    op.create_index("ix_provider_watch_due", "provider_watch", ["next_at"], unique=False)
    op.create_table(
        "request_counters",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("next_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_request_counters")),
    )
    op.create_table(
        "request_settings",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("form_open", sa.Boolean(), nullable=False),
        sa.Column("start_code_required", sa.Boolean(), nullable=False),
        sa.Column("quote_threshold", sa.BigInteger(), nullable=True),
        sa.Column("cancel_fee", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_request_settings")),
    )
    op.create_table(
        "services",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("base_price", sa.BigInteger(), nullable=True),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("minutes BETWEEN 5 AND 1440", name=op.f("ck_services_minutes")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_services")),
        sa.UniqueConstraint("tenant_id", "name_key", name=op.f("uq_services_tenant_id_name_key")),
    )
    op.create_table(
        "zones",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("radius_km", sa.Double(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name=op.f("ck_zones_place")
        ),
        sa.CheckConstraint("radius_km > 0 AND radius_km <= 100", name=op.f("ck_zones_radius")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_zones")),
        sa.UniqueConstraint("tenant_id", "name_key", name=op.f("uq_zones_tenant_id_name_key")),
    )
    op.create_table(
        "providers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("hourly_rate", sa.BigInteger(), nullable=True),
        sa.Column("callout_fee", sa.BigInteger(), nullable=True),
        sa.Column("capacity", sa.BigInteger(), nullable=False),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        sa.Column("away_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("away_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("auto_accept", sa.Boolean(), nullable=False),
        sa.Column("notify_offers", sa.Boolean(), nullable=False),
        sa.Column("notify_reminders", sa.Boolean(), nullable=False),
        sa.Column("sound", sa.Text(), nullable=False),
        sa.Column("rating_sum", sa.BigInteger(), nullable=False),
        sa.Column("rating_count", sa.BigInteger(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sound IN ('bell', 'horn', 'none')", name=op.f("ck_providers_sound")),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name=op.f("ck_providers_place"),
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 50", name=op.f("ck_providers_capacity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "lead_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_providers_tenant_id_lead_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"], ["users.tenant_id", "users.id"], name=op.f("fk_providers_tenant_id_user_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_providers")),
    )
    op.create_index("ix_providers_lead", "providers", ["tenant_id", "lead_id"], unique=False)
    op.create_index("ix_providers_name", "providers", ["tenant_id", "name_key", "id"], unique=False)
    op.create_index("uq_providers_user", "providers", ["tenant_id", "user_id"], unique=True)
    op.create_table(
        "absences",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_absences_days")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_absences_tenant_id_provider_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_provider", "absences", ["tenant_id", "provider_id", "last"], unique=False)
    op.create_table(
        "certificates",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_certificates_tenant_id_provider_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_certificates")),
    )
    op.create_index("ix_certificates_provider", "certificates", ["tenant_id", "provider_id"], unique=False)
    op.create_table(
        "provider_hours",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.CheckConstraint("opens < closes", name=op.f("ck_provider_hours_hours")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_provider_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_provider_hours_tenant_id_provider_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "provider_id", "weekday", "opens", name=op.f("pk_provider_hours")),
    )
    op.create_table(
        "provider_skills",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 3", name=op.f("ck_provider_skills_level")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_provider_skills_tenant_id_provider_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_provider_skills_tenant_id_service_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "provider_id", "service_id", name=op.f("pk_provider_skills")),
    )
    op.create_index(
        "ix_provider_skills_service", "provider_skills", ["tenant_id", "service_id", "provider_id"], unique=False
    )
    op.create_table(
        "provider_zones",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_provider_zones_tenant_id_provider_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "zone_id"], ["zones.tenant_id", "zones.id"], name=op.f("fk_provider_zones_tenant_id_zone_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "provider_id", "zone_id", name=op.f("pk_provider_zones")),
    )
    op.create_index("ix_provider_zones_zone", "provider_zones", ["tenant_id", "zone_id", "provider_id"], unique=False)
    op.create_table(
        "requests",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("client_phone", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=True),
        sa.Column("landmark", sa.Text(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("wished_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wished_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("percent", sa.SmallInteger(), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("start_code", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("quote", sa.BigInteger(), nullable=True),
        sa.Column("approved_amount", sa.BigInteger(), nullable=True),
        sa.Column("materials_amount", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("fee", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wave", sa.SmallInteger(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enroute_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("repair_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'service_started') = (stage IS NOT NULL)", name=op.f("ck_requests_stage_of_state")
        ),
        sa.CheckConstraint("cancelled_by IN ('client', 'operator')", name=op.f("ck_requests_cancelled_by")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_requests_language")),
        sa.CheckConstraint("outcome IN ('fixed', 'not_fixed')", name=op.f("ck_requests_outcome")),
        sa.CheckConstraint("source IN ('operator', 'form', 'whatsapp', 'api')", name=op.f("ck_requests_source")),
        sa.CheckConstraint("stage IN ('diagnostic', 'repair')", name=op.f("ck_requests_stage")),
        sa.CheckConstraint(
            "state IN ('request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started', 'service_completed', 'no_provider_found', 'cancelled')",
            name=op.f("ck_requests_state"),
        ),
        sa.CheckConstraint("urgency IN ('normal', 'urgent', 'emergency')", name=op.f("ck_requests_urgency")),
        sa.CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180",
            name=op.f("ck_requests_place"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_requests_percent")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "customer_id"],
            ["customers.tenant_id", "customers.id"],
            name=op.f("fk_requests_tenant_id_customer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_requests_tenant_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "service_id"],
            ["services.tenant_id", "services.id"],
            name=op.f("fk_requests_tenant_id_service_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "zone_id"], ["zones.tenant_id", "zones.id"], name=op.f("fk_requests_tenant_id_zone_id")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_requests")),
        sa.UniqueConstraint("tenant_id", "number", name=op.f("uq_requests_tenant_id_number")),
    )
    op.create_index("ix_requests_customer", "requests", ["tenant_id", "customer_id", "opened_at"], unique=False)
    op.create_index("ix_requests_opened", "requests", ["tenant_id", "opened_at", "id"], unique=False)
    op.create_index(
        "ix_requests_provider", "requests", ["tenant_id", "provider_id", "state", "opened_at"], unique=False
    )
    op.create_index("ix_requests_state", "requests", ["tenant_id", "state", "opened_at", "id"], unique=False)
    op.create_index(
        "ix_requests_waiting",
        "requests",
        ["tenant_id", "search_until"],
        unique=False,
        postgresql_where=sa.text("state IN ('request_received', 'provider_search', 'provider_notified')"),
    )
    op.create_table(
        "offers",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("wave", sa.SmallInteger(), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "answered_by IN ('app', 'whatsapp', 'sms', 'auto', 'operator')", name=op.f("ck_offers_answered_by")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')", name=op.f("ck_offers_state")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_offers_tenant_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_offers_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_notification", "offers", ["tenant_id", "notification_id"], unique=False)
    op.create_index(
        "ix_offers_open",
        "offers",
        ["tenant_id", "expires_at"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("ix_offers_provider", "offers", ["tenant_id", "provider_id", "created_at"], unique=False)
    op.create_index("ix_offers_request", "offers", ["tenant_id", "request_id", "created_at"], unique=False)
    op.create_index(
        "uq_offers_open",
        "offers",
        ["tenant_id", "request_id", "provider_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_offers_taken",
        "offers",
        ["tenant_id", "request_id"],
        unique=True,
        postgresql_where=sa.text("state = 'accepted'"),
    )
    op.create_table(
        "request_exclusions",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_request_exclusions_tenant_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_request_exclusions_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", "provider_id", name=op.f("pk_request_exclusions")),
    )
    op.create_table(
        "request_links",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_request_links_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_request_links")),
    )
    op.create_index("ix_request_links_request", "request_links", ["tenant_id", "request_id"], unique=False)
    op.create_index("uq_request_links_token", "request_links", ["tenant_id", "token_hash"], unique=True)
    op.create_table(
        "request_materials",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_request_materials_quantity")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "product_id"],
            ["products.tenant_id", "products.id"],
            name=op.f("fk_request_materials_tenant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_request_materials_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_request_materials")),
    )
    op.create_index(
        "ix_request_materials_request", "request_materials", ["tenant_id", "request_id", "created_at"], unique=False
    )
    op.create_table(
        "request_photos",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('problem', 'before', 'after')", name=op.f("ck_request_photos_kind")),
        sa.CheckConstraint(
            "received BETWEEN 0 AND size AND size BETWEEN 1 AND 5000000", name=op.f("ck_request_photos_size")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_request_photos_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_request_photos")),
    )
    op.create_index(
        "ix_request_photos_request", "request_photos", ["tenant_id", "request_id", "created_at"], unique=False
    )
    op.create_table(
        "reviews",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_reviews_stars")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_reviews_tenant_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_reviews_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "request_id", name=op.f("pk_reviews")),
    )
    op.create_index("ix_reviews_provider", "reviews", ["tenant_id", "provider_id", "created_at"], unique=False)
    op.create_table(
        "status_history",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("from_stage", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=True),
        sa.Column("to_stage", sa.Text(), nullable=True),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skew_ms", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "by IN ('client', 'operator', 'provider', 'system', 'escalation')", name=op.f("ck_status_history_by")
        ),
        sa.CheckConstraint("from_stage IN ('diagnostic', 'repair')", name=op.f("ck_status_history_from_stage")),
        sa.CheckConstraint(
            "from_state IN ('request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started', 'service_completed', 'no_provider_found', 'cancelled')",
            name=op.f("ck_status_history_from_state"),
        ),
        sa.CheckConstraint("kind IN ('transition', 'note', 'bypass')", name=op.f("ck_status_history_kind")),
        sa.CheckConstraint("to_stage IN ('diagnostic', 'repair')", name=op.f("ck_status_history_to_stage")),
        sa.CheckConstraint(
            "to_state IN ('request_received', 'provider_search', 'provider_notified', 'provider_accepted', 'provider_enroute', 'provider_arrived', 'service_started', 'service_completed', 'no_provider_found', 'cancelled')",
            name=op.f("ck_status_history_to_state"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "provider_id"],
            ["providers.tenant_id", "providers.id"],
            name=op.f("fk_status_history_tenant_id_provider_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "request_id"],
            ["requests.tenant_id", "requests.id"],
            name=op.f("fk_status_history_tenant_id_request_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_status_history")),
    )
    op.create_index(
        "ix_status_history_moment", "status_history", ["tenant_id", "to_state", "occurred_at"], unique=False
    )
    op.create_index(
        "ix_status_history_request", "status_history", ["tenant_id", "request_id", "received_at", "id"], unique=False
    )
    for name in TENANT_TABLES:
        for statement in tenant_table(name):
            op.execute(statement)
    for statement in (*insert_only("status_history"), *platform_queue("provider_watch"), *PUBLIC_FORMS):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("status_history")
    op.drop_table("reviews")
    op.drop_table("request_photos")
    op.drop_table("request_materials")
    op.drop_table("request_links")
    op.drop_table("request_exclusions")
    op.drop_table("offers")
    op.drop_table("requests")
    op.drop_table("provider_zones")
    op.drop_table("provider_skills")
    op.drop_table("provider_hours")
    op.drop_table("certificates")
    op.drop_table("absences")
    op.drop_table("providers")
    op.drop_table("zones")
    op.drop_table("services")
    op.drop_table("request_settings")
    op.drop_table("request_counters")
    op.drop_table("provider_watch")
    op.drop_table("public_forms")
