"""The ledger and its levels: movements are appended, levels follow in the same transaction.

Levels are locked in the order of their ids in one statement; the tenant's summary, which every writer
touches, is locked last and shortly, when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from digiboost.catalog.types import PRODUCT
from digiboost.inventory import batches, crossings, repository
from digiboost.inventory.types import (
    SELLING,
    LevelFacts,
    Moved,
    MovementIn,
    Status,
    SummaryFacts,
    blend,
    judge,
    value_of,
)
from digiboost.kernel import changes, live
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Conflict, Invalid, NotFound
from digiboost.kernel.money import MAX_MONEY, MAX_QUANTITY

DELTA = "stock.delta"
REBUILD = "stock.rebuild"
SUMMARY_FIELDS = ("products", "ruptures", "low", "ok", "untracked", "value")
_FIELD_OF = {Status.RUPTURE: 1, Status.LOW: 2, Status.OK: 3, Status.UNTRACKED: 4}


@dataclass
class Shelf:
    """A locked level while a transaction changes it."""

    product_id: UUID
    on_hand: int
    min_stock: int | None
    max_stock: int | None
    tracked: bool
    status: str
    average_cost: int
    value: int
    counted_at: datetime | None
    rupture_since: datetime | None
    last_sale_at: datetime | None
    changed: bool = False
    was: tuple[int, str, int | None, int | None] = (0, "", None, None)
    """On hand and status when it was locked, and what is watched of it."""

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        shelf = cls(**{name: row[name] for name in LevelFacts.__slots__})
        shelf.was = (shelf.on_hand, shelf.status, row["watched_below"], row["watched_above"])
        return shelf

    def share(self) -> tuple[int, ...]:
        """What this level contributes to the tenant's summary; an inactive product nothing."""
        if self.status == Status.INACTIVE:
            return (0,) * len(SUMMARY_FIELDS)
        share = [1, 0, 0, 0, 0, self.value]
        share[_FIELD_OF[Status(self.status)]] = 1
        return tuple(share)

    def judge_again(self, at: datetime, *, active: bool | None = None) -> None:
        """Status and value follow from the rest; ``at`` is when a rupture that begins now began."""
        if active is None:
            active = self.status != Status.INACTIVE
        status = judge(self.on_hand, self.min_stock, tracked=self.tracked, active=active)
        if status != self.status:
            self.rupture_since = at if status == Status.RUPTURE else None
        self.status = status
        self.value = value_of(self.on_hand, self.average_cost)
        self.changed = True

    def move(self, wanted: MovementIn, at: datetime) -> bool:
        """Applies a movement that happened at ``at``. False when it is older than the last count."""
        self.tracked = True
        if self.counted_at is not None and at <= self.counted_at:
            return False
        if wanted.type == "ENTRY" and wanted.quantity > 0 and wanted.unit_cost is not None:
            self.average_cost = blend(self.on_hand, self.average_cost, wanted.quantity, wanted.unit_cost)
        self.add(wanted.quantity, at)
        return True

    def add(self, quantity: int, at: datetime) -> None:
        self.on_hand += quantity
        self.judge_again(at)
        if abs(self.on_hand) > MAX_QUANTITY or self.value > MAX_MONEY:
            raise Invalid("quantity", "quantity_too_large")

    @property
    def crossed(self) -> bool:
        before, was, below, above = self.was
        return self.status != was or crossings.crosses(before, self.on_hand, below, above)

    def columns(self) -> tuple[Any, ...]:
        return (
            self.product_id, self.on_hand, self.tracked, str(self.status), self.average_cost, self.value,
            self.counted_at, self.rupture_since, self.last_sale_at,
        )  # fmt: skip


class Shelves:
    """The locked levels of a transaction's products; ``save`` writes ledger and levels together."""

    def __init__(self, tx: Tx, rows: list[dict[str, Any]], product_ids: set[UUID]) -> None:
        if len(rows) != len(product_ids):
            raise NotFound
        self._tx = tx
        self._by_product = {row["product_id"]: Shelf.of(row) for row in rows}
        self._before = {product_id: shelf.share() for product_id, shelf in self._by_product.items()}
        self._ledger: list[tuple[Any, ...]] = []
        self.at = now()

    def __getitem__(self, product_id: UUID) -> Shelf:
        return self._by_product[product_id]

    def append(self, wanted: MovementIn, at: datetime, *, counts: bool, on_hand_after: int | None) -> None:
        tx = self._tx
        self._ledger.append(
            (
                tx.tenant_id, wanted.id, wanted.product_id, wanted.type, wanted.quantity, counts, wanted.unit_cost,
                on_hand_after, wanted.source, wanted.source_id, wanted.reference, wanted.reason, at, self.at,
                tx.actor.user_id,
            )
        )  # fmt: skip

    def save(self) -> None:
        """Raises Conflict when another transaction wrote one of these movements meanwhile."""
        changed = [shelf.columns() for shelf in self._by_product.values() if shelf.changed]
        if not changed and not self._ledger:
            return
        if repository.write(self._tx, self._ledger, changed, self.at) != len(self._ledger):
            raise Conflict
        if changed:
            changes.note(self._tx, PRODUCT, (row[0] for row in changed))
            difference = [0] * len(SUMMARY_FIELDS)
            for product_id, shelf in self._by_product.items():
                for index, (new, old) in enumerate(zip(shelf.share(), self._before[product_id], strict=True)):
                    difference[index] += new - old
                if shelf.crossed:
                    before, was, *_ = shelf.was
                    crossings.note(self._tx, product_id, shelf.on_hand, before, str(shelf.status), was)
            note_difference(self._tx, difference)


def record_movements(tx: Tx, movements: Sequence[MovementIn]) -> list[Moved]:
    """Applies movements, in the order given; two statements, and one at the end of the transaction.

    A movement of an untracked product is written only when it brings something in that was not sold back
    (an ENTRY of another source than a sale, a return or a cancellation): that begins its tracking. An entry
    with a day of expiry becomes a batch. What
    happened at or before the product's last count is appended as history. A moment in the future (a phone
    whose clock is ahead) is taken as now: a count would else be followed by what it already saw. The same
    id again changes nothing and answers as the first time.

    Raises NotFound for a product without a level, Conflict when an id is already another product's
    movement, Invalid when a level leaves the range of a quantity.
    """
    if not movements:
        return []
    product_ids = {wanted.product_id for wanted in movements}
    rows = repository.lock_levels(tx, sorted(product_ids), [wanted.id for wanted in movements])
    shelves = Shelves(tx, rows, product_ids)
    known = {UUID(row["id"]): row for row in (rows[0]["known"] or ())}
    done: dict[UUID, Moved] = {}
    results: list[Moved] = []
    for wanted in movements:
        shelf = shelves[wanted.product_id]
        moved = done.get(wanted.id)
        if moved is None and (stored := known.get(wanted.id)) is not None:
            moved = Moved(
                wanted.id,
                UUID(stored["product_id"]),
                True,
                stored["on_hand_after"],
                shelf.average_cost,
                stored["counts"],
                repeated=True,
            )
        if moved is None:
            moved = _apply(shelves, shelf, wanted)
        if moved.product_id != wanted.product_id:
            raise Conflict
        done[wanted.id] = moved
        results.append(moved)
    shelves.save()
    batches.keep(tx, list(zip(movements, results, strict=True)), shelves.at)
    return results


def _apply(shelves: Shelves, shelf: Shelf, wanted: MovementIn) -> Moved:
    at = min(wanted.occurred_at, shelves.at)
    average_cost = shelf.average_cost
    if wanted.source == "sale" and (shelf.last_sale_at is None or shelf.last_sale_at < at):
        shelf.last_sale_at, shelf.changed = at, True
    if not shelf.tracked and (wanted.type != "ENTRY" or wanted.source in SELLING):
        return Moved(wanted.id, wanted.product_id, False, None, average_cost, False)
    counts = shelf.move(wanted, at)
    on_hand_after = shelf.on_hand if counts else None
    shelves.append(wanted, at, counts=counts, on_hand_after=on_hand_after)
    return Moved(wanted.id, wanted.product_id, True, on_hand_after, average_cost, counts)


def lock_shelves(tx: Tx, product_ids: set[UUID]) -> Shelves:
    """The levels of these products, locked in the order of their ids. Raises NotFound when one has none."""
    return Shelves(tx, repository.lock_levels(tx, sorted(product_ids)), product_ids)


def hold(tx: Tx, edited: Iterable[UUID], moved: Iterable[UUID]) -> None:
    """Locks beforehand, for a transaction of many operations, the products that they edit and the levels that
    they move. What is not there (yet) is left out."""
    repository.hold(tx, sorted(edited), sorted(moved))


def open_level(
    tx: Tx, product_id: UUID, min_stock: int | None = None, max_stock: int | None = None, tracked: bool = True
) -> None:
    """Gives a new product its level: nothing there when ``tracked``, unknown otherwise. Until something is
    received its purchase price stands for its average cost."""
    at = now()
    status = repository.insert_level(
        tx,
        {
            "product_id": product_id,
            "min_stock": min_stock,
            "max_stock": max_stock,
            "tracked": tracked,
            "status": str(judge(0, min_stock, tracked=tracked, active=True)),
            "rupture_since": at if tracked else None,
            "at": at,
        },
    )
    if status is None:
        raise NotFound
    difference = [0] * len(SUMMARY_FIELDS)
    if status != Status.INACTIVE:
        difference[0] = difference[_FIELD_OF[Status(status)]] = 1
    note_difference(tx, difference)


def note_difference(tx: Tx, difference: Sequence[int]) -> None:
    """Has the summary and today's row moved at the end of the transaction, and open screens told."""
    sum_so_far = tx.notes.setdefault(DELTA, [0] * len(SUMMARY_FIELDS))
    for index, change in enumerate(difference):
        sum_so_far[index] += change
    tx.before_commit("50-stock", lambda: _move_summary(tx))


def _move_summary(tx: Tx) -> None:
    difference = tx.notes.pop(DELTA)
    hint: dict[str, int] = {}

    def moved(version: int) -> None:
        hint["version"] = version

    if tx.notes.pop(REBUILD, False):
        repository.count_summary(tx, now(), moved)
    else:
        repository.move_summary(tx, difference, now(), moved)
    live.publish_after_commit(tx, "overview", hint)


def levels(tx: Tx, product_ids: Sequence[UUID]) -> dict[UUID, LevelFacts]:
    """The levels of these products as they are, without a lock; products without one are left out."""
    return {row["product_id"]: LevelFacts(**row) for row in repository.levels(tx, product_ids)}


def summary(tx: Tx) -> SummaryFacts:
    """The tenant's stock in one row; zeros before the first product."""
    row = repository.summary(tx)
    return SummaryFacts(**row) if row is not None else SummaryFacts(0, 0, 0, 0, 0, 0, 0)
