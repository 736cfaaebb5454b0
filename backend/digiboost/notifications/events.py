"""What becomes of messages, for the rooms that told them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event
from digiboost.notifications.types import Kind

TOLD = frozenset({Kind.OFFER})
"""Kinds of which somebody wants to know; an event for every message would be a row for nobody."""


@dataclass(frozen=True, kw_only=True)
class MessageArrived(Event):
    """A channel says that a message is there, the first time that one does. payload: notification_id, kind, at (when,
    by the service's clock), subject_type, subject_id (or None)."""

    type: ClassVar[str] = "notifications.arrived"
