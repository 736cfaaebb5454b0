"""What a phone keeps is what the company has: after the first pull, after every change, whoever writes meanwhile."""

from __future__ import annotations

import base64
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.sync import feed
from tests.factories.people import Person
from tests.factories.requests import refuses_nobody
from tests.factories.stock import product, transaction
from tests.factories.trade import customer, sale_of, sell, shelf
from tests.sync.phone import Cache, operation, push, pushed, sale


def test_nobody_is_refused(client: Any) -> None:
    refuses_nobody(client, "GET", "/sync/pull")


def test_a_neighbour_s_cursor_begins_anew(app: Any, shop: Person, neighbour: Person) -> None:
    shelf(app, neighbour)
    own = shelf(app, shop)
    cache = Cache(shop)
    cache.cursor = Cache(neighbour).pull().cursor
    sell(shop, (own, 1))
    cache.pull()
    assert set(cache["product"]) <= {own}
    assert Cache(shop).pull()["product"].keys() == {own}


def test_roles(app: Any, shop: Person) -> None:
    item = shelf(app, shop, cost=700, purchase_price=650)
    for role, costs in (("manager", (650, 700)), ("employee", (None, None)), ("viewer", (None, None))):
        row = Cache(shop.colleague(role)).pull()["product"][item]
        assert (row["purchase_price"], row["average_cost"]) == costs
    operator = shop.colleague("viewer")
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE users SET role = 'operator' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, operator.user_id))
    app.state.edge.sessions.forget(UUID(operator_session(app, operator)))
    assert operator.get("/sync/pull").status_code == 403


def operator_session(app: Any, person: Person) -> str:
    return str(app.state.edge.signer.read(person.token).session_id)


# -- what is in it ------------------------------------------------------------------------------


def test_the_first_pull(app: Any, shop: Person) -> None:
    category = shop.post("/categories", {"name": "Riz"}).json()["id"]
    supplier = shop.post("/suppliers", {"name": "Sodima", "phone": "77 123 45 67", "minimum_order": 5000}).json()
    item = shelf(
        app,
        shop,
        on_hand=12.5,
        cost=700,
        category_id=UUID(category),
        supplier_id=UUID(supplier["id"]),
        barcode="123",
        code="RIZ",
        min_stock=10_000,
    )
    person = customer(app, shop)
    sold = sell(shop, (item, 2), (item, 1.5, 1000), customer_id=person, discount=100)
    line = sold["lines"][0]["id"]
    back = shop.post(f"/sales/{sold['id']}/returns", {"lines": [{"line_id": line, "quantity": 0.5}]}).json()
    cache = Cache(shop)
    page = cache.step()
    assert (page["reset"], page["more"], page["gone"]) == (True, False, {})
    assert list(page["tables"]) == ["category", "supplier", "person", "product", "customer", "sale"]
    assert cache["category"] == {category: {"id": category, "name": "Riz"}}
    assert cache["supplier"][supplier["id"]] == {
        "id": supplier["id"],
        "code": "S-0001",
        "name": "Sodima",
        "phone": "+221771234567",
        "lead_time_days": 7,
        "minimum_order": 5000,
        "is_active": True,
        "version": 1,
    }
    assert cache["person"] == {
        shop.user_id: {"id": shop.user_id, "name": "Awa Ndiaye", "role": "owner", "has_pin": False}
    }
    row = cache["product"][item]
    assert row.pop("last_sale_at").startswith(sold["occurred_at"][:19])
    assert row == {
        "id": item,
        "code": "RIZ",
        "name": "Riz brisé 25 kg",
        "unit": "unité",
        "barcode": "123",
        "category_id": category,
        "supplier_id": supplier["id"],
        "pack_size": 1,
        "sale_price": 1500,
        "shelf": None,
        "alerts": True,
        "is_active": True,
        "version": 1,
        "on_hand": 9.5,
        "min_stock": 10,
        "max_stock": None,
        "status": "low",
        "sold_30": 3,
        "purchase_price": None,
        "average_cost": 700,
    }
    assert cache["customer"][person] == {
        "id": person,
        "name": "Fatou Sow",
        "phone": None,
        "version": 1,
        "is_active": True,
        "credit_limit": None,
        "balance": 0,
        "oldest_due": None,
        "promise": None,
    }
    kept = cache["sale"][sold["id"]]
    assert kept["lines"] == [
        [line, item, 2, 1500, 67, 2933, 0.5],
        [sold["lines"][1]["id"], item, 1.5, 1000, 33, 1467, 0],
    ]
    assert {name: kept[name] for name in kept if name not in ("lines", "occurred_at")} == {
        "id": sold["id"],
        "number": "V-000001",
        "kind": "SALE",
        "status": "completed",
        "original_sale_id": None,
        "customer_id": person,
        "customer_name": "Fatou Sow",
        "payment_method": "cash",
        "total": 4400,
        "discount": 100,
        "user_id": shop.user_id,
        "version": 1,
    }
    returned = cache["sale"][back["id"]]
    assert (returned["kind"], returned["original_sale_id"], returned["total"]) == ("RETURN", sold["id"], -733)


def test_the_ranking_looks_back_30_days(app: Any, shop: Person) -> None:
    item = shelf(app, shop)
    for days, quantity in ((0, 1), (29, 2), (31, 4)):
        sell(shop, (item, quantity), occurred_at=(now() - timedelta(days=days)).isoformat())
    assert Cache(shop).pull()["product"][item]["sold_30"] == 3


def test_the_first_pull_takes_the_sales_of_a_week(app: Any, shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    item = shelf(app, shop)
    ago = [timedelta(days=days) for days in (0, 1, 6, 8)]
    sold = [sell(shop, (item, 1), occurred_at=(now() - one).isoformat())["id"] for one in ago]
    cache = Cache(shop).pull()
    assert set(cache["sale"]) == set(sold[:3])
    # What changes later is shown, however old it is.
    assert shop.post(f"/sales/{sold[3]}/cancel", {"reason": "erreur"}).status_code == 200
    assert cache.pull()["sale"][sold[3]]["status"] == "cancelled"
    [kind] = [one for one in feed.KINDS if one.name == "sale"]
    assert kind.at_first is not None
    assert "LIMIT 120" in kind.at_first


# -- changes ------------------------------------------------------------------------------------


def test_what_changes_comes_and_nothing_else(app: Any, shop: Person) -> None:
    items = [shelf(app, shop) for _ in range(3)]
    cache = Cache(shop).pull()
    quiet = cache.step()
    assert (quiet["tables"], quiet["gone"], quiet["more"], quiet["reset"]) == ({}, {}, False, False)
    [verdict] = pushed(shop, operation("sale.record", sale((items[1], 4))))
    page = cache.step()
    assert {kind: len(table["rows"]) for kind, table in page["tables"].items()} == {"product": 1, "sale": 1}
    assert cache["product"][items[1]]["on_hand"] == 6
    assert cache["product"][items[1]]["sold_30"] == 4
    assert next(iter(cache["sale"].values()))["number"] == verdict["result"]["number"]
    assert cache.step()["tables"] == {}


def test_how_much_one_was_told_rides_along(shop: Person) -> None:
    cache = Cache(shop)
    assert cache.step()["unread"] == 0
    assert shop.post("/notifications/test", {"channel": "email"}).status_code == 200
    assert cache.step()["unread"] == 1
    assert Cache(shop.colleague("employee")).step()["unread"] == 0, "each their own"
    assert shop.post("/notifications/seen", {}).status_code == 200
    assert cache.step()["unread"] == 0


def test_unchanged_is_a_304(app: Any, shop: Person) -> None:
    item = shelf(app, shop)
    cache = Cache(shop).pull()
    params = {"cursor": cache.cursor}
    answer = shop.get("/sync/pull", params=params)
    assert len(answer.content) < 200
    headers = {"If-None-Match": answer.headers["etag"]}
    assert shop.get("/sync/pull", params=params, headers=headers).status_code == 304
    sell(shop, (item, 1))
    assert shop.get("/sync/pull", params=params, headers=headers).status_code == 200


def test_what_is_gone_is_named(app: Any, shop: Person) -> None:
    category = shop.post("/categories", {"name": "Riz"}).json()["id"]
    supplier = shop.post("/suppliers", {"name": "Sodima"}).json()["id"]
    person = shop.post("/customers", {"name": "Moussa"}).json()["id"]
    cache = Cache(shop).pull()
    for path in (f"/categories/{category}", f"/suppliers/{supplier}", f"/customers/{person}"):
        assert shop.delete(path).status_code == 204
    page = cache.step()
    assert page["gone"] == {"category": [category], "supplier": [supplier], "customer": [person]}
    assert page["tables"] == {}
    assert not any(cache[kind] for kind in ("category", "supplier", "customer"))


def test_a_colleague_who_left_is_gone(app: Any, shop: Person) -> None:
    employee = shop.colleague("employee")
    cache = Cache(shop).pull()
    assert cache["person"][employee.user_id]["role"] == "employee"
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE users SET is_active = false WHERE tenant_id = %s AND id = %s", (tx.tenant_id, employee.user_id))
        changes.note(tx, "person", [UUID(employee.user_id)])
    cache.pull()
    assert set(cache["person"]) == {shop.user_id}


def test_a_kind_that_nobody_pulls_is_passed_over(app: Any, shop: Person) -> None:
    cache = Cache(shop).pull()
    with transaction(app, shop.tenant_id) as tx:
        changes.note(tx, "weather", [new_id()])
    page = cache.step()
    assert (page["tables"], page["gone"], page["more"]) == ({}, {}, False)


# -- pages --------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", [1, 3, 7, 1000])
def test_pages_say_the_same_as_one(app: Any, shop: Person, limit: int) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [str(product(tx)) for _ in range(11)]
    for _ in range(4):
        customer(app, shop)
    sold = [sell(shop, (item, 1)) for item in items[:5]]
    whole, parts = Cache(shop).pull(), Cache(shop, limit)
    while True:
        page = parts.step()
        assert sum(len(table["rows"]) for table in page["tables"].values()) <= limit
        if not page["more"]:
            break
    assert parts.tables == whole.tables
    assert parts.resets == 1
    # One transaction that touches more than a page holds.
    lines = [{"product_id": item, "counted": 50} for item in items]
    assert shop.post("/stock/counts", {"lines": lines}).status_code == 201
    shop.post(f"/sales/{sold[0]['id']}/cancel", {"reason": "erreur"})
    assert parts.pull().tables == whole.pull().tables
    assert {row["on_hand"] for row in parts["product"].values()} == {50}


def test_a_first_pull_that_is_interrupted_goes_on(app: Any, shop: Person) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [str(product(tx)) for _ in range(10)]
    cache = Cache(shop, 4)
    cache.step()
    sell(shop, (items[0], 2), (items[9], 1))
    added = shelf(app, shop)
    cache.step()
    again = Cache(shop, 4)
    again.cursor, again.tables = cache.cursor, json.loads(json.dumps(cache.tables))
    assert again.pull().tables == Cache(shop).pull().tables
    assert added in again["product"]
    assert again.resets == 0


def test_after_a_load_everything_is_read_anew(app: Any, shop: Person) -> None:
    item = shelf(app, shop)
    cache, reading = Cache(shop).pull(), Cache(shop, 1)
    reading.step()
    reading.step()
    with transaction(app, shop.tenant_id) as tx:
        changes.restart(tx)
        tx.run("UPDATE products SET name = 'Neuf' WHERE tenant_id = %s", (tx.tenant_id,))
    for phone in (cache, reading):
        assert phone.step()["reset"] is True
        assert phone.pull()["product"][item]["name"] == "Neuf"


def test_who_sees_costs_or_not_reads_everything_anew(app: Any, shop: Person) -> None:
    item = shelf(app, shop, cost=700)
    employee = shop.colleague("employee")
    cache = Cache(shop).pull()
    cache.person = employee
    page = cache.step()
    assert page["reset"] is True
    assert cache.pull()["product"][item]["average_cost"] is None
    cache.person = shop
    cache.pull()
    assert (cache.resets, cache["product"][item]["average_cost"]) == (3, 700)


def test_another_form_is_read_anew(app: Any, shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    item = shelf(app, shop)
    cache = Cache(shop).pull()
    wider = [
        replace(kind, columns={**kind.columns, "code_again": "r.code"}) if kind.name == "product" else kind
        for kind in feed.KINDS
    ]
    with monkeypatch.context() as renewed:
        renewed.setattr(feed, "KINDS", wider)
        assert cache.step()["reset"] is True
        assert cache.pull()["product"][item]["code_again"] == cache["product"][item]["code"]
    assert cache.step()["reset"] is True
    assert "code_again" not in cache["product"][item]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "é", "bnVsbA", "W10", "%00", "9" * 500])
def test_a_cursor_that_is_none_begins_anew(shop: Person, cursor: str) -> None:
    answer = shop.get("/sync/pull", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["reset"]) == (200, True)


@pytest.mark.parametrize(
    "change",
    [(1, 9), (2, 10**6), (2, 10**40), (2, -(10**40)), (2, "x"), (4, "weather"), (4, ["x"]), (4, "\x00"), (5, "zz")],
)
def test_a_bent_cursor_harms_nobody(app: Any, shop: Person, change: tuple[int, Any]) -> None:
    shelf(app, shop)
    for limit in (1, 1000):
        cache = Cache(shop, limit)
        cache.step()
        assert cache.cursor is not None
        parts = json.loads(base64.urlsafe_b64decode(cache.cursor + "=" * (-len(cache.cursor) % 4)))
        parts[change[0]] = change[1]
        if change[0] == 4:
            parts[5] = new_id().hex
        bent = base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")
        assert shop.get("/sync/pull", params={"cursor": bent}).status_code in {200, 422}


def test_a_feed_that_was_put_back_is_read_anew(app: Any, shop: Person) -> None:
    """A database restored to an earlier day is behind what its phones have seen."""
    item = shelf(app, shop)
    sell(shop, (item, 1))
    cache = Cache(shop).pull()
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE change_heads SET seq = seq - 1 WHERE tenant_id = %s", (tx.tenant_id,))
    assert cache.step()["reset"] is True


# -- many at once -------------------------------------------------------------------------------


@pytest.mark.parametrize("rounds", [40, pytest.param(400, marks=pytest.mark.heavy)])
def test_no_change_is_missed_whoever_writes(app: Any, shop: Person, rounds: int) -> None:
    with transaction(app, shop.tenant_id) as tx:
        items = [str(product(tx)) for _ in range(20)]
    people = [customer(app, shop) for _ in range(5)]
    writing = threading.Event()
    writing.set()

    def write(writer: int) -> None:
        chance = Random(writer)
        for _ in range(rounds):
            luck, chosen = chance.random(), chance.sample(items, 3)
            if luck < 0.3:
                body = [operation("sale.record", sale(*((item, 1) for item in chosen))) for _ in range(3)]
                assert {one["status"] for one in pushed(shop, *body)} == {"applied"}
            elif luck < 0.5:
                assert shop.post("/sales", sale_of((chosen[0], 1), customer_id=people[0])).status_code == 201
            elif luck < 0.65:
                body = {"name": f"Riz {chance.random()}"}
                assert shop.patch(f"/products/{chosen[0]}", body).status_code == 200
            elif luck < 0.8:
                path = f"/customers/{chance.choice(people)}"
                assert shop.patch(path, {"note": "x"}).status_code == 200
            elif luck < 0.9:
                made = shop.post("/categories", {"name": f"C {writer} {chance.random()}"}).json()["id"]
                if luck < 0.85:
                    assert shop.delete(f"/categories/{made}").status_code == 204
            else:
                lines = [{"product_id": item, "counted": chance.randrange(50)} for item in items]
                assert shop.post("/stock/counts", {"lines": lines}).status_code == 201

    def read(limit: int) -> Cache:
        cache = Cache(shop, limit)
        while writing.is_set():
            cache.pull()
        return cache.pull()

    with ThreadPoolExecutor(8) as pool:
        readers = [pool.submit(read, limit) for limit in (3, 11, 1000)]
        writers = [pool.submit(write, number) for number in range(4)]
        for one in writers:
            one.result()
        writing.clear()
        caches = [one.result() for one in readers]
    truth = Cache(shop).pull()
    for cache in caches:
        assert cache.resets == 1
        for kind in ("category", "customer", "product", "person"):
            assert cache[kind] == truth[kind], kind
        # A phone keeps what it has seen; a first pull takes the latest alone.
        assert truth["sale"].items() <= cache["sale"].items()


# -- what a phone need not fetch ----------------------------------------------------------------


def test_a_phone_learns_the_number_of_its_own_push_and_up_to_which_it_has_pulled(app: Any, shop: Person) -> None:
    item = shelf(app, shop)

    def stands(answer: Any) -> int | None:
        number = answer.headers.get("X-Changes")
        return None if number is None else int(number)

    pulled = stands(shop.get("/sync/pull"))
    assert pulled is not None
    made = operation("sale.record", sale((item, 1)))
    answer = push(shop, made)
    assert stands(answer) == pulled + 1
    # The same once more changes nothing, and has no number.
    assert stands(push(shop, made)) is None
    sell(shop, (item, 1))
    assert stands(push(shop, operation("sale.record", sale((item, 1))))) == pulled + 3
    assert stands(shop.get("/sync/pull")) == pulled + 3
    assert stands(shop.get("/products")) is None


def test_while_a_phone_reads_for_the_first_time_it_stands_where_it_began(app: Any, shop: Person) -> None:
    item = shelf(app, shop)
    first = shop.get("/sync/pull", params={"limit": 1})
    sell(shop, (item, 1))
    following = shop.get("/sync/pull", params={"limit": 1, "cursor": first.json()["cursor"]})
    assert following.headers["X-Changes"] == first.headers["X-Changes"]
