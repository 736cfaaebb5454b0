"""The door of the exchange with phones."""

from __future__ import annotations

from datetime import timedelta

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.sync import repository
from digiboost.sync.pull import pull
from digiboost.sync.push import push

REMEMBERED_DAYS = 90
"""How long an operation may come again and is known. The rows it made have ids of their own, which are known
for ever."""

__all__ = ["forget", "pull", "push"]


def forget(tx: Tx) -> list[str]:
    """The night's work: drops operations that no phone can still be waiting for."""
    repository.forget_before(tx, now() - timedelta(days=REMEMBERED_DAYS))
    return []
