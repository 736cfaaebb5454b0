"""Which levels crossed something that somebody wants to know of: a change of status, or a watched quantity.

What is watched lies beside the level, so that a sale that crosses nothing pays nothing for it. The crossings
of a transaction are collected, and told in one event with the commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from digiboost.inventory import repository
from digiboost.inventory.events import StockCrossed
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.outbox import emit

AT_MOST = 500
"""Products that one event names; more of them are ``all``."""

_CROSSED = "stock.crossed"
_ALL = "stock.crossed_all"

Crossing = tuple[int, int | None, str, str | None]
"""on hand and before, thousandths; status and what it was"""


def crosses(before: int, after: int, below: int | None, above: int | None) -> bool:
    """Whether a level came down to ``below`` or under it, or rose over ``above``."""
    return (below is not None and after <= below < before) or (above is not None and before <= above < after)


def note(tx: Tx, product_id: UUID, on_hand: int, before: int | None, status: str, was: str | None) -> None:
    """A product that is to be looked at again. Noted twice, it is told from the first state to the last."""
    noted: dict[UUID, Crossing] = tx.notes.setdefault(_CROSSED, {})
    first = noted.get(product_id)
    noted[product_id] = (on_hand, before, status, was) if first is None else (on_hand, first[1], status, first[3])
    tx.before_commit("60-crossed", lambda: _tell(tx))


def look_again(tx: Tx, product_id: UUID) -> None:
    """A product whose settings changed: what is watched of it may be another quantity now."""
    for row in repository.levels(tx, [product_id]):
        note(tx, product_id, row["on_hand"], row["on_hand"], row["status"], row["status"])


def note_staged(tx: Tx, staging: str) -> None:
    """The products of a temporary table, after a load that did not look at them one by one."""
    if tx.notes.get(_ALL):
        return
    rows = repository.staged_levels(tx, staging, AT_MOST + 1)
    if len(rows) > AT_MOST:
        tx.notes[_ALL] = True
        tx.before_commit("60-crossed", lambda: _tell(tx))
        return
    for row in rows:
        note(tx, row["product_id"], row["on_hand"], None, row["status"], None)


def watch(tx: Tx, wanted: Mapping[UUID, tuple[int | None, int | None]]) -> dict[UUID, int]:
    """Says for these products at which quantity (thousandths) somebody wants to know of them: when the level comes
    down to the first, when it rises over the second; None for either: never. What is on hand of each at that
    moment; whoever asks must look again where it is another than the one they judged by."""
    return repository.watch(tx, sorted((product_id, *both) for product_id, both in wanted.items())) if wanted else {}


def _tell(tx: Tx) -> None:
    noted: dict[UUID, Crossing] = tx.notes.pop(_CROSSED, {})
    payload: dict[str, Any]
    if tx.notes.pop(_ALL, False) or len(noted) > AT_MOST:
        payload = {"all": True}
    else:
        payload = {
            "products": [
                {"product_id": str(product_id), "on_hand": on_hand, "before": before, "status": status, "was": was}
                for product_id, (on_hand, before, status, was) in sorted(noted.items())
            ]
        }
    emit(tx, StockCrossed(payload=payload))
