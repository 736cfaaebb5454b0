"""somebody may be a provider

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

from collections.abc import Iterator

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ROLES = "role IN ('owner', 'manager', 'employee', 'viewer', 'provider', 'operator')"
FORMER_ROLES = "role IN ('owner', 'manager', 'employee', 'viewer', 'operator')"


def _roles(check: str) -> Iterator[str]:
    # Validated by the next migration, in a transaction of its own: rows are read without a lock that writers feel.
    for table in ("users", "invitations"):
        # What replaces it, in the same transaction, allows one word more.
        yield f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT ck_{table}_role"
        yield f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_role CHECK ({check}) NOT VALID"


def upgrade() -> None:
    for statement in _roles(ROLES):
        op.execute(statement)


def downgrade() -> None:
    for statement in _roles(FORMER_ROLES):
        op.execute(statement)
