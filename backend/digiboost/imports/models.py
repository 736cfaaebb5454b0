from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Double, Index
from sqlalchemy.orm import Mapped, mapped_column

from digiboost.kernel.clock import now
from digiboost.kernel.db.base import TenantEntity, TenantRow


class Import(TenantEntity):
    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint("kind IN ('products', 'sales', 'stock', 'suppliers')", name="kind"),
        CheckConstraint(
            "status IN ('uploaded', 'checking', 'checked', 'importing', 'done', 'failed', 'undoing', 'undone',"
            " 'cancelled')",
            name="status",
        ),
        Index("ix_imports_created", "tenant_id", "created_at", "id"),
    )

    kind: Mapped[str]
    file_name: Mapped[str]
    file_bytes: Mapped[int]
    file_hash: Mapped[bytes]
    """SHA-256 of the file: the same one again is known by it."""
    status: Mapped[str]
    shape: Mapped[dict[str, Any]] = mapped_column(default=dict)
    columns: Mapped[list[Any]] = mapped_column(default=list)
    mapping: Mapped[dict[str, Any]] = mapped_column(default=dict)
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    total_rows: Mapped[int] = mapped_column(default=0)
    accepted_rows: Mapped[int] = mapped_column(default=0)
    rejected_rows: Mapped[int] = mapped_column(default=0)
    duplicate_rows: Mapped[int] = mapped_column(default=0)
    created_products: Mapped[int] = mapped_column(default=0)
    progress: Mapped[float] = mapped_column(Double, default=0.0)
    sample: Mapped[list[Any]] = mapped_column(default=list)
    problems: Mapped[list[Any]] = mapped_column(default=list)
    error: Mapped[dict[str, Any] | None] = mapped_column(default=None)
    user_id: Mapped[UUID | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class ImportMapping(TenantRow):
    """What this tenant meant the last time that a file had these headers."""

    __tablename__ = "import_mappings"

    kind: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str] = mapped_column(primary_key=True)
    mapping: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    used_at: Mapped[datetime] = mapped_column(default=now)


class ImportChange(TenantRow):
    """The state of a row before an import changed it, so that one tap can put it back."""

    __tablename__ = "import_changes"

    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
