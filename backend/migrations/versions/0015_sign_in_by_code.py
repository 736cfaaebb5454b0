"""sign-in by a code, recovery, second factor

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digiboost.kernel.db.rls import APP, BACKUP, WORKER, tenant_table

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KNOWN_PHONES = (
    # The owner of the tables is walled in as well; for this one statement it is not.
    "ALTER TABLE users NO FORCE ROW LEVEL SECURITY",
    "INSERT INTO phone_logins (phone, company_id, user_id) SELECT phone, tenant_id, id FROM users"
    " WHERE phone IS NOT NULL AND is_active AND role <> 'operator'",
    "ALTER TABLE users FORCE ROW LEVEL SECURITY",
)
PLATFORM = (
    # A sign-in sees whom the telephone that was presented belongs to, and the code that was asked for at the address.
    "ALTER TABLE phone_logins ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE phone_logins FORCE ROW LEVEL SECURITY",
    "CREATE POLICY presented_phone ON phone_logins USING (phone = current_setting('app.phone'))",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON phone_logins TO {APP}, {WORKER}",
    "ALTER TABLE login_codes ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE login_codes FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY presented_address ON login_codes TO {APP} USING (address = current_setting('app.address'))",
    f"CREATE POLICY every_row ON login_codes TO {WORKER}, {BACKUP} USING (true)",
    f"GRANT SELECT, INSERT, UPDATE ON login_codes TO {APP}",
    f"GRANT SELECT, INSERT, UPDATE, DELETE ON login_codes TO {WORKER}",
    f"GRANT SELECT ON phone_logins, login_codes TO {BACKUP}",
)


def upgrade() -> None:
    # A program of before meets no null: only one of this version adds people without an e-mail.
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE users ALTER COLUMN email DROP NOT NULL")
    op.add_column("users", sa.Column("has_password", sa.Boolean(), server_default="true", nullable=False))
    op.add_column("users", sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("device_sessions", sa.Column("days", sa.SmallInteger(), nullable=True))
    op.create_table(
        "phone_logins",
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_phone_logins_company_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("phone", "company_id", "user_id", name=op.f("pk_phone_logins")),
    )
    op.create_index("ix_phone_logins_user", "phone_logins", ["company_id", "user_id"])
    op.create_table(
        "login_codes",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("sends", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("purpose IN ('sign_in', 'recovery')", name=op.f("ck_login_codes_purpose")),
        sa.CheckConstraint("channel IN ('whatsapp', 'sms', 'email')", name=op.f("ck_login_codes_channel")),
        sa.CheckConstraint("language IN ('fr', 'en')", name=op.f("ck_login_codes_language")),
        sa.PrimaryKeyConstraint("purpose", "address", name=op.f("pk_login_codes")),
        sa.UniqueConstraint("id", name=op.f("uq_login_codes_id")),
    )
    op.create_index("ix_login_codes_expires", "login_codes", ["expires_at"])
    op.create_table(
        "second_factors",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_second_factors_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["second_factors.tenant_id", "second_factors.user_id"],
            name=op.f("fk_recovery_codes_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    for statement in (*KNOWN_PHONES, *PLATFORM):
        op.execute(statement)
    for name in ("second_factors", "recovery_codes"):
        for statement in tenant_table(name):
            op.execute(statement)


def downgrade() -> None:
    for name in ("recovery_codes", "second_factors", "login_codes", "phone_logins"):
        op.drop_table(name)
    op.drop_column("device_sessions", "days")
    op.drop_column("users", "second_factor_at")
    op.drop_column("users", "has_password")
    op.alter_column("users", "email", existing_type=sa.Text(), nullable=False)
