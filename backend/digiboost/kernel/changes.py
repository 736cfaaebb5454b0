"""What changed of a tenant, in the order of the commits: the feed that a phone pulls from.

One row per entity, with the number of the last transaction that touched it, so that the feed never grows
beyond what there is. Numbers are given out under the lock of the tenant's head, which is taken last and
with the commit: whoever has seen number n has seen everything up to n.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.numeric import Int8

from digiboost.kernel import live
from digiboost.kernel.db.tx import Tx

_KEY = "70-changes"
_NOTED = "changes.noted"
_RESTART = "changes.restart"
AT_ONCE = 500
"""Rows of one statement."""
STANDS = "changes.stands"
"""The note of a transaction that says up to which number its answer brings the caller: its own number for a
write, the last one told for a read of the feed. It travels in the header ``HEADER``."""
HEADER = "X-Changes"


@dataclass(frozen=True, slots=True)
class Head:
    """Where the feed stands: ``epoch`` moves when everybody must begin anew (a load by the thousand)."""

    epoch: int
    seq: int


@dataclass(frozen=True, slots=True)
class Change:
    kind: str
    entity_id: UUID
    seq: int


def note(tx: Tx, kind: str, ids: Iterable[UUID]) -> None:
    """Says that these entities are new, changed or gone. ``kind`` is a word that the room and the feed share."""
    noted: dict[tuple[str, UUID], None] = tx.notes.setdefault(_NOTED, {})
    noted.update(dict.fromkeys((kind, entity_id) for entity_id in ids))
    tx.before_commit(_KEY, lambda: _write(tx))


def restart(tx: Tx) -> None:
    """Says that so much changed that phones had better read everything again."""
    tx.notes[_RESTART] = True
    tx.before_commit(_KEY, lambda: _write(tx))


def _write(tx: Tx) -> None:
    anew = bool(tx.notes.pop(_RESTART, False))
    # Sorted, so that no two writers wait for each other in another order.
    noted = [] if anew else sorted(tx.notes.get(_NOTED, ()))
    tx.notes.pop(_NOTED, None)
    hint: dict[str, int] = {}
    head = (
        "WITH head AS (INSERT INTO change_heads AS h (tenant_id, epoch, seq) VALUES (%s, %s, 1)"
        " ON CONFLICT (tenant_id) DO UPDATE SET seq = h.seq + 1, epoch = h.epoch + excluded.epoch"
        " RETURNING tenant_id, seq)"
    )
    given: list[Any] = [tx.tenant_id, Int8(anew)]
    for start in range(0, max(1, len(noted)), AT_ONCE):
        part = noted[start : start + AT_ONCE]
        if part:
            values = ", ".join(["(%s::text, %s::uuid)"] * len(part))
            head += (
                ", noted AS (INSERT INTO changes (tenant_id, kind, entity_id, seq) SELECT h.tenant_id, v.kind,"
                f" v.entity_id, h.seq FROM head h, (VALUES {values}) AS v (kind, entity_id)"
                " ON CONFLICT (tenant_id, kind, entity_id) DO UPDATE SET seq = excluded.seq)"
            )
            given += [value for row in part for value in row]
        tx.later(f"{head} SELECT seq FROM head", given, lambda row: _numbered(tx, hint, row[0]))
        # The lock is held: what follows reads the number that was just given out.
        head = "WITH head AS (SELECT tenant_id, seq FROM change_heads WHERE tenant_id = %s)"
        given = [tx.tenant_id]
    live.publish_after_commit(tx, "changes", hint)


def _numbered(tx: Tx, hint: dict[str, int], seq: int) -> None:
    hint["seq"] = tx.notes[STANDS] = seq


def head(tx: Tx) -> Head:
    """Zeros before the tenant's first change."""
    row = tx.row("SELECT epoch, seq FROM change_heads WHERE tenant_id = %s", (tx.tenant_id,))
    return Head(**row) if row is not None else Head(0, 0)


def since(tx: Tx, seq: int, limit: int, after: tuple[str, UUID] | None = None) -> list[Change]:
    """What changed after ``seq``, in order. Where the limit cuts a transaction, go on from its ``seq``
    ``after`` the kind and the id of the last entity."""
    condition = "seq > %s"
    given: tuple[Any, ...] = (seq,)
    if after is not None:
        condition, given = "seq >= %s AND (seq, kind, entity_id) > (%s, %s, %s)", (seq, seq, *after)
    rows = tx.rows(
        f"SELECT kind, entity_id, seq FROM changes WHERE tenant_id = %s AND {condition}"
        " ORDER BY seq, kind, entity_id LIMIT %s",
        (tx.tenant_id, *given, limit),
    )
    return [Change(**row) for row in rows]
