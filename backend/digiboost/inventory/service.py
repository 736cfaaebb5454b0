"""Inventory's door: the ledger, levels, counts, and what is recomputed from them."""

from __future__ import annotations

from digiboost.inventory.counts import record_count
from digiboost.inventory.ledger import levels, open_level, record_movements, summary
from digiboost.inventory.manual import record_manual_count, record_manual_movement
from digiboost.inventory.products import create_product, deactivate_product, edit_product
from digiboost.inventory.upkeep import drift

__all__ = [
    "create_product",
    "deactivate_product",
    "drift",
    "edit_product",
    "levels",
    "open_level",
    "record_count",
    "record_manual_count",
    "record_manual_movement",
    "record_movements",
    "summary",
]
