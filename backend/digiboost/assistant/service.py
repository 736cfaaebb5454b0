"""The assistant's door: what people write to us, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

from digiboost.assistant import repository
from digiboost.assistant.hearing import hear
from digiboost.assistant.wording import TEMPLATES
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx

__all__ = ["TEMPLATES", "forget", "hear", "messages"]

messages = repository.messages

MESSAGES_ARE_KEPT = timedelta(days=90)
PROPOSALS_ARE_KEPT = timedelta(days=1)


def forget(tx: Tx) -> list[str]:
    """Drops what was written long ago, each night: the words of people are theirs."""
    repository.forget(tx, now() - MESSAGES_ARE_KEPT, now() - PROPOSALS_ARE_KEPT)
    return []
