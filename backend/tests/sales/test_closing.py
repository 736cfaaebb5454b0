"""The day's closing: what a till should hold, and what is learnt of the day afterwards."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.ids import new_id
from digiboost.sales import closing as closings
from digiboost.sales import service as sales
from digiboost.sales.closing_schemas import CashMoveIn, ClosingIn
from digiboost.sales.credit_schemas import PaymentIn
from digiboost.sales.schemas import CancelIn, ReturnIn, SaleIn
from tests.factories.credit import buyer, close, lend, pay
from tests.factories.people import open_company
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import product, transaction
from tests.factories.trade import customer, drift_of, sale_of, sell, shelf

ZONE = "Africa/Dakar"
NOTHING = {
    "cash_sales": 0, "credit_parts": 0, "credit_payments": 0, "cash_returns": 0, "moves_in": 0, "moves_out": 0,
    "cash": 0, "mobile_money": 0, "card": 0, "sales": 0, "returns": 0, "payments": 0,
}  # fmt: skip


def today() -> Any:
    return day_of(now(), ZONE)


def move(shop: Any, kind: str, amount: int, **wanted: Any) -> dict[str, Any]:
    answer = shop.post("/cash-moves", {"type": kind, "amount": amount, "reason": "monnaie", **wanted})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_the_doors(client: Any, shop: Any, neighbour: Any) -> None:
    body = {"counted": 0}
    made = close(shop, 0)
    for method, path, wanted in (
        ("GET", "/closings", None),
        ("GET", "/closings/preview", None),
        ("GET", f"/closings/{made['id']}", None),
        ("POST", "/closings", body),
        ("POST", "/cash-moves", {"type": "IN", "amount": 5, "reason": "x"}),
    ):
        refuses_nobody(client, method, path, wanted)
    hides(neighbour, "GET", "/closings/{id}", made["id"])
    assert neighbour.get("/closings").json() == {"items": [], "next_cursor": None}
    for person in (shop.user_id, str(new_id())):
        assert neighbour.get("/closings/preview", params={"user_id": person}).status_code == 404
        assert neighbour.post("/closings", {**body, "user_id": person}).status_code == 404
    only_for(shop, {"manager", "employee", "viewer"}, "GET", f"/closings/{new_id()}")
    only_for(shop, {"manager", "employee", "viewer"}, "GET", "/closings/preview")
    only_for(shop, {"manager", "employee"}, "POST", "/cash-moves", {"type": "IN", "amount": 0, "reason": "x"})
    only_for(shop, {"manager"}, "POST", "/closings", body)


def test_an_employee_closes_their_own_till_alone(app: Any, shop: Any) -> None:
    item, seller, other = shelf(app, shop, on_hand=100), shop.colleague("employee"), shop.colleague("employee")
    sell(seller, (item, 1, 700))
    sell(other, (item, 1, 300))
    move(seller, "OUT", 50)
    sell(shop, (item, 1, 1000))
    own = close(seller, 640, user_id=seller.user_id)
    assert (own["expected"], own["difference"], own["closed_by"]) == (650, -10, seller.user_id)
    assert problem(seller.post("/closings", {"counted": 0})) == (403, "till_not_yours")
    assert problem(seller.post("/closings", {"counted": 0, "user_id": other.user_id})) == (403, "till_not_yours")
    manager = shop.colleague("manager")
    assert close(manager, 0, user_id=other.user_id)["expected"] == 300
    assert close(manager, 0)["expected"] == 1950
    assert [one["expected"] for one in every_item(shop, "/closings", limit=1)] == [1950, 300, 650]
    assert [one["expected"] for one in every_item(shop, "/closings", sort="closed_at")] == [650, 300, 1950]
    assert [one["id"] for one in every_item(shop, "/closings", user_id=seller.user_id)] == [own["id"]]
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert every_item(shop, "/closings", **{"from": tomorrow}) == []
    assert field_problem(shop.get("/closings", params={"from": tomorrow, "to": today().isoformat()})) == (
        "to", "period_reversed",
    )  # fmt: skip
    preview = shop.get("/closings/preview", params={"user_id": seller.user_id}).json()
    assert (preview["till"]["cash"], preview["last"]["id"], len(preview["moves"])) == (650, own["id"], 1)


def test_what_a_till_is_made_of(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    assert shop.get("/closings/preview").json() == {
        "day": today().isoformat(), "user_id": None, "till": NOTHING, "moves": [], "last": None,
    }  # fmt: skip
    sold = sell(shop, (item, 3, 1000))
    sell(shop, (item, 1, 400), payment_method="mobile_money")
    sell(shop, (item, 1, 90), payment_method="card")
    lend(shop, item, person, 5000, paid_now=2000)
    lend(shop, item, person, 5000, paid_now=700, paid_by="mobile_money")
    pay(shop, person, 1500)
    pay(shop, person, 60, method="mobile_money")
    line = {"line_id": sold["lines"][0]["id"], "quantity": 1}
    assert shop.post(f"/sales/{sold['id']}/returns", {"lines": [line]}).status_code == 201
    wrong = sell(shop, (item, 1, 9999))
    shop.post(f"/sales/{wrong['id']}/cancel", {"reason": "erreur"})
    move(shop, "IN", 250)
    move(shop, "OUT", 125)
    till = {
        "cash_sales": 3000, "credit_parts": 2000, "credit_payments": 1500, "cash_returns": -1000, "moves_in": 250,
        "moves_out": -125, "cash": 5625, "mobile_money": 1160, "card": 90, "sales": 5, "returns": 1, "payments": 2,
    }  # fmt: skip
    assert shop.get("/closings/preview").json()["till"] == till
    made = close(shop, 10_000, opening_float=5000, note="  il manque une pièce ")
    assert (made["expected"], made["difference"], made["details"], made["note"]) == (
        10_625, -625, till, "il manque une pièce",
    )  # fmt: skip
    detail = shop.get(f"/closings/{made['id']}").json()
    assert detail == {**made, "late": [], "late_amount": 0}
    [listed] = every_item(shop, "/closings")
    moments = ("closed_at", "received_at")
    assert {k: v for k, v in listed.items() if k not in moments} == {k: v for k, v in made.items() if k not in moments}


def test_what_comes_after_a_closing_shows_beside_it(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    known = sell(shop, (item, 1, 1000))
    kept = sell(shop, (item, 1, 2000))
    made = close(shop, 3000)
    assert made["difference"] == 0
    # The phone of a seller finds the network again.
    before = (now() - timedelta(seconds=30)).isoformat()
    late = (
        sell(shop, (item, 1, 500), occurred_at=before)
        if day_of(datetime.fromisoformat(before), ZONE) == today()
        else None
    )
    pay(shop, person, 70)
    move(shop, "OUT", 20)
    line = {"line_id": kept["lines"][0]["id"], "quantity": 0.5}
    back = shop.post(f"/sales/{kept['id']}/returns", {"lines": [line]}).json()
    shop.post(f"/sales/{known['id']}/cancel", {"reason": "erreur"})
    gone = sell(shop, (item, 1, 12_345))
    shop.post(f"/sales/{gone['id']}/cancel", {"reason": "erreur"})
    sell(shop, (item, 1, 9), payment_method="mobile_money")
    found = shop.get(f"/closings/{made['id']}").json()
    expected = [("payment", 70), ("move", -20), ("return", -1000), ("cancellation", -1000)]
    if late is not None:
        expected.insert(0, ("sale", 500))
        assert (found["late"][0]["id"], found["late"][0]["number"]) == (late["id"], late["number"])
    assert [(one["kind"], one["amount"]) for one in found["late"]] == expected
    assert found["late"][-2]["id"] == back["id"] and found["late"][-1]["id"] == known["id"]
    assert found["late_amount"] == sum(amount for _, amount in expected)
    assert (found["expected"], found["difference"]) == (3000, 0)  # what was stated stays
    again = close(shop, 0)
    assert again["expected"] == found["expected"] + found["late_amount"]
    assert shop.get(f"/closings/{again['id']}").json()["late"] == []


def test_a_closing_made_without_network(app: Any, shop: Any) -> None:
    """It was counted at six; what was sold at seven is not in it, though it arrived before."""
    item = shelf(app, shop, on_hand=100)
    day = today() - timedelta(days=3)
    six = datetime.fromisoformat(f"{day}T18:00:00+00:00")
    sell(shop, (item, 1, 1000), occurred_at=(six - timedelta(hours=1)).isoformat())
    seven = sell(shop, (item, 1, 400), occurred_at=(six + timedelta(hours=1)).isoformat())
    body = {"id": str(new_id()), "counted": 1000, "occurred_at": six.isoformat(), "user_id": shop.user_id, "note": "n"}
    made = shop.post("/closings", body).json()
    assert (made["day"], made["expected"], made["difference"]) == (day.isoformat(), 1000, 0)
    assert [one["id"] for one in shop.get(f"/closings/{made['id']}").json()["late"]] == [seven["id"]]
    # Sent again it is the same; with another content it is refused.
    assert shop.post("/closings", body).json() == made
    assert shop.post("/closings", {**body, "day": day.isoformat()}).json() == made
    for field, value in (("counted", 999), ("opening_float", 5), ("note", None), ("user_id", None),
                         ("day", today().isoformat()), ("occurred_at", now().isoformat())):  # fmt: skip
        assert problem(shop.post("/closings", {**body, field: value})) == (409, "closing_id_reused"), field
    assert len(every_item(shop, "/closings")) == 1
    # The morning after, the day before is closed.
    assert close(shop, 1400, day=day.isoformat())["expected"] == 1400
    tomorrow = (today() + timedelta(days=1)).isoformat()
    assert field_problem(shop.post("/closings", {"counted": 0, "day": tomorrow})) == ("day", "day_after_closing")
    moved = {"id": str(new_id()), "type": "IN", "amount": 5, "reason": "x", "occurred_at": six.isoformat()}
    first = shop.post("/cash-moves", moved)
    assert shop.post("/cash-moves", moved).json() == first.json()
    for field, other in (("type", "OUT"), ("amount", 6), ("reason", "y"), ("occurred_at", now().isoformat())):
        assert problem(shop.post("/cash-moves", {**moved, field: other})) == (409, "cash_move_id_reused"), field
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT payload FROM outbox_events WHERE tenant_id = %s AND type = 'day.closed'", (tx.tenant_id,)
        )
    assert [row["payload"]["difference"] for row in rows] == [0, 0]


def test_what_files_bring_went_through_no_till(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=100)
    sell(shop, (item, 1, 1000))
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE sales SET import_id = %s WHERE tenant_id = %s", (new_id(), tx.tenant_id))
    assert shop.get("/closings/preview").json()["till"] == NOTHING


def test_nothing_falls_between_a_closing_and_its_late_arrivals(app: Any, shop: Any) -> None:
    """Sales, payments and moves race with closings: each is either in a closing or beside it, never both."""
    items = [shelf(app, shop, on_hand=1000) for _ in range(4)]
    person = buyer(shop)
    chance = Random(3)
    plans = [chance.random() for _ in range(120)]

    def act(number: int) -> Any:
        luck = plans[number]
        if luck < 0.5:
            return shop.post("/sales", sale_of((items[number % 4], 1, 100 + number)))
        if luck < 0.65:
            return shop.post("/credit/payments", {"customer_id": person, "amount": 10 + number, "method": "cash"})
        if luck < 0.8:
            return shop.post("/cash-moves", {"type": "OUT", "amount": 1 + number, "reason": "course"})
        if luck < 0.9:
            made = sell(shop, (items[0], 1, 5000 + number))
            return shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"})
        return shop.post("/closings", {"counted": 0})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(act, range(len(plans))))
    assert {answer.status_code for answer in answers} <= {200, 201}
    cash = shop.get("/closings/preview").json()["till"]["cash"]
    made = every_item(shop, "/closings")
    assert len(made) > 5
    for one in made:
        found = shop.get(f"/closings/{one['id']}").json()
        assert found["expected"] + found["late_amount"] == cash
        assert found["late_amount"] == sum(late["amount"] for late in found["late"])
    assert drift_of(app, shop) == []


money = st.integers(1, 20_000)
method = st.sampled_from(["cash", "mobile_money", "card", "credit"])
minute = st.integers(0, 24 * 60 - 1)
thing = st.one_of(
    st.tuples(st.just("sale"), money, method, st.integers(0, 100), st.sampled_from(["cash", "mobile_money"]), minute),
    st.tuples(st.just("payment"), money, st.sampled_from(["cash", "mobile_money"]), minute),
    st.tuples(st.just("move"), money, st.sampled_from(["IN", "OUT"]), minute),
    st.tuples(st.just("return"), st.integers(0, 20), minute),
    st.tuples(st.just("cancel"), st.integers(0, 20)),
)


class Till:
    """A day beside its model: by how much each thing that stands moves the cash, and when."""

    def __init__(self, app: Any, tenant_id: str, person: UUID, item: UUID) -> None:
        self.app, self.tenant_id, self.person, self.item = app, tenant_id, person, item
        self.day = today() - timedelta(days=2)
        self.cash: dict[UUID, tuple[datetime, int]] = {}
        self.sold: list[Any] = []
        self.gone: set[UUID] = set()

    def at(self, minute: int) -> datetime:
        return datetime.fromisoformat(f"{self.day}T00:00:00+00:00") + timedelta(minutes=minute)

    def do(self, wanted: tuple[Any, ...]) -> None:
        with transaction(self.app, self.tenant_id) as tx:
            match wanted:
                case ("sale", total, how, percent, by, minute):
                    part = total * percent // 100 if how == "credit" else None
                    made = sales.record_sale(tx, SaleIn.model_validate({
                        "payment_method": how, "customer_id": self.person, "occurred_at": self.at(minute),
                        "paid_now": part, "paid_by": by if part else None,
                        "lines": [{"product_id": self.item, "quantity": 1, "unit_price": total}],
                    }))  # fmt: skip
                    self.sold.append(made)
                    got = total if how == "cash" else part if how == "credit" and by == "cash" else 0
                    self.cash[made.id] = (self.at(minute), got or 0)
                case ("payment", paid, by, minute):
                    paying = PaymentIn(customer_id=self.person, amount=paid, method=by, occurred_at=self.at(minute))
                    self.cash[sales.record_payment(tx, paying).id] = (self.at(minute), paid if by == "cash" else 0)
                case ("move", moved, kind, minute):
                    made = sales.move_cash(
                        tx, CashMoveIn(type=kind, amount=moved, reason="x", occurred_at=self.at(minute))
                    )
                    self.cash[made.id] = (self.at(minute), moved if kind == "IN" else -moved)
                case ("return", which, minute) if self.sold:
                    sold = self.sold[which % len(self.sold)]
                    if (
                        sold.kind != "SALE"
                        or sold.id in self.gone
                        or any(one.original_sale_id == sold.id and one.id not in self.gone for one in self.sold)
                    ):
                        return
                    body = {"occurred_at": self.at(minute), "lines": [{"line_id": sold.lines[0].id, "quantity": 1}]}
                    made = sales.return_sale(tx, sold.id, ReturnIn.model_validate(body))
                    self.sold.append(made)
                    self.cash[made.id] = (self.at(minute), -sold.total if sold.payment_method == "cash" else 0)
                case ("cancel", which) if self.sold:
                    sold = self.sold[which % len(self.sold)]
                    if any(one.original_sale_id == sold.id and one.id not in self.gone for one in self.sold):
                        return
                    sales.cancel_sale(tx, sold.id, CancelIn(reason="erreur"))
                    self.gone.add(sold.id)

    def should_hold(self, until: datetime) -> int:
        return sum(amount for one, (at, amount) in self.cash.items() if at <= until and one not in self.gone)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(thing, max_size=20), minute, st.lists(thing, max_size=12), st.integers(0, 50_000))
def test_any_day(
    app: Any,
    client: Any,
    before: list[tuple[Any, ...]],
    closing_minute: int,
    after: list[tuple[Any, ...]],
    floated: int,
) -> None:
    shop = open_company(client)
    person = UUID(customer(app, shop))
    with transaction(app, shop.tenant_id) as tx:
        item = product(tx)
    till = Till(app, shop.tenant_id, person, item)
    for wanted in before:
        till.do(wanted)
    closed_at = till.at(closing_minute)
    with transaction(app, shop.tenant_id) as tx:
        made = sales.close_day(tx, ClosingIn(opening_float=floated, counted=777, occurred_at=closed_at))
    assert made.expected == floated + till.should_hold(closed_at)
    assert made.difference == 777 - made.expected
    for wanted in after:
        till.do(wanted)
    with transaction(app, shop.tenant_id) as tx:
        found = closings.read_closing(tx, made.id)
        again = closings.preview(tx, till.day, None)
    assert found.expected == made.expected
    assert found.expected + found.late_amount == floated + till.should_hold(now())
    assert found.late_amount == sum(one.amount for one in found.late)
    assert again.till.cash == till.should_hold(now())
