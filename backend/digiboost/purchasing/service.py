"""Purchasing's door: orders, the goods that arrive, lead times, what is awaited and what to order."""

from __future__ import annotations

from digiboost.purchasing import bulk
from digiboost.purchasing.holding import hold, hold_numbers
from digiboost.purchasing.lead_times import awaited, lead_times, on_order
from digiboost.purchasing.ordering import OrderState, cancel_order, create_order, delete_order, edit_order
from digiboost.purchasing.paper import order_pdf
from digiboost.purchasing.receiving import Received, record_receipt
from digiboost.purchasing.sending import Sent, send_order
from digiboost.purchasing.suggesting import lead_time_out, suggestion
from digiboost.purchasing.upkeep import drift

__all__ = [
    "OrderState",
    "Received",
    "Sent",
    "awaited",
    "bulk",
    "cancel_order",
    "create_order",
    "delete_order",
    "drift",
    "edit_order",
    "hold",
    "hold_numbers",
    "lead_time_out",
    "lead_times",
    "on_order",
    "order_pdf",
    "record_receipt",
    "send_order",
    "suggestion",
]
