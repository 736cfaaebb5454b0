"""Every operation that a phone may send: applied once, repeated for ever, refused by itself alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.sync import service
from digiboost.sync.operations import OPERATIONS
from digiboost.sync.types import OperationType
from tests.factories.people import Person
from tests.factories.requests import refuses_nobody
from tests.factories.stock import transaction
from tests.factories.trade import customer, drift_of, level_of, sell, shelf
from tests.sync.phone import operation, push, pushed, sale, statuses

BODY = {"sent_at": now().isoformat(), "operations": [operation("category.create", {"id": str(new_id()), "name": "x"})]}


def test_nobody_is_refused(client: Any) -> None:
    refuses_nobody(client, "POST", "/sync/push", BODY)


# -- each type ----------------------------------------------------------------------------------

Case = Callable[[Any, Person], dict[str, Any]]
"""The payload of an operation that succeeds."""


def _return(app: Any, shop: Person) -> dict[str, Any]:
    sold = sell(shop, (shelf(app, shop), 3))
    lines = [{"line_id": sold["lines"][0]["id"], "quantity": 1}]
    return {"id": str(new_id()), "sale_id": sold["id"], "lines": lines}


def _order(app: Any, shop: Person) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "supplier_id": shop.post("/suppliers", {"name": "Sodima", "phone": "771234567"}).json()["id"],
        "lines": [{"id": str(new_id()), "product_id": shelf(app, shop), "quantity": 12}],
    }


CASES: dict[OperationType, Case] = {
    OperationType.SALE_RECORD: lambda app, shop: sale((shelf(app, shop), 2)),
    OperationType.SALE_RETURN: _return,
    OperationType.SALE_CANCEL: lambda app, shop: {"sale_id": sell(shop, (shelf(app, shop), 1))["id"], "reason": "err"},
    OperationType.MISSED_SALE_RECORD: lambda app, shop: {
        "id": str(new_id()),
        "product_id": shelf(app, shop),
        "quantity": 2,
    },
    OperationType.PRODUCT_CREATE: lambda app, shop: {"id": str(new_id()), "name": "Huile", "sale_price": 900},
    OperationType.PRODUCT_EDIT: lambda app, shop: {"product_id": shelf(app, shop), "sale_price": 1700, "min_stock": 3},
    OperationType.CUSTOMER_CREATE: lambda app, shop: {"id": str(new_id()), "name": "Moussa", "phone": "771234567"},
    OperationType.CUSTOMER_EDIT: lambda app, shop: {"customer_id": customer(app, shop), "name": "Moussa Ba"},
    OperationType.STOCK_MOVE: lambda app, shop: {
        "id": str(new_id()),
        "product_id": shelf(app, shop),
        "type": "ENTRY",
        "quantity": 5,
    },
    OperationType.STOCK_COUNT: lambda app, shop: {
        "id": str(new_id()),
        "lines": [{"product_id": shelf(app, shop), "counted": 7.5}],
    },
    OperationType.CATEGORY_CREATE: lambda app, shop: {"id": str(new_id()), "name": "Épicerie"},
    OperationType.SUPPLIER_CREATE: lambda app, shop: {"id": str(new_id()), "name": "Sodima"},
    OperationType.SUPPLIER_EDIT: lambda app, shop: {
        "supplier_id": shop.post("/suppliers", {"name": "Sodima"}).json()["id"],
        "name": "Sodima SA",
    },
    OperationType.CREDIT_PAY: lambda app, shop: {
        "id": str(new_id()),
        "customer_id": customer(app, shop),
        "amount": 2000,
        "method": "cash",
    },
    OperationType.CREDIT_PROMISE: lambda app, shop: {
        "id": str(new_id()),
        "customer_id": customer(app, shop),
        "promised_on": (now() + timedelta(days=5)).date().isoformat(),
    },
    OperationType.CASH_MOVE: lambda app, shop: {
        "id": str(new_id()),
        "type": "OUT",
        "amount": 1500,
        "reason": "Taxi",
    },
    OperationType.DAY_CLOSE: lambda app, shop: {"id": str(new_id()), "counted": 25_000, "opening_float": 5000},
    OperationType.ORDER_CREATE: lambda app, shop: _order(app, shop),
    OperationType.ORDER_SEND: lambda app, shop: {
        "order_id": shop.post("/purchase-orders", _order(app, shop)).json()["id"],
        "channel": "whatsapp",
    },
    OperationType.RECEIPT_RECORD: lambda app, shop: {
        "id": str(new_id()),
        "lines": [{"id": str(new_id()), "product_id": shelf(app, shop), "quantity": 12, "unit_cost": 800}],
    },
    OperationType.REQUEST_OPEN: lambda app, shop: {
        "id": str(new_id()),
        "client_name": "Aminata Ba",
        "service_id": shop.post("/services", {"name": "Plomberie"}).json()["id"],
    },
}
OF_WHO_IS_SENT_OUT = {one for one in OperationType if one.startswith(("mission.", "availability."))}
"""Nobody of the house may do these: ``test_push_missions`` tries them."""
RESULTS: dict[OperationType, set[str]] = {
    OperationType.REQUEST_OPEN: {"number", "state", "version"},
    OperationType.SALE_RECORD: {"number", "total", "version", "shortfalls", "over_limit"},
    OperationType.SALE_RETURN: {"number", "total", "version"},
    OperationType.SALE_CANCEL: {"number", "total", "version"},
    OperationType.MISSED_SALE_RECORD: set(),
    OperationType.PRODUCT_CREATE: {"code", "version"},
    OperationType.STOCK_MOVE: {"on_hand"},
    OperationType.STOCK_COUNT: {"lines"},
    OperationType.SUPPLIER_CREATE: {"code", "version"},
    OperationType.CREDIT_PAY: {"balance"},
    OperationType.CREDIT_PROMISE: {"balance"},
    OperationType.CASH_MOVE: set(),
    OperationType.DAY_CLOSE: {"expected", "counted", "difference"},
    OperationType.ORDER_CREATE: {"number", "status", "version"},
    OperationType.ORDER_SEND: {"number", "status", "version"},
    OperationType.RECEIPT_RECORD: {"order_status"},
}


def test_every_type_is_on_the_list_and_tried() -> None:
    assert set(OPERATIONS) == set(OperationType) == set(CASES) | OF_WHO_IS_SENT_OUT


@pytest.mark.parametrize("type_", CASES)
def test_applied_once_and_repeated(app: Any, shop: Person, type_: OperationType) -> None:
    sent = operation(type_, CASES[type_](app, shop))
    [first] = pushed(shop, sent)
    assert (first["status"], first["problem"], first["current"]) == ("applied", None, None), first
    assert set(first["result"]) == RESULTS.get(type_, {"version"})
    before = _state(app, shop)
    for _ in range(2):
        [again] = pushed(shop, sent)
        assert (again["status"], again["result"]) == ("repeated", first["result"])
    assert statuses(pushed(shop, sent, sent)) == ["repeated", "repeated"]
    # What it depends on is no part of what it is.
    assert statuses(pushed(shop, {**sent, "depends_on": [str(new_id())]})) == ["repeated"]
    for change in ({"payload": {**sent["payload"], "note": "x"}}, {"occurred_at": now().isoformat()}):
        [other] = pushed(shop, {**sent, **change})
        assert (other["status"], other["problem"]["code"]) == ("rejected", "idempotency_mismatch")
    assert _state(app, shop) == before
    assert drift_of(app, shop) == []


@pytest.mark.parametrize("type_", CASES)
def test_a_payload_that_is_none_is_rejected(shop: Person, type_: OperationType) -> None:
    sent = operation(type_, {"unheard_of": True})
    [refused] = pushed(shop, sent)
    assert (refused["status"], refused["problem"]["code"], refused["result"]) == ("rejected", "validation", None)
    assert {one["code"] for one in refused["problem"]["errors"]} == {"missing", "extra_forbidden"}
    # It may come again put right: what was not applied is not remembered.
    assert pushed(shop, sent)[0]["status"] == "rejected"


@pytest.mark.parametrize("type_", CASES)
def test_every_type_asks_for_its_scope(app: Any, shop: Person, type_: OperationType) -> None:
    sent = operation(type_, CASES[type_](app, shop))
    before = _state(app, shop)
    [refused] = pushed(shop.colleague("viewer"), sent)
    assert (refused["status"], refused["problem"]["code"]) == ("rejected", "forbidden")
    assert _state(app, shop) == before


def _state(app: Any, shop: Person) -> list[Any]:
    """Rows and sums that nothing may have moved."""
    with transaction(app, shop.tenant_id) as tx:
        return [
            tx.rows(f"SELECT * FROM {table} WHERE tenant_id = %s ORDER BY 1, 2", (tx.tenant_id,))
            for table in (
                "products", "stock_levels", "stock_movements", "stock_summaries", "sales", "sale_lines", "sales_days",
                "product_days", "missed_sales", "stock_counts", "customers", "categories", "suppliers",
                "sync_operations", "credit_entries", "credit_accounts", "credit_promises", "cash_moves",
                "cash_closings", "purchase_orders", "receipts",
            )
        ]  # fmt: skip


def test_what_is_kept_of_an_operation(app: Any, shop: Person) -> None:
    sent = operation("category.create", {"id": str(new_id()), "name": "Épicerie"}, at=now() - timedelta(hours=3))
    pushed(shop, sent, sent_at=now() + timedelta(seconds=90))
    with transaction(app, shop.tenant_id) as tx:
        row = tx.row("SELECT * FROM sync_operations WHERE tenant_id = %s", (tx.tenant_id,))
        assert row is not None
        assert (str(row["id"]), row["type"], row["answer"]) == (sent["id"], "category.create", {"version": 1})
        assert (str(row["user_id"]), row["sent_by"]) == (shop.user_id, row["user_id"])
        assert row["occurred_at"].isoformat() == sent["occurred_at"]
        assert 80_000 < row["skew_ms"] <= 90_000
        assert row["received_at"] < row["sent_at"]


def test_operations_are_forgotten_after_90_days(app: Any, shop: Person) -> None:
    old, young = (operation("category.create", {"id": str(new_id()), "name": name}) for name in ("a", "b"))
    pushed(shop, old, young)
    with transaction(app, shop.tenant_id) as tx:
        for sent, days in ((old, 91), (young, 89)):
            tx.run(
                "UPDATE sync_operations SET received_at = %s WHERE tenant_id = %s AND id = %s",
                (now() - timedelta(days=days), tx.tenant_id, sent["id"]),
            )
        assert service.forget(tx) == []
        left = tx.rows("SELECT id FROM sync_operations WHERE tenant_id = %s", (tx.tenant_id,))
        assert [str(row["id"]) for row in left] == [young["id"]]


# -- sales --------------------------------------------------------------------------------------


def test_a_shortfall_is_told_and_the_sale_stands(app: Any, shop: Person) -> None:
    rice, oil = shelf(app, shop, on_hand=1), shelf(app, shop, on_hand=5)
    [sold] = pushed(shop, operation("sale.record", sale((rice, 3), (oil, 2), (rice, 0.5))))
    assert sold["result"]["shortfalls"] == [{"product_id": rice, "on_hand": -2.5}]
    assert (sold["result"]["number"], sold["result"]["total"]) == ("V-000001", 8250)
    assert level_of(app, shop, rice).status == "rupture"


def test_two_phones_sell_the_last_unit(app: Any, shop: Person) -> None:
    item, other = shelf(app, shop, on_hand=1), shop.colleague("employee")
    [first] = pushed(shop, operation("sale.record", sale((item, 1))))
    [second] = pushed(other, operation("sale.record", sale((item, 1))))
    assert (first["status"], second["status"]) == ("applied", "applied")
    assert first["result"]["shortfalls"] == []
    assert second["result"]["shortfalls"] == [{"product_id": item, "on_hand": -1}]
    assert (level_of(app, shop, item).on_hand, level_of(app, shop, item).status) == (-1000, "rupture")
    assert len(shop.get("/sales").json()["items"]) == 2
    assert drift_of(app, shop) == []


def test_a_late_count_keeps_its_counted_quantity(app: Any, shop: Person) -> None:
    """A count of an hour ago and sales before and after it, in every order of arrival."""
    hour = now() - timedelta(hours=1)
    counted = {"counted": 20}
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)):
        item = shelf(app, shop, on_hand=0)
        sent = [
            operation("sale.record", sale((item, 3)), at=hour - timedelta(minutes=10)),
            operation("stock.count", {"id": str(new_id()), "lines": [{"product_id": item, **counted}]}, at=hour),
            operation("sale.record", sale((item, 4)), at=hour + timedelta(minutes=10)),
        ]
        for number in order:
            assert statuses(pushed(shop, sent[number])) == ["applied"]
        assert level_of(app, shop, item).on_hand == 16_000, order
    assert drift_of(app, shop) == []


def test_a_whole_day_in_one_batch(app: Any, shop: Person) -> None:
    """What is made offline can be used offline."""
    category, supplier, person, item = (str(new_id()) for _ in range(4))
    sold = sale((item, 4, 900), payment_method="credit", customer_id=person)
    back = {
        "id": str(new_id()),
        "sale_id": sold["id"],
        "lines": [{"line_id": sold["lines"][0]["id"], "quantity": 1}],
    }
    verdicts = pushed(
        shop,
        operation("category.create", {"id": category, "name": "Huiles"}),
        operation("supplier.create", {"id": supplier, "name": "Sodima", "phone": "77 123 45 67"}),
        operation(
            "product.create",
            {"id": item, "name": "Huile 1 L", "sale_price": 900, "category_id": category, "supplier_id": supplier},
        ),
        operation("stock.move", {"id": str(new_id()), "product_id": item, "type": "ENTRY", "quantity": 10}),
        operation("customer.create", {"id": person, "name": "Moussa Ba"}),
        operation("sale.record", sold),
        operation("sale.return", back),
        operation("product.edit", {"product_id": item, "sale_price": 950}, base_version=1),
        operation("sale.cancel", {"sale_id": back["id"], "reason": "erreur"}),
    )
    assert statuses(verdicts) == ["applied"] * 9, verdicts
    assert level_of(app, shop, item).on_hand == 6000
    assert verdicts[6]["result"]["total"] == -900
    assert verdicts[7]["result"] == {"version": 2}
    assert drift_of(app, shop) == []


# -- what goes wrong ----------------------------------------------------------------------------


def test_an_edit_of_what_changed_meanwhile_conflicts(app: Any, shop: Person) -> None:
    item = shelf(app, shop, on_hand=3, cost=700)
    assert shop.patch(f"/products/{item}", {"name": "Riz parfumé"}).json()["version"] == 2
    edit = operation("product.edit", {"product_id": item, "name": "Riz"}, base_version=1)
    [refused] = pushed(shop, edit)
    assert (refused["status"], refused["problem"]["code"]) == ("conflict", "version_conflict")
    assert refused["problem"]["current_version"] == 2
    current = refused["current"]
    assert (current["id"], current["name"], current["version"], current["on_hand"]) == (item, "Riz parfumé", 2, 3)
    assert current["average_cost"] == 700
    assert statuses(pushed(shop, {**edit, "base_version": 2})) == ["applied"]
    # If-Match of the request itself has no part in it.
    sent = operation("product.edit", {"product_id": item, "name": "Riz"})
    assert statuses(pushed(shop, sent, headers={"If-Match": '"1"'})) == ["applied"]


def test_conflicts_show_the_present_row(app: Any, shop: Person) -> None:
    sold = sell(shop, (shelf(app, shop), 2))
    lines = [{"line_id": sold["lines"][0]["id"], "quantity": 3}]
    person = customer(app, shop)
    supplier = shop.post("/suppliers", {"name": "Sodima"}).json()
    taken = sale((shelf(app, shop), 1), id=sold["id"])
    for type_, payload, code, id in (
        ("sale.return", {"id": str(new_id()), "sale_id": sold["id"], "lines": lines}, "return_too_much", sold["id"]),
        ("sale.record", taken, "sale_id_reused", sold["id"]),
        ("customer.edit", {"customer_id": person, "name": "x"}, "version_conflict", person),
        ("supplier.edit", {"supplier_id": supplier["id"], "name": "x"}, "version_conflict", supplier["id"]),
        ("customer.create", {"id": person, "name": "Deux fois"}, "conflict", person),
    ):
        [refused] = pushed(shop, operation(type_, payload, base_version=9))
        assert (refused["status"], refused["problem"]["code"], refused["current"]["id"]) == ("conflict", code, id)
    name = {"id": str(new_id()), "name": "Sodima", "code": supplier["code"]}
    [refused] = pushed(shop, operation("supplier.create", name))
    # There is no row of that id: nothing can be shown.
    assert (refused["status"], refused["problem"]["code"], refused["current"]) == ("conflict", "code_taken", None)


def test_an_employee_sees_no_cost_in_a_conflict(app: Any, shop: Person) -> None:
    sold = sell(shop, (shelf(app, shop, cost=500), 2))
    lines = [{"line_id": sold["lines"][0]["id"], "quantity": 9}]
    sent = operation("sale.return", {"id": str(new_id()), "sale_id": sold["id"], "lines": lines})
    [refused] = pushed(shop.colleague("employee"), sent)
    assert refused["status"] == "conflict"
    assert "cost" not in str(refused["current"])


def test_what_is_refused_hinders_nobody(app: Any, shop: Person) -> None:
    item = shelf(app, shop, on_hand=10)
    wrong = sale((item, 1), discount=10**9)
    missing = sale((str(new_id()), 1))
    verdicts = pushed(
        shop,
        operation("sale.record", sale((item, 1))),
        operation("sale.record", wrong),
        operation("sale.record", missing),
        operation("sale.record", sale((item, 2))),
        operation("customer.create", {"id": str(new_id()), "name": "Moussa", "phone": "12"}),
        operation("customer.create", {"id": str(new_id()), "name": "Un\x00Nul"}),
        operation("sale.record", sale((item, 1), note="Un\x00Nul")),
    )
    assert statuses(verdicts) == ["applied", "rejected", "rejected", "applied", "rejected", "rejected", "rejected"]
    codes = [one["problem"] and one["problem"]["code"] for one in verdicts]
    assert codes == [None, "invalid_value", "not_found", None, "invalid_value", "validation", "invalid_value"]
    assert verdicts[1]["problem"]["errors"][0]["field"] == "discount"
    assert level_of(app, shop, item).on_hand == 7000
    assert drift_of(app, shop) == []
    with transaction(app, shop.tenant_id) as tx:
        assert tx.value("SELECT count(*) FROM sync_operations WHERE tenant_id = %s", (tx.tenant_id,)) == 2


def test_problems_are_in_the_caller_s_language(shop: Person) -> None:
    sent = operation("sale.cancel", {"sale_id": str(new_id()), "reason": "x"})
    for language, title in (("fr", "Introuvable"), ("en", "Not found")):
        [refused] = pushed(shop, sent, headers={"Accept-Language": language})
        assert refused["problem"]["title"] == title


def test_what_fails_is_undone_alone(app: Any, shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    item = shelf(app, shop, on_hand=10)
    plain = OPERATIONS[OperationType.SALE_RECORD]
    doomed = sale((item, 5))

    def stumble(tx: Any, wanted: Any) -> Any:
        made = plain.act(tx, wanted)
        if str(wanted.id) == doomed["id"]:
            raise RuntimeError("something nobody thought of")
        return made

    monkeypatch.setitem(OPERATIONS, OperationType.SALE_RECORD, replace(plain, act=stumble))
    failing = operation("sale.record", doomed)
    dependent = operation("sale.cancel", {"sale_id": doomed["id"], "reason": "x"}, depends_on=[failing["id"]])
    batch = [
        operation("sale.record", sale((item, 1))),
        failing,
        dependent,
        operation("sale.record", sale((item, 2))),
    ]
    verdicts = pushed(shop, *batch)
    assert statuses(verdicts) == ["applied", "failed", "waiting", "applied"]
    assert verdicts[1]["problem"]["code"] == "internal"
    assert "nobody thought of" not in str(verdicts)
    assert level_of(app, shop, item).on_hand == 7000
    assert [one["number"] for one in shop.get("/sales").json()["items"]] == ["V-000002", "V-000001"]
    assert drift_of(app, shop) == []
    monkeypatch.undo()
    assert statuses(pushed(shop, *batch)) == ["repeated", "applied", "applied", "repeated"]
    assert level_of(app, shop, item).on_hand == 7000


def test_a_statement_that_fails_is_undone_alone(app: Any, shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = OPERATIONS[OperationType.CATEGORY_CREATE]

    def stumble(tx: Any, wanted: Any) -> Any:
        made = plain.act(tx, wanted)
        if wanted.name == "Doomed":
            tx.value("SELECT 1 / (SELECT 0 FROM tenants WHERE id = %s)", (tx.tenant_id,))
        return made

    monkeypatch.setitem(OPERATIONS, OperationType.CATEGORY_CREATE, replace(plain, act=stumble))
    sent = [operation("category.create", {"id": str(new_id()), "name": name}) for name in ("Un", "Doomed", "Deux")]
    assert statuses(pushed(shop, *sent)) == ["applied", "rejected", "applied"]
    assert {one["name"] for one in shop.get("/categories").json()["items"]} == {"Un", "Deux"}


def test_an_operation_waits_for_what_it_depends_on(app: Any, shop: Person) -> None:
    item = str(new_id())
    made = operation("product.create", {"id": item, "name": "Thé", "sale_price": 300})
    sold = operation("sale.record", sale((item, 1)), depends_on=[made["id"]])
    gone = operation("sale.cancel", {"sale_id": sold["payload"]["id"], "reason": "x"}, depends_on=[sold["id"]])
    assert statuses(pushed(shop, gone, sold)) == ["waiting", "waiting"]
    assert statuses(pushed(shop, gone, sold, made)) == ["waiting", "waiting", "applied"]
    assert statuses(pushed(shop, gone, sold)) == ["waiting", "applied"]
    assert statuses(pushed(shop, gone)) == ["applied"]
    assert statuses(pushed(shop, made, sold, gone)) == ["repeated"] * 3
    # What was refused is no ground to stand on.
    wrong = operation("product.create", {"id": str(new_id()), "name": "", "sale_price": 300})
    leaning = operation("category.create", {"id": str(new_id()), "name": "x"}, depends_on=[wrong["id"]])
    assert statuses(pushed(shop, wrong, leaning)) == ["rejected", "waiting"]


# -- clocks -------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [-9000, -3, 3, 9000])
def test_a_wrong_clock_loses_no_sale(app: Any, shop: Person, days: int) -> None:
    wrong, item = timedelta(days=days), shelf(app, shop)
    before = now()
    sent = operation("sale.record", sale((item, 1)), at=now() + wrong - timedelta(hours=2))
    assert statuses(pushed(shop, sent, sent_at=now() + wrong)) == ["applied"]
    [made] = shop.get("/sales").json()["items"]
    at = made["occurred_at"]
    assert abs((before - timedelta(hours=2)).timestamp() - _instant(at)) < 30


def test_the_future_is_now(app: Any, shop: Person) -> None:
    item = shelf(app, shop)
    for ahead in (timedelta(minutes=5), timedelta(days=40)):
        assert statuses(pushed(shop, operation("sale.record", sale((item, 1)), at=now() + ahead))) == ["applied"]
    assert all(_instant(one["occurred_at"]) <= now().timestamp() for one in shop.get("/sales").json()["items"])


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "1970-01-01T00:10:00Z", "9999-12-31T23:59:59-12:00"])
def test_a_moment_that_cannot_be_is_now(app: Any, shop: Person, text: str) -> None:
    item = shelf(app, shop, on_hand=5)
    for wrong in ("occurred_at", "sent_at", "both"):
        at = now().isoformat()
        moved = {"id": str(new_id()), "product_id": item, "type": "EXIT", "quantity": 1}
        batch = [operation("sale.record", sale((item, 1))), operation("stock.move", moved)]
        for one in batch:
            one["occurred_at"] = at if wrong == "sent_at" else text
        body = {"sent_at": at if wrong == "occurred_at" else text, "operations": batch}
        answer = shop.post("/sync/push", body)
        assert answer.status_code == 200, answer.text
        assert statuses(answer.json()["verdicts"]) == ["applied", "applied"], answer.text
    moments = [one["occurred_at"] for one in shop.get("/sales").json()["items"]]
    moments += [one["occurred_at"] for one in shop.get("/stock/movements").json()["items"]]
    assert all(abs(_instant(one) - now().timestamp()) < 60 for one in moments)


def test_the_payload_s_own_moment_counts_first(app: Any, shop: Person) -> None:
    at = (now() - timedelta(days=2)).isoformat()
    pushed(shop, operation("sale.record", sale((shelf(app, shop), 1), occurred_at=at)))
    assert _instant(shop.get("/sales").json()["items"][0]["occurred_at"]) == _instant(at)


def _instant(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


# -- people -------------------------------------------------------------------------------------


def test_a_shared_phone_sends_for_a_colleague(app: Any, shop: Person) -> None:
    item, employee = shelf(app, shop, on_hand=9), shop.colleague("employee")
    mine = operation("sale.record", sale((item, 1)), user_id=shop.user_id)
    hers = operation("sale.record", sale((item, 2)), user_id=employee.user_id)
    never = operation("stock.move", CASES[OperationType.STOCK_MOVE](app, shop), user_id=employee.user_id)
    verdicts = pushed(shop, mine, hers, never)
    # She acts with her own rights, not with the sender's.
    assert statuses(verdicts) == ["applied", "applied", "rejected"]
    assert verdicts[2]["problem"]["code"] == "forbidden"
    by = {one["id"]: one["user_id"] for one in shop.get("/sales").json()["items"]}
    assert (by[mine["payload"]["id"]], by[hers["payload"]["id"]]) == (shop.user_id, employee.user_id)
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows("SELECT user_id, sent_by FROM sync_operations WHERE tenant_id = %s", (tx.tenant_id,))
        assert {(str(row["user_id"]), str(row["sent_by"])) for row in rows} == {
            (shop.user_id, shop.user_id),
            (employee.user_id, shop.user_id),
        }
        audited = tx.rows(
            "SELECT user_id, details FROM audit_entries WHERE tenant_id = %s AND action = 'sale.recorded' ORDER BY seq",
            (tx.tenant_id,),
        )
        assert [str(row["user_id"]) for row in audited] == [shop.user_id, employee.user_id]
        assert [row["details"].get("opened_by") for row in audited] == [None, shop.user_id]
        moved = tx.rows("SELECT user_id FROM stock_movements WHERE tenant_id = %s AND source = 'sale'", (tx.tenant_id,))
        assert {str(row["user_id"]) for row in moved} == {shop.user_id, employee.user_id}


def test_nobody_acts_for_somebody_with_more_rights(shop: Person, neighbour: Person) -> None:
    employee, gone = shop.colleague("employee"), shop.colleague("employee")
    assert shop.patch(f"/users/{gone.user_id}", {"is_active": False}).status_code == 200
    for caller, named in (
        (employee, shop.user_id),
        (shop, gone.user_id),
        (shop, neighbour.user_id),
        (shop, str(new_id())),
    ):
        sent = operation("customer.create", {"id": str(new_id()), "name": "Moussa"}, user_id=named)
        [refused] = pushed(caller, sent)
        assert (refused["status"], refused["problem"]["code"]) == ("rejected", "not_your_operation")


# -- forms --------------------------------------------------------------------------------------


def test_an_older_form_is_led_to_the_present_one(shop: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = OPERATIONS[OperationType.CATEGORY_CREATE]
    renewed = replace(
        plain,
        version=3,
        upgrades={
            1: lambda old: {"id": old["id"], "title": old["name"]},
            2: lambda old: {"id": old["id"], "name": old["title"].upper()},
        },
    )
    monkeypatch.setitem(OPERATIONS, OperationType.CATEGORY_CREATE, renewed)
    sent = [
        operation("category.create", {"id": str(new_id()), "name": "un"}),
        operation("category.create", {"id": str(new_id()), "title": "deux"}, version=2),
        operation("category.create", {"id": str(new_id()), "name": "trois"}, version=3),
        # An upgrade that stumbles loses nothing: the phone keeps the operation.
        operation("category.create", {"id": str(new_id())}),
    ]
    assert statuses(pushed(shop, *sent)) == ["applied"] * 3 + ["failed"]
    assert {one["name"] for one in shop.get("/categories").json()["items"]} == {"UN", "DEUX", "trois"}


def test_every_older_form_has_its_way_to_the_present_one() -> None:
    for type_, one in OPERATIONS.items():
        assert set(one.upgrades) == set(range(1, one.version)), type_


def test_a_newer_phone_is_told_to_update(shop: Person) -> None:
    known = operation("category.create", {"id": str(new_id()), "name": "Un"})
    for unknown in (
        operation("category.create", {"id": str(new_id()), "name": "Deux"}, version=2),
        operation("loyalty.grant", {"id": str(new_id())}),
    ):
        answer = push(shop, known, unknown)
        assert (answer.status_code, answer.json()["code"]) == (426, "update_required")
    assert shop.get("/categories").json()["items"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"operations": []},
        {"operations": [operation("category.create", {"id": str(new_id()), "name": "x"}) for _ in range(51)]},
        {"sent_at": "2026-01-01T00:00:00"},
        {"sent_at": None},
    ],
)
def test_a_batch_that_is_none(shop: Person, change: dict[str, Any]) -> None:
    answer = shop.post("/sync/push", {**BODY, **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation")


def test_an_id_is_its_company_s_own(shop: Person, neighbour: Person) -> None:
    sent = operation("category.create", {"id": str(new_id()), "name": "Un"})
    assert statuses(pushed(shop, sent)) == ["applied"]
    assert statuses(pushed(neighbour, sent)) == ["applied"]
    assert UUID(neighbour.get("/categories").json()["items"][0]["id"]) == UUID(sent["payload"]["id"])
