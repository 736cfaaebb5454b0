"""Forecasting's door: what will be asked, when a shelf runs empty, what to order."""

from __future__ import annotations

from digiboost.forecasting.advising import advice, reorder_points, reordering
from digiboost.forecasting.basket import basket
from digiboost.forecasting.foretelling import outlooks, refresh, running_out
from digiboost.forecasting.judged import records, shop_record
from digiboost.forecasting.looking import look
from digiboost.forecasting.ordering import order_advice
from digiboost.forecasting.planning import add_event, calendar, delete_event, edit_event
from digiboost.forecasting.predicting import predictions, tagged_predictions
from digiboost.forecasting.settings import edit_settings, settings, settings_out
from digiboost.forecasting.standings import keep_standings
from digiboost.forecasting.versions import tag
from digiboost.kernel.db.tx import Tx

__all__ = [
    "add_event",
    "advice",
    "basket",
    "calendar",
    "delete_event",
    "edit_event",
    "edit_settings",
    "keep_standings",
    "look",
    "order_advice",
    "outlooks",
    "predictions",
    "records",
    "refresh",
    "reorder_points",
    "reordering",
    "running_out",
    "settings",
    "settings_out",
    "shop_record",
    "tag",
    "tagged_predictions",
    "tonight",
]


def tonight(tx: Tx) -> list[str]:
    """The nightly work: classes first, since what to order follows from them, then every outlook anew. There is
    nothing in it that could be found wrong."""
    keep_standings(tx)
    refresh(tx)
    return []
