"""a shared phone

Revision ID: 0006
Revises: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from digiboost.kernel.db.rls import tenant_table

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ACTING = "fk_device_sessions_tenant_id_acting_user_id"


def upgrade() -> None:
    op.add_column("users", sa.Column("pin_hash", sa.Text(), nullable=True))
    op.add_column("device_sessions", sa.Column("acting_user_id", sa.Uuid(), nullable=True))
    # No row has an acting user yet, so nothing is left to be checked later.
    op.execute(
        f"ALTER TABLE device_sessions ADD CONSTRAINT {ACTING} FOREIGN KEY (tenant_id, acting_user_id)"
        " REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID"
    )
    op.create_table(
        "pin_guesses",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("asker_id", sa.Uuid(), nullable=False),
        sa.Column("wrong", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "user_id"],
            ["users.tenant_id", "users.id"],
            name=op.f("fk_pin_guesses_tenant_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "asker_id", name=op.f("pk_pin_guesses")),
    )
    for statement in tenant_table("pin_guesses"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("pin_guesses")
    op.drop_constraint(op.f(ACTING), "device_sessions", type_="foreignkey")
    op.drop_column("device_sessions", "acting_user_id")
    op.drop_column("users", "pin_hash")
