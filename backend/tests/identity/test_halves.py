"""What a company does: chosen when it opens, changed in its settings; its screens follow."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.factories.people import PASSWORD, open_company


def signup(**more: Any) -> dict[str, Any]:
    return {
        "company_name": "Plomberie Bonanjo",
        "full_name": "Alain Ekambi",
        "email": f"alain-{uuid4().hex[:10]}@example.com",
        "password": PASSWORD,
        **more,
    }


def test_anonymous_changes_no_company(client: Any) -> None:
    answer = client.patch("/api/v1/tenant", json={"halves": ["services"]})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_neighbour_s_company_stays_what_it_is(shop: Any, neighbour: Any) -> None:
    assert neighbour.patch("/tenant", {"halves": ["services"]}).status_code == 200
    assert shop.get("/tenant").json()["halves"] == ["stock"]


def test_who_says_nothing_sells_goods(client: Any) -> None:
    assert open_company(client).session["tenant"]["halves"] == ["stock"]


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        (["services"], ["services"]),
        (["stock", "services"], ["stock", "services"]),
        (["services", "stock"], ["stock", "services"]),
        (["services", "services"], ["services"]),
    ],
)
def test_a_company_says_what_it_does_when_it_opens(client: Any, wanted: list[str], kept: list[str]) -> None:
    answer = client.post("/api/v1/auth/signup", json=signup(halves=wanted))
    assert answer.status_code == 201, answer.text
    assert answer.json()["tenant"]["halves"] == kept


def test_a_shop_that_begins_to_send_people_out_loses_nothing(shop: Any) -> None:
    before = shop.get("/products").json()
    answer = shop.patch("/tenant", {"halves": ["stock", "services"]})
    assert (answer.status_code, answer.json()["halves"]) == (200, ["stock", "services"])
    assert shop.get("/me").json()["tenant"]["halves"] == ["stock", "services"]
    assert shop.get("/products").json() == before


@pytest.mark.parametrize("wanted", [[], None, ["repairs"], "stock", ["stock", "services", "stock"]])
def test_a_company_does_something_that_is_known(shop: Any, wanted: Any) -> None:
    answer = shop.patch("/tenant", {"halves": wanted})
    assert answer.status_code == 422
    assert answer.json()["code"] in {"validation", "invalid_value"}
    assert shop.get("/tenant").json()["halves"] == ["stock"]


@pytest.mark.parametrize("role", ["manager", "employee", "viewer"])
def test_the_owner_alone_changes_it(shop: Any, role: str) -> None:
    assert shop.colleague(role).patch("/tenant", {"halves": ["services"]}).status_code == 403
