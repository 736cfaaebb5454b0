"""Inventory's door: the ledger, levels, counts, stock settings."""

from __future__ import annotations

from digiboost.inventory.counts import record_count
from digiboost.inventory.ledger import levels, open_level, record_movements, summary
from digiboost.inventory.upkeep import drift

__all__ = ["drift", "levels", "open_level", "record_count", "record_movements", "summary"]
