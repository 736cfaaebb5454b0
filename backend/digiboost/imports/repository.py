"""The SQL of imports' own tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import select

from digiboost.imports.models import Import, ImportMapping
from digiboost.kernel.db.tx import Tx, jsonb

SUMMARY = (
    "id, kind, file_name, file_bytes, status, total_rows, accepted_rows, rejected_rows, duplicate_rows,"
    " created_products, progress, created_at, finished_at, undone_at, version"
)


def find(tx: Tx, import_id: UUID) -> Import | None:
    return tx.session.scalar(select(Import).where(Import.tenant_id == tx.tenant_id, Import.id == import_id))


def lock(tx: Tx, import_id: UUID) -> Import | None:
    """The import, locked, as the database has it now."""
    return tx.session.scalar(
        select(Import)
        .where(Import.tenant_id == tx.tenant_id, Import.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def page(tx: Tx, after: list[Any] | None, limit: int) -> list[dict[str, Any]]:
    first = (None, None, None) if after is None else (after[0], after[0], after[1])
    return tx.rows(
        f"SELECT {SUMMARY} FROM imports WHERE tenant_id = %s"
        " AND (%s::timestamptz IS NULL OR (created_at, id) < (%s::timestamptz, %s::uuid))"
        " ORDER BY created_at DESC, id DESC LIMIT %s",
        (tx.tenant_id, *first, limit + 1),
    )


def set_progress(tx: Tx, import_id: UUID, progress: float) -> None:
    tx.run(
        "UPDATE imports SET progress = %s WHERE tenant_id = %s AND id = %s AND status IN"
        " ('checking', 'importing', 'undoing')",
        (progress, tx.tenant_id, import_id),
    )


def remembered(tx: Tx, kind: str, fingerprint: str) -> ImportMapping | None:
    return tx.session.scalar(
        select(ImportMapping).where(
            ImportMapping.tenant_id == tx.tenant_id,
            ImportMapping.kind == kind,
            ImportMapping.fingerprint == fingerprint,
        )
    )


def remember(tx: Tx, kind: str, fingerprint: str, mapping: dict[str, Any], options: dict[str, Any]) -> None:
    tx.run(
        "INSERT INTO import_mappings (tenant_id, kind, fingerprint, mapping, options, used_at)"
        " VALUES (%s, %s, %s, %s::jsonb, %s::jsonb, now()) ON CONFLICT (tenant_id, kind, fingerprint)"
        " DO UPDATE SET mapping = excluded.mapping, options = excluded.options, used_at = now()",
        (tx.tenant_id, kind, fingerprint, jsonb(mapping), jsonb(options)),
    )


def one_at_a_time(tx: Tx) -> None:
    """Imports of one company run one after the other; different companies do not wait."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"imports/{tx.tenant_id}",))
