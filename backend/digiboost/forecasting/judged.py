"""How good the forecasts were: what a screen says beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.forecasting import repository
from digiboost.forecasting.types import Record, ShopRecord
from digiboost.kernel.db.tx import Tx


def records(tx: Tx, product_ids: Sequence[UUID] | None = None) -> dict[UUID, Record]:
    """Of each of these products (of all) that was judged yet."""
    return {
        row["product_id"]: Record(
            product_id=row["product_id"],
            times=row["times"],
            within=row["within"],
            error=row["error"] / row["actual"] if row["actual"] else None,
        )
        for row in repository.records(tx, product_ids)
    }


def shop_record(tx: Tx) -> ShopRecord:
    """Of the whole shop; zeros and nulls before the first night and while no day is over."""
    judged, nights = repository.runs(tx, "backtest"), repository.runs(tx, "night")
    asked, forecasts = sum(row["actual_value"] for row in judged), sum(row["products"] for row in judged)
    last: dict[str, Any] = nights[0] if nights else {"learnt": 0, "products": 0, "effects": {}}
    apart = sum(abs(row["expected_value"] - row["actual_value"]) for row in judged)
    return ShopRecord(
        times=len(judged),
        total_error=apart / asked if asked else None,
        product_error=sum(row["absolute_error"] for row in judged) / asked if asked else None,
        within=sum(row["within"] for row in judged) / forecasts if forecasts else None,
        learnt=last["learnt"],
        products=last["products"],
        effects=last["effects"],
        forecasts=forecasts,
        right=sum(row["within"] for row in judged),
        since=min((row["cutoff"] for row in judged), default=None),
    )
