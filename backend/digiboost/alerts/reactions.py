"""What follows from what other rooms tell; run by a worker, once each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.alerts import judging, sweeping, telling
from digiboost.alerts.events import RulesChanged
from digiboost.alerts.types import RuleType
from digiboost.inventory.events import StockCrossed
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.events import Reaction
from digiboost.sales.events import SaleMissed


def judge_crossed(tx: Tx, payload: dict[str, Any]) -> None:
    """Levels crossed what somebody watches. What is judged is how they stand now."""
    products = None if payload.get("all") else {UUID(one["product_id"]) for one in payload["products"]}
    judging.judge_products(tx, products)
    judging.judge_company(tx, types={RuleType.SERVICE_RATE})
    _tell(tx)


def judge_missed(tx: Tx, payload: dict[str, Any]) -> None:
    """Somebody was sent away: the service rate fell."""
    judging.judge_company(tx, types={RuleType.SERVICE_RATE})
    _tell(tx)


def judge_everything(tx: Tx, payload: dict[str, Any]) -> None:
    judging.judge_products(tx, None)
    judging.judge_company(tx, daily=True)
    _tell(tx)


def _tell(tx: Tx) -> None:
    at = now()
    telling.tell(tx, at=at)
    sweeping.schedule(tx, at)


REACTIONS = [
    Reaction("alerts.judge", StockCrossed.type, judge_crossed, queue="messages"),
    Reaction("alerts.missed", SaleMissed.type, judge_missed, queue="messages"),
    Reaction("alerts.rules", RulesChanged.type, judge_everything, queue="messages"),
]
