"""What a kind of rows is, of those that phones keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digiboost.kernel.auth import Actor, Scope


@dataclass(frozen=True)
class Kind:
    """``columns`` are SQL expressions over the row under the alias ``r`` and what is joined to it; the first is
    its id. Parameters: tenant, today, since (first day of the ranking), recent (first moment of what is over),
    provider (who the actor is among those who are sent out; NULL for anybody else)."""

    name: str
    scope: Scope
    table: str
    columns: Mapping[str, str]
    joins: str = ""
    where: str = "true"
    """Rows that phones see; another one is gone."""
    at_first: str | None = None
    """What stands for the table in the first pull, where that does not take all rows."""
    costs: Mapping[str, str] = field(default_factory=dict)
    """What stands in a column's place for who may not see costs."""
    word: str | None = None
    """The word in the feed of changes that brings its rows, where it is not the name."""
    through: Mapping[str, str] = field(default_factory=dict)
    """Other words of the feed that bring its rows: each with a query from their ``ids`` to those of the rows."""
    own: str | None = None
    """For who sees only what is theirs: the rows of which they may hear that they are gone. Of another row not even
    the id is told."""

    def shown(self, actor: Actor) -> dict[str, str]:
        return {**self.columns} if actor.may(Scope.COSTS_READ) else {**self.columns, **self.costs}

    @property
    def heard_by(self) -> str:
        return self.word or self.name
