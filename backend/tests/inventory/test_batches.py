from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from digiboost.inventory import service as inventory
from digiboost.inventory.schemas import BatchOut, MovementOut
from digiboost.inventory.types import left_of
from digiboost.kernel.clock import now
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from tests.factories.buying import goods, receive
from tests.factories.requests import every_item, field_problem, hides, only_for, refuses_nobody
from tests.factories.stock import movement, product, transaction
from tests.factories.trade import sell

TODAY = now().date()
QUANTITIES = st.lists(st.integers(1, 10**6), max_size=12)


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def enter(shop: Any, product_id: str, quantity: float, expires: int, **wanted: Any) -> dict[str, Any]:
    body = {"product_id": product_id, "type": "ENTRY", "quantity": quantity, "expires_on": day(expires), **wanted}
    answer = shop.post("/stock/movements", body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def left(shop: Any, product_id: str) -> list[tuple[str, float]]:
    """Day and what is left, as the product's page shows it."""
    found = every_item(shop, "/stock/batches", limit=1, product_id=product_id)
    return [(one["expires_on"], one["left"]) for one in found]


# -- arithmetic ---------------------------------------------------------------------------------


def test_the_soonest_is_sold_first() -> None:
    assert left_of(25, [10, 20, 5]) == [0, 20, 5]
    assert left_of(27, [10, 20, 5]) == [2, 20, 5]
    assert left_of(3, [10, 20, 5]) == [0, 0, 3]
    assert left_of(1000, [10, 20, 5]) == [10, 20, 5]
    assert left_of(0, [10]) == left_of(-4, [10]) == [0]
    assert left_of(7, []) == []


@given(st.integers(-(10**6), 10**7), QUANTITIES)
def test_no_more_is_left_than_there_is(on_hand: int, quantities: list[int]) -> None:
    left = left_of(on_hand, quantities)
    assert len(left) == len(quantities)
    assert all(0 <= rest <= quantity for rest, quantity in zip(left, quantities, strict=True))
    assert sum(left) == min(max(on_hand, 0), sum(quantities))
    # First expired, first sold: where something is gone of a batch, nothing is left of those before it.
    for index, (rest, quantity) in enumerate(zip(left, quantities, strict=True)):
        if rest < quantity:
            assert not any(left[:index])


@given(st.integers(-(10**6), 10**7), st.integers(0, 10**6), QUANTITIES)
def test_more_goods_leave_no_batch_smaller(on_hand: int, more: int, quantities: list[int]) -> None:
    before, after = left_of(on_hand, quantities), left_of(on_hand + more, quantities)
    assert all(a <= b for a, b in zip(before, after, strict=True))


@given(QUANTITIES, st.lists(st.integers(1, 10**5), max_size=20))
def test_batches_are_used_up_in_their_order(quantities: list[int], sold: list[int]) -> None:
    """What selling the soonest first, piece by piece, leaves."""
    shelf, on_hand = list(quantities), sum(quantities)
    for wanted in sold:
        on_hand -= wanted
        for index, there in enumerate(shelf):
            taken = min(there, wanted)
            shelf[index], wanted = there - taken, wanted - taken
    assert left_of(on_hand, quantities) == shelf


# -- the API ------------------------------------------------------------------------------------


def test_batches(client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "GET", "/stock/batches")
    refuses_nobody(client, "PATCH", f"/stock/batches/{new_id()}", {})
    refuses_nobody(client, "DELETE", f"/stock/batches/{new_id()}")
    milk = goods(shop, name="Lait en poudre")
    late = enter(shop, milk, 10, 90, lot="L-2")
    soon = enter(shop, milk, 4, 20)
    assert (late["expires_on"], late["lot"], soon["lot"]) == (day(90), "L-2", None)
    hides(neighbour, "PATCH", "/stock/batches/{id}", soon["id"], {"lot": "X"})
    hides(neighbour, "DELETE", "/stock/batches/{id}", soon["id"])
    assert neighbour.get("/stock/batches").json()["items"] == []
    assert neighbour.get("/stock/batches", params={"product_id": milk}).json()["items"] == []
    only_for(shop, {"manager", "employee", "viewer"}, "GET", "/stock/batches")
    only_for(shop, {"manager"}, "PATCH", f"/stock/batches/{new_id()}", {"lot": "X"})
    only_for(shop, {"manager"}, "DELETE", f"/stock/batches/{new_id()}")

    answer = shop.get("/stock/batches")
    assert Page[BatchOut].model_validate_json(answer.content)
    assert [(one["id"], one["left"], one["lot"]) for one in answer.json()["items"]] == [
        (soon["id"], 4, None),
        (late["id"], 10, "L-2"),
    ]
    oil = goods(shop, name="Huile")
    enter(shop, oil, 1.5, -3)
    assert [one["product_name"] for one in every_item(shop, "/stock/batches", limit=1)] == [
        "Huile", "Lait en poudre", "Lait en poudre",
    ]  # fmt: skip
    assert len(every_item(shop, "/stock/batches", expires_before=day(20))) == 1
    assert len(every_item(shop, "/stock/batches", expires_before=day(21))) == 2
    shop.delete(f"/products/{oil}")
    assert len(every_item(shop, "/stock/batches")) == 2
    assert left(shop, oil) == [(day(-3), 1.5)]

    # A sale takes the soonest, its cancellation brings it back; an exit and a count need no word either.
    sold = sell(shop, (milk, 5))
    assert left(shop, milk) == [(day(90), 9)]
    shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"})
    assert left(shop, milk) == [(day(20), 4), (day(90), 10)]
    shop.post("/stock/movements", {"product_id": milk, "type": "EXIT", "quantity": 3, "reason": "périmé"})
    assert left(shop, milk) == [(day(20), 1), (day(90), 10)]
    shop.post("/stock/counts", {"lines": [{"product_id": milk, "counted": 2}]})
    assert left(shop, milk) == [(day(90), 2)]
    # The same entry again is the same batch.
    assert shop.post("/stock/movements", {
        "id": late["id"], "product_id": milk, "type": "ENTRY", "quantity": 10, "expires_on": day(90), "lot": "L-2",
    }).json() == late  # fmt: skip
    assert left(shop, milk) == [(day(90), 2)]


def test_what_is_wrong_is_refused(shop: Any) -> None:
    milk = goods(shop)
    body = {"product_id": milk, "quantity": 1}
    for wrong, expected in (
        ({"type": "EXIT", "expires_on": day(9)}, ("expires_on", "expiry_only_entry")),
        ({"type": "ADJUSTMENT", "expires_on": day(9)}, ("expires_on", "expiry_only_entry")),
        ({"type": "ENTRY", "lot": "L-1"}, ("lot", "lot_without_expiry")),
    ):
        assert field_problem(shop.post("/stock/movements", {**body, **wrong})) == expected
    assert field_problem(shop.post("/receipts", {"lines": [{**body, "lot": "L-1"}]})) == (
        "lines.0.lot",
        "lot_without_expiry",
    )
    for far in ("1999-12-31", "2201-01-01", "demain"):
        assert shop.post("/stock/movements", {**body, "type": "ENTRY", "expires_on": far}).status_code == 422
    assert shop.get("/stock/batches", params={"expires_before": "demain"}).status_code == 422
    assert left(shop, milk) == []


def test_a_receipt_may_bring_dates(shop: Any) -> None:
    milk, rice = goods(shop), goods(shop, name="Riz")
    lines = [
        {"product_id": milk, "quantity": 6, "expires_on": day(30), "lot": "A"},
        {"product_id": rice, "quantity": 2},
        {"product_id": milk, "quantity": 4, "expires_on": day(10)},
    ]
    made = shop.post("/receipts", {"id": str(new_id()), "lines": lines}).json()
    assert [(one["expires_on"], one["lot"]) for one in made["lines"]] == [
        (day(30), "A"), (None, None), (day(10), None),
    ]  # fmt: skip
    assert left(shop, milk) == [(day(10), 4), (day(30), 6)]
    assert left(shop, rice) == []
    entry = shop.get("/stock/movements", params={"product_id": rice})
    assert Page[MovementOut].model_validate_json(entry.content).items[0].expires_on is None
    again = {
        "id": made["id"],
        "lines": [{"product_id": one["product_id"], "quantity": one["quantity"]} for one in lines],
    }
    assert shop.post("/receipts", again).json() == made
    assert left(shop, milk) == [(day(10), 4), (day(30), 6)]


def test_a_date_is_put_right(shop: Any) -> None:
    milk = goods(shop)
    made = enter(shop, milk, 5, -300)
    path = f"/stock/batches/{made['id']}"
    changed = shop.patch(path, {"expires_on": day(65), "lot": " L-9 "})
    assert changed.status_code == 200, changed.text
    assert BatchOut.model_validate_json(changed.content)
    assert (changed.json()["expires_on"], changed.json()["lot"], changed.json()["left"]) == (day(65), "L-9", 5)
    assert shop.patch(path, {}).json() == changed.json()
    assert shop.patch(path, {"lot": ""}).json() == {**changed.json(), "lot": None}
    assert field_problem(shop.patch(path, {"expires_on": None})) == ("expires_on", "field.missing")
    assert shop.delete(path).status_code == 204
    assert shop.delete(path).status_code == shop.patch(path, {}).status_code == 404
    assert left(shop, milk) == []
    assert shop.get(f"/stock/levels/{milk}").json()["on_hand"] == 5
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert (actions.count("stock.batch_edited"), actions.count("stock.batch_removed")) == (3, 1)


def test_goods_without_a_date_are_not_told_apart(shop: Any) -> None:
    milk = goods(shop)
    receive(shop, (milk, 10))
    enter(shop, milk, 3, 15)
    sell(shop, (milk, 8))
    assert left(shop, milk) == [(day(15), 3)]
    sell(shop, (milk, 4))
    assert left(shop, milk) == [(day(15), 1)]


def test_goods_that_expire_sooner_than_what_was_there(shop: Any) -> None:
    milk = goods(shop)
    enter(shop, milk, 10, 90)
    sell(shop, (milk, 7))
    enter(shop, milk, 5, 30)
    assert left(shop, milk) == [(day(30), 5), (day(90), 3)]
    sell(shop, (milk, 8))
    # Nothing was left: what comes now with an earlier date is not taken for it.
    enter(shop, milk, 4, 40)
    assert left(shop, milk) == [(day(40), 4)]


def test_what_expires(app: Any, shop: Any) -> None:
    milk, oil, gone = goods(shop), goods(shop, name="Huile"), goods(shop, name="Vieux")
    soon, later = enter(shop, milk, 4, 20), enter(shop, milk, 6, 40)
    past = enter(shop, oil, 2, -1, lot="H")
    enter(shop, gone, 2, 1)
    shop.delete(f"/products/{gone}")
    sell(shop, (milk, 1))
    with transaction(app, shop.tenant_id) as tx:
        found = inventory.expiring(tx, TODAY + timedelta(days=20))
        assert [(str(one.batch_id), str(one.product_id), one.left, one.lot) for one in found] == [
            (past["id"], oil, 2000, "H"),
            (soon["id"], milk, 3000, None),
        ]
        assert [str(one.batch_id) for one in inventory.batches(tx, UUID(milk))] == [soon["id"], later["id"]]
        assert inventory.expiring(tx, TODAY - timedelta(days=2)) == []
        assert len(inventory.expiring(tx, TODAY + timedelta(days=365))) == 3


def test_a_batch_is_closed_some_days_after_it_was_used_up(app: Any, shop: Any) -> None:
    def night() -> list[Any]:
        with transaction(app, shop.tenant_id) as tx:
            assert inventory.close_batches(tx) == []
            return tx.rows(
                "SELECT id FROM stock_batches WHERE tenant_id = %s AND closed_at IS NULL ORDER BY expires_on",
                (tx.tenant_id,),
            )

    def ago(days: int) -> datetime:
        return now() - timedelta(days=days)

    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
        first = movement(item, 4000, ago(30), expires_on=TODAY)
        second = movement(item, 6000, ago(29), expires_on=TODAY + timedelta(days=9))
        inventory.record_movements(tx, [first, second, movement(item, -3000, ago(20))])
    assert [row["id"] for row in night()] == [first.id, second.id]
    sold = sell(shop, (str(item), 1))
    # Used up today: the sale may yet be cancelled.
    assert [row["id"] for row in night()] == [first.id, second.id]
    shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"})
    assert left(shop, str(item))[0] == (day(0), 1)
    with transaction(app, shop.tenant_id) as tx:
        other = product(tx)
        entry = movement(other, 4000, ago(30), expires_on=TODAY)
        inventory.record_movements(tx, [entry, movement(other, -4000, ago(8))])
    assert [row["id"] for row in night()] == [first.id, second.id]
    assert left(shop, str(other)) == []
    assert shop.patch(f"/stock/batches/{entry.id}", {"lot": "X"}).status_code == 404


def test_the_list_says_what_the_arithmetic_says(app: Any, shop: Any) -> None:
    chance = Random(7)
    with transaction(app, shop.tenant_id) as tx:
        items = [product(tx) for _ in range(12)]
        inventory.record_movements(
            tx,
            [
                movement(item, chance.randint(1, 9000), expires_on=date(2027, 1, 1) + timedelta(chance.randint(0, 5)))
                for item in items
                for _ in range(6)
            ],
        )
        inventory.record_movements(tx, [movement(item, -chance.randint(1, 40_000)) for item in items])
        inventory.record_movements(tx, [movement(items[0], 50_000)])
        told = [one for item in items for one in inventory.batches(tx, item)]
        expiring = inventory.expiring(tx, date(2027, 12, 31))
    listed = every_item(shop, "/stock/batches", limit=7)
    assert all(a["expires_on"] <= b["expires_on"] for a, b in pairwise(listed))
    assert {(UUID(one["id"]), one["left"]) for one in listed} == {(one.batch_id, one.left / 1000) for one in told}
    assert {one.batch_id for one in expiring} == {one.batch_id for one in told}
