"""Forecasting's door: what will be asked, when a shelf runs empty, what to order."""

from __future__ import annotations

from digiboost.forecasting.advising import advice, reorder_points
from digiboost.forecasting.foretelling import outlooks, refresh, running_out
from digiboost.forecasting.judged import records, shop_record
from digiboost.forecasting.looking import look
from digiboost.kernel.db.tx import Tx

__all__ = [
    "advice",
    "look",
    "outlooks",
    "records",
    "refresh",
    "reorder_points",
    "running_out",
    "shop_record",
    "tonight",
]


def tonight(tx: Tx) -> list[str]:
    """The nightly work: every outlook anew. There is nothing in it that could be found wrong."""
    refresh(tx)
    return []
