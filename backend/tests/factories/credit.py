"""Carnets and tills of a shop, through the public API."""

from __future__ import annotations

from typing import Any

from tests.factories.people import Person
from tests.factories.trade import sale_of


def buyer(shop: Person, **wanted: Any) -> str:
    """A customer made through the API; the id."""
    answer = shop.post("/customers", {"name": "Fatou Sow", **wanted})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def lend(shop: Person, item: str, customer_id: str, amount: int, **wanted: Any) -> dict[str, Any]:
    """A sale on credit of one piece at ``amount``."""
    body = sale_of((item, 1, amount), **{"payment_method": "credit", "customer_id": customer_id, **wanted})
    answer = shop.post("/sales", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def pay(shop: Person, customer_id: str, amount: int, **wanted: Any) -> dict[str, Any]:
    answer = shop.post("/credit/payments", {"customer_id": customer_id, "amount": amount, "method": "cash", **wanted})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def carnet(shop: Person, customer_id: str) -> dict[str, Any]:
    answer = shop.get(f"/credit/customers/{customer_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def account(shop: Person, customer_id: str) -> dict[str, Any]:
    found: dict[str, Any] = carnet(shop, customer_id)["account"]
    return found


def close(shop: Person, counted: int, **wanted: Any) -> dict[str, Any]:
    answer = shop.post("/closings", {"counted": counted, **wanted})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made
