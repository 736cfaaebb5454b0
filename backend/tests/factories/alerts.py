"""A shop that is warned, through the public API and a worker that works when it is told to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.alerts import sweeping
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from tests.factories.imports import failure, waiting
from tests.factories.people import Person
from tests.factories.requests import every_item
from tests.factories.stock import transaction


def work(shop: Person) -> None:
    """Does what waits for a worker, until nothing does; a reaction that fails fails the test."""
    company = UUID(shop.tenant_id)
    while todo := waiting(company):
        for event_id, reaction in todo:
            deliver(worker_engine(), event_id, company, reaction)
            assert (error := failure(event_id)) is None, error


def alerts(shop: Person, **params: Any) -> dict[tuple[str, str | None], dict[str, Any]]:
    """What is open (or in the state asked for), by type and product's name."""
    return {(one["type"], one["product_name"]): one for one in every_item(shop, "/alerts", **params)}


def rules(shop: Person) -> dict[str, dict[str, Any]]:
    """By type, the first made of each."""
    found: dict[str, dict[str, Any]] = {}
    for one in every_item(shop, "/alerts/rules"):
        found.setdefault(one["type"], one)
    return found


def stock(shop: Person, product_id: str, quantity: float) -> None:
    """Something comes in, or goes out."""
    kind = "ENTRY" if quantity > 0 else "EXIT"
    answer = shop.post("/stock/movements", {"product_id": product_id, "type": kind, "quantity": abs(quantity)})
    assert answer.status_code == 201, answer.text


def visit(app: Any, shop: Person, at: datetime) -> datetime:
    """The engine's look at a company at ``at``; when it wants to look again."""
    with transaction(app, shop.tenant_id) as tx:
        sweeping.visit(tx, at=at)
        return sweeping.next_visit(tx, at)


def told(person: Person) -> list[dict[str, Any]]:
    """What a person was told of alerts, the latest first."""
    return [one for one in every_item(person, "/notifications") if one["kind"] in ("alert", "digest")]


def history(shop: Person, name: str) -> list[dict[str, Any]]:
    return every_item(shop, "/alerts/history", name=name)


def written(tx: Tx, table: str) -> int:
    found: int = tx.value(f"SELECT count(*) FROM {table} WHERE tenant_id = %s", (tx.tenant_id,))
    return found
