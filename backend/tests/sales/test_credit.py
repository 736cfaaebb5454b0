"""The carnet: what customers owe, whatever is sold, paid, returned and cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from digiboost.kernel.clock import day_of, now
from digiboost.kernel.ids import new_id
from digiboost.kernel.money import show_money
from digiboost.sales import service as sales
from tests.factories.credit import account, buyer, carnet, lend, pay
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import transaction
from tests.factories.trade import drift_of, sale_of, sell, shelf

GAP = "\u00a0"


def today() -> Any:
    return day_of(now(), "Africa/Dakar")


def events(app: Any, shop: Any, kind: str) -> list[dict[str, Any]]:
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT payload FROM outbox_events WHERE tenant_id = %s AND type = %s ORDER BY occurred_at",
            (tx.tenant_id, kind),
        )
    return [row["payload"] for row in rows]


def changed(app: Any, shop: Any, customer_id: str) -> int:
    """The number of the last transaction in which the feed saw this customer change."""
    with transaction(app, shop.tenant_id) as tx:
        return int(
            tx.value(
                "SELECT seq FROM changes WHERE tenant_id = %s AND kind = 'customer' AND entity_id = %s",
                (tx.tenant_id, customer_id),
            )
        )


def test_the_doors(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    person = buyer(shop)
    lend(shop, shelf(app, shop), person, 5000)
    payment = {"customer_id": person, "amount": 100, "method": "cash"}
    promised = {"customer_id": person, "promised_on": today().isoformat()}
    correction = {"customer_id": person, "amount": 100, "note": "ancien carnet"}
    reads = (
        "/credit/accounts",
        "/credit/summary",
        f"/credit/customers/{person}",
        f"/credit/customers/{person}/statement",
    )
    writes = (("/credit/payments", payment), ("/credit/promises", promised), ("/credit/corrections", correction))
    for path in reads:
        refuses_nobody(client, "GET", path)
        only_for(shop, {"manager", "employee", "viewer"}, "GET", path)
    for path, body in writes:
        refuses_nobody(client, "POST", path, body)
        hidden = neighbour.post(path, body)
        missing = neighbour.post(path, {**body, "customer_id": str(new_id())})
        assert (hidden.status_code, hidden.json()) == (404, missing.json())
        unknown = {**body, "customer_id": str(new_id())}
        only_for(shop, {"manager"} if "corrections" in path else {"manager", "employee"}, "POST", path, unknown)
    hides(neighbour, "GET", "/credit/customers/{id}", person)
    hides(neighbour, "GET", "/credit/customers/{id}/statement", person)
    assert neighbour.get("/credit/accounts").json() == {"items": [], "next_cursor": None}
    assert neighbour.get("/credit/summary").json()["owed"] == 0
    assert account(shop, person)["balance"] == 5000


def test_a_sale_on_credit_and_what_follows(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    assert account(shop, person) | {"customer_id": person} == {
        "customer_id": person, "customer_name": "Fatou Sow", "phone": None, "is_active": True, "credit_limit": None,
        "balance": 0, "over_limit": False, "oldest_due": None, "promised_on": None, "promised_amount": None,
        "late": False, "version": 0, "updated_at": None,
        "ageing": {"days_0_30": 0, "days_31_60": 0, "days_61_90": 0, "days_over_90": 0},
    }  # fmt: skip
    sold = lend(shop, item, person, 12_500, due_on=(today() + timedelta(days=7)).isoformat())
    assert (sold["paid_now"], sold["paid_by"], sold["over_limit"]) == (0, None, False)
    assert shop.get(f"/sales/{sold['id']}").json() == sold
    found = account(shop, person)
    assert (found["balance"], found["ageing"]["days_0_30"], found["late"]) == (12_500, 12_500, False)
    assert found["oldest_due"] == (today() + timedelta(days=7)).isoformat()
    paid = pay(shop, person, 5000, note="par son frère")
    assert (paid["amount"], paid["method"], paid["note"], paid["account"]["balance"]) == (
        5000, "cash", "par son frère", 7500,
    )  # fmt: skip
    # More than is owed becomes an advance, and nothing is open any more.
    assert pay(shop, person, 10_000, method="mobile_money")["account"]["balance"] == -2500
    found = account(shop, person)
    assert (found["oldest_due"], sum(found["ageing"].values())) == (None, 0)
    entries = carnet(shop, person)["entries"]["items"]
    assert [(one["type"], one["amount"], one["method"]) for one in entries] == [
        ("PAYMENT", -10_000, "mobile_money"), ("PAYMENT", -5000, "cash"), ("CHARGE", 12_500, None),
    ]  # fmt: skip
    assert (entries[2]["sale_number"], entries[2]["sale_id"], entries[1]["note"]) == (
        sold["number"], sold["id"], "par son frère",
    )  # fmt: skip
    assert [one["amount"] for one in events(app, shop, "credit.paid")] == [5000, 10_000]
    assert drift_of(app, shop) == []
    # A sale in cash to the same person is no debt.
    sell(shop, (item, 1), customer_id=person)
    assert account(shop, person)["balance"] == -2500


def test_entries_come_page_by_page(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    for amount in (100, 200, 300):
        lend(shop, item, person, amount)
    seen: list[int] = []
    cursor = None
    while True:
        path = f"/credit/customers/{person}"
        page = shop.get(path, params={"limit": 1, **({"cursor": cursor} if cursor else {})}).json()["entries"]
        seen += [one["amount"] for one in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert seen == [300, 200, 100]


def test_a_part_paid_at_once(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    body = sale_of((item, 2, 5000), payment_method="credit", customer_id=person, paid_now=4000, id=str(new_id()))
    made = shop.post("/sales", body).json()
    assert (made["paid_now"], made["paid_by"], account(shop, person)["balance"]) == (4000, "cash", 6000)
    # The same again is the same; another part is another sale.
    assert shop.post("/sales", body).json() == made
    assert problem(shop.post("/sales", {**body, "paid_now": 5000})) == (409, "sale_id_reused")
    assert problem(shop.post("/sales", {**body, "due_on": "2030-01-01"})) == (409, "sale_id_reused")
    listed = shop.get("/sales").json()["items"][0]
    assert (listed["paid_now"], listed["paid_by"]) == (4000, "cash")
    # All of it: the carnet says so, and nothing is owed.
    lend(shop, item, person, 700, paid_now=700, paid_by="mobile_money")
    assert account(shop, person)["balance"] == 6000
    assert field_problem(shop.post("/sales", {**body, "id": str(new_id()), "paid_now": 10_001})) == (
        "paid_now", "paid_more_than_sale",
    )  # fmt: skip
    for field, value in (("paid_now", 1), ("paid_by", "cash"), ("due_on", "2030-01-01")):
        cash = sale_of((item, 1), customer_id=person, **{field: value})
        assert field_problem(shop.post("/sales", cash)) == (field, "only_on_credit")
    assert field_problem(shop.post("/sales", sale_of((item, 1), payment_method="credit"))) == (
        "customer_id", "credit_needs_customer",
    )  # fmt: skip
    assert drift_of(app, shop) == []


def test_returns_and_cancellations(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    body = sale_of((item, 3, 1000), payment_method="credit", customer_id=person)
    sold = shop.post("/sales", body).json()
    line = {"line_id": sold["lines"][0]["id"], "quantity": 2}
    back = shop.post(f"/sales/{sold['id']}/returns", {"lines": [line]}).json()
    assert (back["total"], account(shop, person)["balance"]) == (-2000, 1000)
    # Paid already: the return is an advance.
    pay(shop, person, 1000)
    line = {"line_id": sold["lines"][0]["id"], "quantity": 1}
    last = shop.post(f"/sales/{sold['id']}/returns", {"lines": [line]}).json()
    assert account(shop, person)["balance"] == -1000
    for made in (last, back, sold):
        assert shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"}).status_code == 200
        # Again changes nothing.
        assert shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"}).status_code == 200
    assert account(shop, person)["balance"] == -1000  # the payment alone
    assert [one["type"] for one in carnet(shop, person)["entries"]["items"]].count("CORRECTION") == 3
    assert drift_of(app, shop) == []


def test_what_is_above_the_limit_is_recorded_and_told(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop, credit_limit=10_000)
    assert lend(shop, item, person, 10_000)["over_limit"] is False
    over = lend(shop, item, person, 1)
    assert over["over_limit"] is True
    assert shop.get(f"/sales/{over['id']}").json()["over_limit"] is True
    assert account(shop, person)["over_limit"] is True
    assert events(app, shop, "credit.limit_exceeded") == [
        {"customer_id": person, "sale_id": over["id"], "balance": 10_001, "credit_limit": 10_000}
    ]
    assert shop.patch(f"/customers/{person}", {"credit_limit": 20_000}).json()["credit_limit"] == 20_000
    assert account(shop, person)["over_limit"] is False
    assert lend(shop, item, person, 1)["over_limit"] is False
    assert shop.patch(f"/customers/{person}", {"credit_limit": None}).json()["credit_limit"] is None
    assert shop.patch(f"/customers/{person}", {"credit_limit": -1}).status_code == 422


def test_ids_made_offline(app: Any, shop: Any) -> None:
    person, other = buyer(shop), buyer(shop)
    lend(shop, shelf(app, shop), person, 9000)
    at = (now() - timedelta(hours=5)).isoformat()
    for path, code, body, changes in (
        ("payments", "payment_id_reused", {"amount": 500, "method": "cash", "occurred_at": at, "note": "a"},
         {"amount": 501, "method": "mobile_money", "note": "b", "customer_id": other}),
        ("promises", "promise_id_reused", {"promised_on": today().isoformat(), "amount": 400, "occurred_at": at},
         {"amount": 401, "promised_on": (today() + timedelta(days=1)).isoformat(), "customer_id": other}),
        ("corrections", "correction_id_reused", {"amount": -300, "note": "remise", "due_on": None, "occurred_at": at},
         {"amount": 300, "note": "b", "due_on": today().isoformat(), "customer_id": other}),
    ):  # fmt: skip
        wanted = {"id": str(new_id()), "customer_id": person, **body}
        first = shop.post(f"/credit/{path}", wanted)
        assert first.status_code == 201, first.text
        assert shop.post(f"/credit/{path}", wanted).json() == first.json()
        assert shop.post(f"/credit/{path}", {k: v for k, v in wanted.items() if k != "occurred_at"}).status_code == 201
        for field, value in {**changes, "occurred_at": now().isoformat()}.items():
            assert problem(shop.post(f"/credit/{path}", {**wanted, field: value})) == (409, code), field
    assert account(shop, person)["balance"] == 9000 - 500 - 300
    assert account(shop, other)["balance"] == 0
    assert drift_of(app, shop) == []


def test_a_promise_stands_while_something_older_is_owed(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    lend(shop, item, person, 1000, occurred_at=(now() - timedelta(days=40)).isoformat())
    assert account(shop, person)["late"] is True  # forty days without a word
    friday = today() + timedelta(days=5)
    made = shop.post("/credit/promises", {"customer_id": person, "promised_on": friday.isoformat(), "amount": 600})
    assert made.status_code == 201
    told = made.json()["account"]
    assert (told["promised_on"], told["promised_amount"], told["late"]) == (friday.isoformat(), 600, False)
    # One that was made before it, and arrives after it, is history.
    earlier = (now() - timedelta(hours=3)).isoformat()
    shop.post("/credit/promises", {"customer_id": person, "promised_on": today().isoformat(), "occurred_at": earlier})
    assert account(shop, person)["promised_on"] == friday.isoformat()
    pay(shop, person, 600)
    assert account(shop, person)["promised_on"] == friday.isoformat()
    # What is bought afterwards was not promised for that day.
    pay(shop, person, 400)
    lend(shop, item, person, 100)
    assert account(shop, person)["promised_on"] is None
    yesterday = (today() - timedelta(days=1)).isoformat()
    for day, code in ((yesterday, "promise_in_the_past"), ("9999-12-31", "promise_too_far")):
        answer = shop.post("/credit/promises", {"customer_id": person, "promised_on": day})
        assert field_problem(answer) == ("promised_on", code)
    future = {
        "customer_id": person,
        "amount": 1,
        "method": "cash",
        "occurred_at": (now() + timedelta(days=3)).isoformat(),
    }
    assert field_problem(shop.post("/credit/payments", future)) == ("occurred_at", "in_the_future")
    for wrong in (0, -5):
        assert shop.post("/credit/payments", {**future, "amount": wrong, "occurred_at": None}).status_code == 422
    assert len(events(app, shop, "credit.promised")) == 2


def test_accounts_as_a_list(app: Any, shop: Any) -> None:
    item = shelf(app, shop, on_hand=100)
    names = {name: buyer(shop, name=name) for name in ("Awa", "Binta", "Codou", "Demba")}
    lend(shop, item, names["Awa"], 300, occurred_at=(now() - timedelta(days=70)).isoformat())
    lend(shop, item, names["Binta"], 500)
    pay(shop, names["Codou"], 50)
    buyer(shop, name="Sans carnet")
    lend(shop, item, names["Demba"], 100, due_on=today().isoformat())

    def listed(**params: Any) -> list[str]:
        return [one["customer_name"] for one in every_item(shop, "/credit/accounts", limit=1, **params)]

    assert listed() == ["Binta", "Awa", "Demba", "Codou"]
    assert listed(sort="balance") == ["Codou", "Demba", "Awa", "Binta"]
    assert listed(sort="name") == ["Awa", "Binta", "Codou", "Demba"]
    assert listed(sort="-name") == ["Demba", "Codou", "Binta", "Awa"]
    assert listed(sort="oldest_due") == ["Awa", "Demba", "Binta", "Codou"]
    assert listed(sort="-oldest_due") == ["Codou", "Binta", "Demba", "Awa"]
    assert listed(owing=True) == ["Binta", "Awa", "Demba"]
    assert listed(late=True) == ["Awa"]
    assert listed(search="BINTA") == ["Binta"]
    assert listed(search="binta", late=True) == []
    [awa] = every_item(shop, "/credit/accounts", late=True)
    assert awa["ageing"] == {"days_0_30": 0, "days_31_60": 0, "days_61_90": 300, "days_over_90": 0}
    assert awa == account(shop, names["Awa"])
    assert shop.get("/credit/summary").json() == {
        "owed": 900, "advances": 50, "owing": 3, "late": 1, "late_amount": 300,
        "ageing": {"days_0_30": 600, "days_31_60": 0, "days_61_90": 300, "days_over_90": 0},
    }  # fmt: skip
    assert shop.get("/credit/accounts", params={"cursor": "x"}).status_code == 422
    cursor = shop.get("/credit/accounts", params={"limit": 1, "sort": "oldest_due"}).json()["next_cursor"]
    assert shop.get("/credit/accounts", params={"cursor": cursor, "sort": "balance"}).status_code == 422


def test_who_owes_is_not_deleted(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop, phone="77 123 45 67", credit_limit=500)
    lend(shop, item, person, 1000)
    refused = shop.delete(f"/customers/{person}")
    assert problem(refused) == (409, "customer_owes")
    assert refused.json()["balance"] == 1000
    pay(shop, person, 1000, note="remis par Moussa 77 000 00 00")
    assert shop.delete(f"/customers/{person}").status_code == 204
    found = carnet(shop, person)
    assert found["account"] | {} == account(shop, person)
    assert (found["account"]["customer_name"], found["account"]["phone"], found["account"]["credit_limit"]) == (
        "Client supprimé", None, None,
    )  # fmt: skip
    assert [one["amount"] for one in found["entries"]["items"]] == [-1000, 1000]
    assert "Moussa" not in str(found)
    # A sale made without network before the deletion is not lost.
    lend(shop, item, person, 200)
    assert account(shop, person)["balance"] == 200
    assert drift_of(app, shop) == []


def test_phones_are_told_when_an_account_moves(app: Any, shop: Any) -> None:
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    seen = [changed(app, shop, person)]

    def moved() -> bool:
        seen.append(changed(app, shop, person))
        return seen[-1] > seen[-2]

    sold = lend(shop, item, person, 1000)
    assert moved()
    pay(shop, person, 100)
    assert moved()
    shop.post("/credit/promises", {"customer_id": person, "promised_on": today().isoformat()})
    assert moved()
    shop.post(f"/sales/{sold['id']}/cancel", {"reason": "erreur"})
    assert moved()
    sell(shop, (item, 1), customer_id=person)
    assert not moved()
    with transaction(app, shop.tenant_id) as tx:
        columns = ", ".join(f"{sql} AS {name}" for name, sql in sales.credit_columns.items())
        [row] = tx.rows(
            f"SELECT {columns} FROM customers c {sales.credit_join} WHERE c.tenant_id = %s", (tx.tenant_id,)
        )
    assert row == {"credit_limit": None, "balance": -100, "oldest_due": None, "promise": None}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_statement(app: Any, shop: Any, language: str) -> None:
    shop.patch("/tenant", {"language": language})
    item, person = shelf(app, shop, on_hand=1000), buyer(shop, phone="+221 77 123 45 67")
    empty = shop.get(f"/credit/customers/{person}/statement").json()
    assert (empty["lines"], empty["balance"], empty["brought_forward"]) == ([], 0, 0)
    assert ("à jour" if language == "fr" else "settled") in empty["text"]
    for _ in range(14):
        lend(shop, item, person, 1000)
    wrong = lend(shop, item, person, 99_999)
    shop.post(f"/sales/{wrong['id']}/cancel", {"reason": "erreur"})
    sold = lend(shop, item, person, 12_500, due_on="2030-02-01")
    pay(shop, person, 1500)
    shop.post("/credit/promises", {"customer_id": person, "promised_on": today().isoformat()})
    made = shop.get(f"/credit/customers/{person}/statement").json()
    assert len(made["lines"]) == 12
    assert made["brought_forward"] == 4000
    assert made["brought_forward"] + sum(line["amount"] for line in made["lines"]) == made["balance"] == 25_000
    assert made["promised_on"] == today().isoformat()
    text = made["text"]
    assert "Boutique Awa" in text and "Fatou Sow" in text and sold["number"] in text and wrong["number"] not in text
    for amount in (25_000, 12_500, -1500, 4000):
        assert show_money(amount, "XOF", language) in text
    assert f"25{GAP}000{GAP}F" in text
    for word in ("Reste à payer", "Versement", "Report", "01/02/2030") if language == "fr" else (
        "To be paid", "Payment", "Brought forward", "01 Feb 2030",
    ):  # fmt: skip
        assert word in text
    url = urlsplit(made["whatsapp_url"])
    assert (url.scheme, url.netloc, url.path) == ("https", "wa.me", "/221771234567")
    assert parse_qs(url.query, strict_parsing=True) == {"text": [text]}
    shop.patch(f"/customers/{person}", {"phone": None})
    assert shop.get(f"/credit/customers/{person}/statement").json()["whatsapp_url"] is None
    pay(shop, person, 30_000)
    advance = shop.get(f"/credit/customers/{person}/statement").json()["text"]
    assert show_money(5000, "XOF", language) in advance
    assert ("avance" if language == "fr" else "advance") in advance


def test_money_as_people_write_it() -> None:
    assert show_money(0, "XOF", "fr") == f"0{GAP}F"
    assert show_money(-1_234_567, "XAF", "fr") == f"-1{GAP}234{GAP}567{GAP}F"
    assert show_money(123_456, "EUR", "fr") == f"1{GAP}234,56{GAP}€"
    assert show_money(5, "GBP", "en") == f"0.05{GAP}£"
    assert show_money(500, "GNF", "fr") == f"500{GAP}GNF"


def test_loaded_sales_open_no_carnet(app: Any, shop: Any) -> None:
    """Those of a file, and those recorded before there were carnets: a return of one credits nobody."""
    item, person = shelf(app, shop, on_hand=100), buyer(shop)
    sold = shop.post("/sales", sale_of((item, 2, 1000), customer_id=person)).json()
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE sales SET payment_method = 'credit' WHERE tenant_id = %s", (tx.tenant_id,))
    line = {"line_id": sold["lines"][0]["id"], "quantity": 1}
    back = shop.post(f"/sales/{sold['id']}/returns", {"lines": [line]})
    assert back.status_code == 201
    assert account(shop, person)["balance"] == 0
    for made in (back.json(), sold):
        assert shop.post(f"/sales/{made['id']}/cancel", {"reason": "erreur"}).status_code == 200
    assert carnet(shop, person)["entries"]["items"] == []
    assert drift_of(app, shop) == []
