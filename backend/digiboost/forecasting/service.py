"""Forecasting's door: what will be asked, when a shelf runs empty, what to order."""

from __future__ import annotations

from digiboost.forecasting.advising import advice
from digiboost.forecasting.foretelling import outlooks, refresh, running_out
from digiboost.kernel.db.tx import Tx

__all__ = ["advice", "outlooks", "refresh", "running_out", "tonight"]


def tonight(tx: Tx) -> list[str]:
    """The nightly work: every outlook anew. There is nothing in it that could be found wrong."""
    refresh(tx)
    return []
