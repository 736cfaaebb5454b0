"""The demo companies as they stand in the database: everything agrees, and the screens have something to show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.demo.load import load
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.wiring import NIGHTLY, wire
from tests.factories.people import Person

SEED = 4077
Logins = list[dict[str, str]]


@pytest.fixture(scope="module")
def logins(app: Any) -> Logins:
    wire()
    return load(worker_engine(), SEED, now())


def sign_in(client: Any, login: dict[str, str]) -> Person:
    answer = client.post("/api/v1/auth/login", json={"email": login["email"], "password": login["password"]})
    assert answer.status_code == 200, answer.text
    return Person(client, answer.json(), login["email"])


def people(logins: Logins, company: str, role: str) -> Logins:
    return [login for login in logins if login["company"].startswith(company) and login["role"] == role]


@pytest.fixture(params=["Quincaillerie", "Pharmacie"])
def company(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def owner(client: Any, logins: Logins, company: str) -> Person:
    return sign_in(client, people(logins, company, "owner")[0])


@pytest.mark.parametrize("name", ["Quincaillerie", "Pharmacie", "Dépann"])
def test_no_nightly_check_finds_anything(client: Any, logins: Logins, name: str) -> None:
    tenant = UUID(sign_in(client, people(logins, name, "owner")[0]).tenant_id)
    findings = {}
    for room, work in NIGHTLY.items():
        with Tx(worker_engine(), system_actor(tenant)) as tx:
            findings[room] = work(tx)
    assert findings == {room: [] for room in NIGHTLY}


def test_a_second_load_leaves_the_companies_alone(logins: Logins) -> None:
    said: list[str] = []
    assert load(worker_engine(), SEED, now(), said.append) == logins
    assert all(text.endswith("there already") for text in said)


def test_the_carnet_shows_who_owes_who_is_late_and_what_was_promised(owner: Person) -> None:
    accounts = owner.get("/credit/accounts?limit=100").json()["items"]
    with_limit = [one for one in accounts if one["credit_limit"] is not None]
    assert 20 <= len(with_limit) <= 25
    assert 1 <= sum(one["over_limit"] for one in accounts) <= 4
    assert any(one["balance"] < 0 for one in accounts)
    assert 2 <= sum(one["late"] for one in accounts) <= 9
    assert any(one["promised_on"] for one in accounts)
    summary = owner.get("/credit/summary").json()
    assert summary["owed"] == sum(one["balance"] for one in accounts if one["balance"] > 0)
    busiest = max(accounts, key=lambda one: one["balance"])
    page = owner.get(f"/credit/customers/{busiest['customer_id']}").json()
    assert page["account"]["balance"] == busiest["balance"]


def test_the_tills_were_counted_and_nothing_came_late(owner: Person) -> None:
    closings = owner.get("/closings?limit=50").json()["items"]
    assert 12 <= len(closings) <= 14
    for closing in closings:
        assert closing["expected"] >= closing["opening_float"]
        assert abs(closing["difference"]) <= 2000
        till = closing["details"]
        assert closing["expected"] == closing["opening_float"] + till["cash"]
        assert till["sales"] > 0
        assert owner.get(f"/closings/{closing['id']}").json()["late"] == []
    assert any(closing["details"]["credit_payments"] > 0 for closing in closings)
    assert any(closing["details"]["moves_out"] < 0 for closing in closings)


def test_orders_are_under_way_and_every_supplier_s_lead_time_is_measured(owner: Person) -> None:
    by_status = {
        status: owner.get(f"/purchase-orders?status={status}&limit=200").json()["items"]
        for status in ("draft", "sent", "partly_received", "received")
    }
    assert [len(by_status[status]) for status in ("draft", "sent", "partly_received")] == [1, 2, 0]
    assert len(by_status["received"]) >= 150
    for supplier in owner.get("/suppliers?limit=100").json()["items"]:
        lead = owner.get(f"/suppliers/{supplier['id']}/lead-time").json()
        assert lead["measured"] is True
        assert 0.5 <= lead["days"] <= 40
    receipt = owner.get("/receipts?limit=1").json()["items"][0]
    assert receipt["total"] > 0


def test_shelves_and_their_counts(owner: Person) -> None:
    counts = owner.get("/stock/counts?limit=20").json()["items"]
    shelves = [count for count in counts if count["scope"] is not None]
    assert 4 <= len(shelves) <= 6
    shelf = shelves[0]["scope"]["shelf"]
    sheet = owner.get("/stock/count-sheet", params={"shelf": shelf, "limit": 100}).json()
    assert len(sheet["items"]) >= 6


def test_two_sellers_take_over_the_owner_s_phone(client: Any, logins: Logins, company: str, owner: Person) -> None:
    with_pin = [login for login in logins if login["company"].startswith(company) and "pin" in login]
    assert sorted(login["role"] for login in with_pin) == ["employee", "employee", "owner"]
    named = {one["name"]: one["id"] for one in owner.get("/people").json()["items"] if one["has_pin"]}
    assert len(named) == 3
    employee = sign_in(client, next(login for login in with_pin if login["role"] == "employee"))
    pin = next(login["pin"] for login in with_pin if login["role"] == "owner")
    answer = employee.post("/auth/act", {"user_id": owner.user_id, "pin": pin})
    assert answer.status_code == 200, answer.text
    assert answer.json()["user"]["role"] == "owner"


def test_the_pharmacy_has_goods_that_expire(client: Any, logins: Logins) -> None:
    def until(days: int) -> list[dict[str, Any]]:
        day = (now() + timedelta(days=days)).date().isoformat()
        found: list[dict[str, Any]] = owner.get("/stock/batches", params={"expires_before": day, "limit": 200}).json()[
            "items"
        ]
        return found

    owner = sign_in(client, people(logins, "Pharmacie", "owner")[0])
    assert len(until(0)) == 2
    assert 7 <= len(until(31)) <= 10
    assert len(until(63)) == 12
    assert len(until(2000)) > 100
    assert all(one["lot"] and one["left"] > 0 for one in until(63))
    other = sign_in(client, people(logins, "Quincaillerie", "owner")[0])
    assert other.get("/stock/batches").json()["items"] == []
