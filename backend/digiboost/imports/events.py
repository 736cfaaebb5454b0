from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from digiboost.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CheckRequested(Event):
    """payload: import_id."""

    type: ClassVar[str] = "imports.check_requested"


@dataclass(frozen=True, kw_only=True)
class ImportConfirmed(Event):
    """payload: import_id."""

    type: ClassVar[str] = "imports.confirmed"


@dataclass(frozen=True, kw_only=True)
class UndoRequested(Event):
    """payload: import_id."""

    type: ClassVar[str] = "imports.undo_requested"
