"""What a transaction of many operations locks before it begins, in the order in which single ones do: ids and
orders, then (in the inventory) levels, then numbers."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.purchasing import repository


def hold(tx: Tx, claims: Iterable[str], order_ids: Iterable[UUID]) -> None:
    """Before the levels: ``claims`` are the ids of what will be recorded (``order/<id>``, ``receipt/<id>``),
    ``order_ids`` what will be changed, sent or received. What is not there is left out."""
    keys, changed = sorted(set(claims)), sorted(set(order_ids))
    if keys:
        repository.wait_for_ids(tx, keys)
    if changed:
        repository.lock_orders(tx, changed)


def hold_numbers(tx: Tx) -> None:
    """After the levels, where orders will be made."""
    repository.lock_numbers(tx)
