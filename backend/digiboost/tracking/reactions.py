"""What follows from what requests tell; run by a worker, once each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import Reaction
from digiboost.requests.events import RequestMoved, RequestOpened
from digiboost.tracking import following, sweeping


def opened(tx: Tx, payload: dict[str, Any]) -> None:
    following.opened(tx, UUID(payload["request_id"]))
    sweeping.schedule(tx, now())


def moved(tx: Tx, payload: dict[str, Any]) -> None:
    following.moved(tx, UUID(payload["request_id"]), UUID(payload["history_id"]))
    sweeping.schedule(tx, now())


REACTIONS = [
    Reaction("tracking.opened", RequestOpened.type, opened, queue="messages"),
    Reaction("tracking.moved", RequestMoved.type, moved, queue="messages"),
]
