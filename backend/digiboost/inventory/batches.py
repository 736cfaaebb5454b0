"""Goods that expire: what came in with a date, and what is left of it.

What is left is not counted. It follows from what is there and from the rule that the first to expire is sold first
(``types.left_of``), so that a sale, its cancellation, a return or a count needs no word about batches.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from digiboost.catalog.types import PRODUCT
from digiboost.identity.service import record_audit
from digiboost.inventory import crossings, repository
from digiboost.inventory.schemas import BatchPatch
from digiboost.inventory.types import Batch, Moved, MovementIn, left_of
from digiboost.kernel import changes as feed
from digiboost.kernel.clock import now
from digiboost.kernel.db.bulk import temp_name
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound

BATCH_COLUMNS = {
    "id": "uuid", "product_id": "uuid", "quantity": "bigint", "expires_on": "date", "lot": "text",
    "received_at": "timestamptz",
}  # fmt: skip
"""``id`` is that of the movement that brought them."""
DAYS_OPEN = 7
"""How long a batch stays open after it was used up: goods may still come back, by the cancellation of a sale."""


def keep(tx: Tx, done: Sequence[tuple[MovementIn, Moved]], at: datetime) -> None:
    """Makes batches of the entries that have a day of expiry, in a transaction that holds the levels.

    What was there before such goods came is told first: of a batch that expires later, what was sold until now is
    gone, and the new goods must not be taken for it.
    """
    dated = [(wanted, moved) for wanted, moved in done if wanted.expires_on is not None and not moved.repeated]
    if not dated:
        return
    there: dict[UUID, list[Batch]] = {}
    for row in repository.open_batches(tx, sorted({wanted.product_id for wanted, _ in dated})):
        there.setdefault(row["product_id"], []).append(_batch(row, row["quantity"]))
    settled: dict[UUID, int] = {}
    new = []
    for wanted, moved in dated:
        if wanted.expires_on is None:
            continue
        others = there.setdefault(wanted.product_id, [])
        if moved.on_hand_after is not None:
            left = left_of(moved.on_hand_after - wanted.quantity, [one.quantity for one in others])
            settled |= {
                one.batch_id: rest
                for one, rest in zip(others, left, strict=True)
                if one.expires_on > wanted.expires_on and rest < one.quantity
            }
        arrived = min(wanted.occurred_at, at)
        new.append((wanted.id, wanted.product_id, wanted.quantity, wanted.expires_on, wanted.lot, arrived))
        others.append(Batch(wanted.id, wanted.product_id, wanted.quantity, 0, wanted.expires_on, wanted.lot, arrived))
        others.sort(key=_soonest_first)
    repository.settle_batches(tx, list(settled.items()), at)
    repository.insert_batches(tx, new)


def batches(tx: Tx, product_id: UUID) -> list[Batch]:
    """What is left of a product's batches, the soonest to expire first."""
    return [one for one in _allotted(repository.open_batches(tx, [product_id])) if one.left]


def expiring(tx: Tx, until_day: date) -> list[Batch]:
    """Of the active products, the batches of which something is left that expire on ``until_day`` (the company's) or
    earlier, those that have expired included; the soonest first."""
    found = _allotted(repository.open_batches_until(tx, until_day))
    return sorted((one for one in found if one.left and one.expires_on <= until_day), key=_soonest_first)


def edit_batch(tx: Tx, batch_id: UUID, patch: BatchPatch) -> None:
    """Puts a day or a lot right that was read wrongly. Raises NotFound, also for one that is used up; Invalid for a
    day that is taken away."""
    changes = patch.model_dump(exclude_unset=True)
    if "expires_on" in changes and changes["expires_on"] is None:
        raise Invalid("expires_on", "field.missing")
    _changed(tx, batch_id, repository.update_batch(tx, batch_id, changes), "stock.batch_edited")


def remove_batch(tx: Tx, batch_id: UUID) -> None:
    """Forgets a batch, not its goods: nothing of it is left, or it never had that day. Raises NotFound."""
    _changed(tx, batch_id, repository.delete_batch(tx, batch_id), "stock.batch_removed")


def _changed(tx: Tx, batch_id: UUID, product_id: UUID | None, action: str) -> None:
    if product_id is None:
        raise NotFound
    feed.note(tx, PRODUCT, [product_id])
    crossings.look_again(tx, product_id)
    record_audit(tx, action, "product", product_id, batch=str(batch_id))


def bulk_batches(tx: Tx, staging: str) -> int:
    """Makes the batches of ``staging`` (``BATCH_COLUMNS``), whose movements are in the ledger, and closes those that
    are used up; how many were made."""
    made = repository.copy_batches(tx, temp_name(staging))
    close_batches(tx)
    return made


def close_batches(tx: Tx) -> list[str]:
    """Closes the batches of which nothing was left for ``DAYS_OPEN`` days. Finds nothing that somebody must look
    at."""
    at = now()
    used_up = [one.batch_id for one in _allotted(repository.batches_to_close(tx, DAYS_OPEN, at)) if not one.left]
    repository.settle_batches(tx, [(batch_id, 0) for batch_id in used_up], at)
    return []


def _allotted(rows: Sequence[dict[str, Any]]) -> list[Batch]:
    """``rows`` by product, the soonest to expire first, each with its product's ``on_hand``."""
    found: list[Batch] = []
    for _, group in groupby(rows, key=lambda row: row["product_id"]):
        of_product = list(group)
        left = left_of(of_product[0]["on_hand"], [row["quantity"] for row in of_product])
        found += [_batch(row, rest) for row, rest in zip(of_product, left, strict=True)]
    return found


def _batch(row: dict[str, Any], left: int) -> Batch:
    return Batch(row["id"], row["product_id"], row["quantity"], left, row["expires_on"], row["lot"], row["received_at"])


def _soonest_first(one: Batch) -> tuple[date, datetime, UUID]:
    return one.expires_on, one.received_at, one.batch_id
