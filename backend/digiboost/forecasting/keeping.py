"""The predictions as they were last made, for whoever asks again before anything changed.

What they say follows from rows that all carry a version: the company's feed of changes, which every product, level,
supplier and order moves; the forecasts; the settings; the company itself; and its day. Their tag is made of these and
is asked for first, in one row. The same tag is the same answer: a caller who has it hears so, another gets what this
process made for it. Nothing here is ever older than its tag, and losing it costs the time to make it again alone.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from digiboost.forecasting import repository
from digiboost.kernel.auth import Scope
from digiboost.kernel.clock import day_of
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import DEFAULT

MOST_BYTES = 32 * 1024 * 1024
"""Of all companies' answers in one process."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose predictions, and how they are told; ``tag`` names the state of what they are made from."""

    company_id: UUID
    language: str
    costs: bool
    tag: str


def asked(tx: Tx, at: datetime) -> Asked:
    costs, language = tx.actor.may(Scope.COSTS_READ), tx.notes.get("language", DEFAULT)
    versions = repository.versions(tx)
    today = day_of(at, versions["time_zone"])
    parts = [str(today), language, str(costs), *map(str, versions.values())]
    tag = hashlib.blake2b("/".join(parts).encode(), digest_size=9, key=tx.tenant_id.bytes).hexdigest()
    return Asked(tx.tenant_id, language, costs, f'"{tag}"')


class Kept:
    """One answer for each company, language and right to see costs; those that nobody asked for longest go first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most, self._bytes, self._lock = most_bytes, 0, Lock()
        self._answers: OrderedDict[tuple[UUID, str, bool], tuple[str, bytes]] = OrderedDict()

    def get(self, wanted: Asked) -> bytes | None:
        key = wanted.company_id, wanted.language, wanted.costs
        with self._lock:
            tag, answer = self._answers.get(key, ("", b""))
            if tag != wanted.tag:
                return None
            self._answers.move_to_end(key)
            return answer

    def put(self, wanted: Asked, answer: bytes) -> None:
        key = wanted.company_id, wanted.language, wanted.costs
        with self._lock:
            before = self._answers.pop(key, None)
            self._bytes += len(answer) - (0 if before is None else len(before[1]))
            self._answers[key] = wanted.tag, answer
            while self._bytes > self._most:
                _, (_, gone) = self._answers.popitem(last=False)
                self._bytes -= len(gone)


kept = Kept()
