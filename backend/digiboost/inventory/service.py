"""Inventory's door: the ledger, levels, counts, loads by the thousand, and what is recomputed from them."""

from __future__ import annotations

from digiboost.inventory.batches import (
    BATCH_COLUMNS,
    batches,
    bulk_batches,
    close_batches,
    edit_batch,
    expiring,
    remove_batch,
)
from digiboost.inventory.bulk import (
    COUNT_COLUMNS,
    COUNT_LINE_COLUMNS,
    COUNTED_COLUMNS,
    LEVEL_COLUMNS,
    MOVEMENT_COLUMNS,
    SOURCE_COLUMNS,
    bulk_count,
    bulk_counts,
    bulk_movements,
    bulk_open_levels,
    remove_imported_products,
    restore_limits,
    undo_import,
)
from digiboost.inventory.counts import record_count
from digiboost.inventory.crossings import look_again, watch
from digiboost.inventory.ledger import hold, levels, open_level, record_movements, summary
from digiboost.inventory.manual import record_manual_count, record_manual_movement
from digiboost.inventory.products import create_product, deactivate_product, edit_product
from digiboost.inventory.upkeep import drift, rebuild_days, rebuild_summary

__all__ = [
    "BATCH_COLUMNS",
    "COUNTED_COLUMNS",
    "COUNT_COLUMNS",
    "COUNT_LINE_COLUMNS",
    "LEVEL_COLUMNS",
    "MOVEMENT_COLUMNS",
    "SOURCE_COLUMNS",
    "batches",
    "bulk_batches",
    "bulk_count",
    "bulk_counts",
    "bulk_movements",
    "bulk_open_levels",
    "close_batches",
    "create_product",
    "deactivate_product",
    "drift",
    "edit_batch",
    "edit_product",
    "expiring",
    "hold",
    "levels",
    "look_again",
    "open_level",
    "rebuild_days",
    "rebuild_summary",
    "record_count",
    "record_manual_count",
    "record_manual_movement",
    "record_movements",
    "remove_batch",
    "remove_imported_products",
    "restore_limits",
    "summary",
    "undo_import",
    "watch",
]
