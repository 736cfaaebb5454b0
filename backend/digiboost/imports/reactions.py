"""What follows from an import's events; run by a worker, once each."""

from __future__ import annotations

from digiboost.imports import taking
from digiboost.imports.events import CheckRequested, ImportConfirmed, UndoRequested
from digiboost.kernel.events import Reaction

REACTIONS = [
    Reaction("imports.check", CheckRequested.type, taking.check, queue="imports", gave_up=taking.gave_up),
    Reaction("imports.take", ImportConfirmed.type, taking.take, queue="imports", gave_up=taking.gave_up),
    Reaction("imports.undo", UndoRequested.type, taking.undo, queue="imports", gave_up=taking.gave_up),
]
