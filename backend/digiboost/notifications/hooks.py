"""What higher rooms lend to this one: ``wiring`` connects them once in a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.notifications.types import Recipient


@dataclass(frozen=True, slots=True)
class Hooks:
    person: Callable[[Tx, UUID], Recipient | None]
    """Somebody as they can be reached now; None when they may not be told anything (any more)."""
    time_zone: Callable[[Tx], str]
    """The company's."""
    audit: Callable[..., None]
    """``audit(tx, action, subject_type, subject_id, **details)``"""


_connected: list[Hooks] = []


def connect(hooks: Hooks) -> None:
    _connected[:] = [hooks]


def hooks() -> Hooks:
    """Raises RuntimeError before ``wiring.wire()``."""
    if not _connected:
        raise RuntimeError("notifications are not wired")
    return _connected[0]
