"""Events: what a room says has happened, for higher rooms to react to in their own transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from digiboost.kernel.ids import new_id

if TYPE_CHECKING:
    from digiboost.kernel.db.tx import Tx


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events; ``payload`` is what is stored and handed to reactions (ids, small facts)."""

    type: ClassVar[str]
    id: UUID = field(default_factory=new_id)
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reaction:
    """``act(tx, payload)`` runs once for each event of ``event_type``, in a transaction of its own."""

    name: str
    event_type: str
    act: Callable[[Tx, dict[str, Any]], None]
    queue: str = "default"
    concerns: Callable[[dict[str, Any]], bool] | None = None
    """Which of the events it follows, by their payload alone; None for all. What does not concern it costs nothing."""
    gave_up: Callable[[Tx, dict[str, Any]], None] | None = None
    """Runs once when every attempt failed, so that a person sees the end and not an endless wait."""


class Reactions:
    """The table of all reactions; filled by ``wiring.py`` alone."""

    def __init__(self) -> None:
        self._by_name: dict[str, Reaction] = {}
        self._by_event: dict[str, list[Reaction]] = {}

    def add(self, reaction: Reaction) -> None:
        if reaction.name in self._by_name:
            raise ValueError(f"two reactions are called {reaction.name}")
        self._by_name[reaction.name] = reaction
        self._by_event.setdefault(reaction.event_type, []).append(reaction)

    def of(self, event_type: str) -> list[Reaction]:
        return self._by_event.get(event_type, [])

    def named(self, name: str) -> Reaction:
        return self._by_name[name]

    def all(self) -> list[Reaction]:
        return list(self._by_name.values())


reactions = Reactions()
