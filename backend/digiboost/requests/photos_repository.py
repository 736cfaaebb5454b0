"""The SQL of pictures and materials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx


def has_after(tx: Tx, request_id: UUID) -> bool:
    """Whether there is a picture of the finished work, or one on its way."""
    return bool(
        tx.value(
            "SELECT EXISTS (SELECT FROM request_photos WHERE tenant_id = %s AND request_id = %s AND kind = 'after')",
            (tx.tenant_id, request_id),
        )
    )


def count(tx: Tx, request_id: UUID) -> int:
    found: int = tx.value(
        "SELECT count(*) FROM request_photos WHERE tenant_id = %s AND request_id = %s", (tx.tenant_id, request_id)
    )
    return found


def photo(tx: Tx, request_id: UUID, photo_id: UUID, *, lock: bool = False) -> dict[str, Any] | None:
    return tx.row(
        "SELECT * FROM request_photos WHERE tenant_id = %s AND request_id = %s AND id = %s"
        f"{' FOR NO KEY UPDATE' if lock else ''}",
        (tx.tenant_id, request_id, photo_id),
    )


def received(tx: Tx, photo_id: UUID, so_far: int) -> None:
    tx.run(
        "UPDATE request_photos SET received = %s, updated_at = %s WHERE tenant_id = %s AND id = %s",
        (so_far, now(), tx.tenant_id, photo_id),
    )


def drawn(tx: Tx, photo_id: UUID, file: str, width: int, height: int) -> None:
    tx.run(
        "UPDATE request_photos SET received = size, file = %s, width = %s, height = %s, updated_at = %s,"
        " version = version + 1 WHERE tenant_id = %s AND id = %s",
        (file, width, height, now(), tx.tenant_id, photo_id),
    )


def material(tx: Tx, material_id: UUID) -> dict[str, Any] | None:
    return tx.row(
        "SELECT * FROM request_materials WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, material_id),
    )


def insert_material(tx: Tx, values: Mapping[str, Any]) -> None:
    at = now()
    columns = {**values, "created_at": at, "updated_at": at, "version": 1}
    tx.run(
        f"INSERT INTO request_materials (tenant_id, {', '.join(columns)})"
        f" VALUES (%s, {', '.join(['%s'] * len(columns))})",
        (tx.tenant_id, *columns.values()),
    )


def delete_material(tx: Tx, material_id: UUID) -> None:
    tx.run("DELETE FROM request_materials WHERE tenant_id = %s AND id = %s", (tx.tenant_id, material_id))


def materials_amount(tx: Tx, request_id: UUID) -> int:
    found: int = tx.value(
        "SELECT coalesce(sum(amount), 0)::bigint FROM request_materials WHERE tenant_id = %s AND request_id = %s",
        (tx.tenant_id, request_id),
    )
    return found


def movement(tx: Tx, movement_id: UUID) -> dict[str, Any] | None:
    """What the ledger knows of a material: a product whose stock nobody follows left no movement."""
    return tx.row(
        "SELECT product_id, quantity, occurred_at FROM stock_movements WHERE tenant_id = %s AND id = %s",
        (tx.tenant_id, movement_id),
    )


def products_of(tx: Tx, material_ids: Sequence[UUID]) -> set[UUID]:
    """The company's products among these materials."""
    if not material_ids:
        return set()
    rows = tx.rows(
        "SELECT product_id FROM request_materials WHERE tenant_id = %s AND id = ANY(%s) AND product_id IS NOT NULL",
        (tx.tenant_id, list(material_ids)),
    )
    return {row["product_id"] for row in rows}
