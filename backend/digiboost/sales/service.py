"""The door of sales: sales, returns, cancellations, missed sales; bulk loads; the drift check."""

from __future__ import annotations

from digiboost.sales import bulk, summaries
from digiboost.sales.giving_back import cancel_sale, return_sale
from digiboost.sales.holding import hold, hold_numbers
from digiboost.sales.missing import record_missed_sale
from digiboost.sales.reading import list_sales, read_sale
from digiboost.sales.selling import record_sale, shortfalls

bulk_record = bulk.record
bulk_undo = bulk.undo
drift = summaries.drift
__all__ = [
    "bulk",
    "bulk_record",
    "bulk_undo",
    "cancel_sale",
    "drift",
    "hold",
    "hold_numbers",
    "list_sales",
    "read_sale",
    "record_missed_sale",
    "record_sale",
    "return_sale",
    "shortfalls",
]
