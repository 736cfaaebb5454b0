"""A shop that is warned, through the public API and a worker that works when it is told to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.kernel.jobs import worker_engine
from digiboost.kernel.outbox import deliver
from tests.factories.imports import failure, waiting
from tests.factories.people import Person
from tests.factories.requests import every_item


def work(shop: Person) -> None:
    """Does what waits for a worker, until nothing does; a reaction that fails fails the test."""
    company = UUID(shop.tenant_id)
    while todo := waiting(company):
        for event_id, reaction in todo:
            deliver(worker_engine(), event_id, company, reaction)
            assert (error := failure(event_id)) is None, error


def alerts(shop: Person, **params: Any) -> dict[tuple[str, str | None], dict[str, Any]]:
    """What is open, by type and product's name."""
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
