from __future__ import annotations

from typing import Any

from digiboost.alerts.schemas import (
    AlertDetailOut,
    AlertOut,
    AlertsSummaryOut,
    AnswerOut,
    HistoryItemOut,
    RuleOut,
    SettingsOut,
    TestOut,
)
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from tests.factories.alerts import alerts, rules, stock, work
from tests.factories.buying import goods, supplier
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.trade import sell


def emptied(shop: Any, name: str = "Riz brisé 25 kg", **wanted: Any) -> str:
    """A product that was sold out and judged."""
    item = goods(shop, name=name, **wanted)
    stock(shop, item, 5)
    sell(shop, (item, 5))
    work(shop)
    return item


def test_alerts(client: Any, shop: Any, neighbour: Any) -> None:
    path = f"/alerts/{new_id()}"
    for method, one in (
        ("GET", "/alerts"), ("GET", "/alerts/summary"), ("GET", "/alerts/history"), ("GET", path),
        ("POST", f"{path}/acknowledge"), ("POST", f"{path}/snooze"), ("POST", "/alerts/answer"),
    ):  # fmt: skip
        refuses_nobody(client, method, one, {})
    rice = emptied(shop, supplier_id=supplier(shop))
    answer = shop.get("/alerts?sort=urgency")
    assert Page[AlertOut].model_validate_json(answer.content)
    [alert] = [one for one in answer.json()["items"] if one["type"] == "rupture"]
    wanted: dict[str, Any] = {
        "product_id": rice, "product_name": "Riz brisé 25 kg", "supplier_name": "Dakar Gros", "on_hand": 0,
        "fired_count": 1,
    }  # fmt: skip
    assert {name: alert[name] for name in wanted} == wanted
    path = f"/alerts/{alert['id']}"
    for method, one, body in (
        ("GET", "/alerts/{id}", None), ("POST", "/alerts/{id}/acknowledge", None),
        ("POST", "/alerts/{id}/snooze", {"hours": 3}),
    ):  # fmt: skip
        hides(neighbour, method, one, alert["id"], body)
    for answer_of in ("order", "later", "ignore"):
        asked = {"alert_ids": [alert["id"]], "answer": answer_of}
        assert neighbour.post("/alerts/answer", asked).status_code == 404
    assert (alerts(neighbour), neighbour.get("/alerts/history").json()["items"]) == ({}, [])
    only_for(shop, {"manager"}, "POST", f"/alerts/{new_id()}/acknowledge")
    only_for(shop, {"manager"}, "POST", f"/alerts/{new_id()}/snooze", {})
    only_for(shop, {"manager"}, "POST", "/alerts/answer", {})
    for role in ("employee", "viewer"):
        assert shop.colleague(role).get(path).status_code == 200

    detail = shop.get(path)
    assert AlertDetailOut.model_validate_json(detail.content)
    assert [one["name"] for one in detail.json()["events"]] == ["told", "fired"]
    assert AlertsSummaryOut.model_validate_json(shop.get("/alerts/summary").content).urgent == 1
    assert Page[HistoryItemOut].model_validate_json(shop.get("/alerts/history").content)

    later = shop.post(f"{path}/snooze", {"hours": 3})
    assert later.status_code == 200, later.text
    assert (later.json()["state"], later.json()["events"][0]["name"]) == ("snoozed", "snoozed")
    assert later.json()["events"][0]["user_name"] is not None
    known = shop.post(f"{path}/acknowledge").json()
    assert (known["state"], known["snoozed_until"]) == ("acknowledged", None)
    assert shop.post(f"{path}/acknowledge").json()["events"] == known["events"], "twice is once"
    stock(shop, rice, 20)
    work(shop)
    for action, body in (("acknowledge", None), ("snooze", {})):
        assert problem(shop.post(f"{path}/{action}", body)) == (409, "alert_resolved")
    assert field_problem(shop.post(f"{path}/snooze", {"hours": 0}))[0] == "hours"


def test_lists(shop: Any) -> None:
    names = ("Ataya", "Bissap", "Café Touba")
    items = [emptied(shop, name) for name in names]
    by_name = {one["product_name"]: one for one in every_item(shop, "/alerts", limit=1, type="rupture")}
    assert list(by_name) == ["Café Touba", "Bissap", "Ataya"], "the latest first"
    oldest = every_item(shop, "/alerts", limit=2, type="rupture", sort="started_at")
    assert [one["product_name"] for one in oldest] == [*names]
    assert [one["product_name"] for one in every_item(shop, "/alerts", search="cafe", type="rupture")] == ["Café Touba"]
    assert len(every_item(shop, "/alerts", product_id=items[1])) == 1
    shop.post(f"/alerts/{by_name['Bissap']['id']}/acknowledge")
    assert [one["product_name"] for one in every_item(shop, "/alerts", state="acknowledged")] == ["Bissap"]
    stock(shop, items[0], 20)
    work(shop)
    assert {one["product_name"] for one in every_item(shop, "/alerts", sort="urgency", limit=1)} == {*names[1:]}
    assert [one["product_name"] for one in every_item(shop, "/alerts", state="resolved")] == ["Ataya"]

    assert {one["name"] for one in every_item(shop, "/alerts/history", limit=2)} == {
        "fired", "told", "acknowledged", "resolved",
    }  # fmt: skip
    assert {one["product_name"] for one in every_item(shop, "/alerts/history", product_id=items[0])} == {"Ataya"}
    assert [one["product_name"] for one in every_item(shop, "/alerts/history", name="resolved")] == ["Ataya"]
    rule_id = rules(shop)["rupture"]["id"]
    assert len(every_item(shop, "/alerts/history", rule_id=rule_id, name="fired")) == 3
    assert every_item(shop, "/alerts/history", type="low_stock") == []
    assert every_item(shop, "/alerts/history", to="2020-01-01") == []
    assert len(every_item(shop, "/alerts/history", **{"from": "2020-01-01"}, name="fired")) == 3
    reversed_period = shop.get("/alerts/history", params={"from": "2026-02-02", "to": "2026-02-01"})
    assert field_problem(reversed_period) == ("to", "period_reversed")


def test_rules(client: Any, shop: Any, neighbour: Any) -> None:
    path = f"/alerts/rules/{new_id()}"
    for method, one in (
        ("GET", "/alerts/rules"), ("POST", "/alerts/rules"), ("GET", path), ("PATCH", path), ("DELETE", path),
        ("POST", f"{path}/test"),
    ):  # fmt: skip
        refuses_nobody(client, method, one, {})
    answer = shop.get("/alerts/rules")
    assert Page[RuleOut].model_validate_json(answer.content)
    assert {one["type"]: (one["name"], one["delivery"], one["repeat_hours"]) for one in answer.json()["items"]} == {
        "rupture": ("Rupture de stock", "now", 24), "low_stock": ("Stock faible", "digest", 24),
        "stock_out": ("Rupture prévue", "digest", 24), "expiry": ("Péremption proche", "digest", 24),
        "service_rate": ("Taux de service en baisse", "digest", 24),
        "sales_anomaly": ("Ventes inhabituelles", "digest", 24), "dead_stock": ("Stock dormant", "digest", 720),
    }  # fmt: skip
    assert {(*one["roles"],) for one in answer.json()["items"]} == {("owner", "manager")}
    assert rules(shop)["stock_out"]["params"] == {
        "threshold": None, "days": 7, "probability": 0.3, "percent": None, "amount": None, "direction": None,
        "period": None, "sensitivity": None,
    }  # fmt: skip
    assert len(every_item(shop, "/alerts/rules", limit=2)) == 7

    rice, person = goods(shop), shop.colleague("employee")
    drinks = shop.post("/categories", {"name": "Boissons"}).json()["id"]
    body = {
        "type": "low_stock", "name": "Riz", "params": {"threshold": 12}, "category_ids": [drinks],
        "product_ids": [rice], "roles": ["employee"], "user_ids": [person.user_id], "delivery": "now",
        "repeat_hours": 6,
    }  # fmt: skip
    made = shop.post("/alerts/rules", body)
    assert made.status_code == 201, made.text
    assert RuleOut.model_validate_json(made.content)
    rule = made.json()
    assert {name: rule[name] for name in body if name != "params"} == {
        name: value for name, value in body.items() if name != "params"
    }
    assert rule["params"]["threshold"] == 12
    for theirs in ({"category_ids": [drinks]}, {"product_ids": [rice]}, {"user_ids": [person.user_id]}):
        assert neighbour.post("/alerts/rules", {"type": "rupture", **theirs}).status_code == 404
    for method, one, sent in (
        ("GET", "/alerts/rules/{id}", None), ("PATCH", "/alerts/rules/{id}", {"name": "x"}),
        ("DELETE", "/alerts/rules/{id}", None), ("POST", "/alerts/rules/{id}/test", None),
    ):  # fmt: skip
        hides(neighbour, method, one, rule["id"], sent)
    only_for(shop, {"manager"}, "POST", "/alerts/rules", {})
    only_for(shop, {"manager"}, "PATCH", path, {})
    only_for(shop, {"manager"}, "DELETE", path)
    only_for(shop, {"manager"}, "POST", f"{path}/test")

    path = f"/alerts/rules/{rule['id']}"
    edited = shop.patch(path, {"params": {}, "is_active": False, "delivery": "digest"}).json()
    assert (edited["params"]["threshold"], edited["is_active"], edited["version"]) == (None, False, 2)
    assert edited["roles"] == ["employee"]
    assert problem(shop.patch(path, {"name": "x"}, headers={"If-Match": '"1"'})) == (409, "version_conflict")
    assert field_problem(shop.patch(path, {"name": None})) == ("name", "field.missing")
    assert field_problem(shop.patch(path, {"params": {"days": 3}})) == ("params.days", "param_not_read")
    scoped = {"type": "revenue", "params": {"amount": 5}, "product_ids": [rice]}
    assert field_problem(shop.post("/alerts/rules", scoped)) == ("product_ids", "scope_not_read")
    assert field_problem(shop.post("/alerts/rules", {"type": "revenue"})) == ("params.amount", "field.missing")
    assert shop.delete(path).status_code == 204
    assert shop.get(path).status_code == 404
    assert shop.patch(path, {"name": "x"}).status_code == 404
    assert rule["id"] not in {one["id"] for one in every_item(shop, "/alerts/rules")}


def test_the_rules_of_a_company_that_speaks_english(shop: Any) -> None:
    assert shop.patch("/tenant", {"language": "en"}).status_code == 200
    assert rules(shop)["rupture"]["name"] == "Out of stock"
    assert shop.post("/alerts/rules", {"type": "expiry"}).json()["name"] == "Expiring soon"


def test_settings(client: Any, shop: Any, neighbour: Any) -> None:
    for method in ("GET", "PATCH"):
        refuses_nobody(client, method, "/alerts/settings", {})
    answer = shop.get("/alerts/settings")
    assert SettingsOut.model_validate_json(answer.content)
    assert answer.json() == {"digest_at": "07:30", "digest_on": True, "group_minutes": 1, "version": 1}
    only_for(shop, {"manager"}, "PATCH", "/alerts/settings", {"group_minutes": -1})
    edited = shop.patch("/alerts/settings", {"digest_at": "06:15", "group_minutes": 5})
    assert edited.json() == {"digest_at": "06:15", "digest_on": True, "group_minutes": 5, "version": 2}
    assert neighbour.get("/alerts/settings").json()["version"] == 1
    stale = shop.patch("/alerts/settings", {"digest_on": False}, headers={"If-Match": '"1"'})
    assert problem(stale) == (409, "version_conflict")
    assert field_problem(shop.patch("/alerts/settings", {"digest_at": None})) == ("digest_at", "field.missing")


def test_send_me_one_now(shop: Any) -> None:
    """What the rule says now, to the caller alone; an example when it says nothing. Nothing fires by it."""
    manager = shop.colleague("manager")
    rule = rules(shop)["rupture"]
    answer = manager.post(f"/alerts/rules/{rule['id']}/test")
    assert answer.status_code == 200, answer.text
    assert TestOut.model_validate_json(answer.content).matches == 0
    [example] = every_item(manager, "/notifications")
    assert (example["id"], example["kind"]) == (answer.json()["notification_id"], "test")
    assert example["title"] == "Essai : Riz 25 kg : rupture"
    assert example["body"].splitlines()[1] == "Fournisseur : Dakar Gros. À commander : 20 sac."
    assert (every_item(shop, "/notifications"), alerts(shop)) == ([], {})
    emptied(shop, "Savon")
    emptied(shop, "Huile 5 L")
    assert manager.post(f"/alerts/rules/{rule['id']}/test").json()["matches"] == 2
    said = every_item(manager, "/notifications")[0]
    assert said["title"] == "Essai : 2 produits en rupture"
    assert {line.split(" : ")[0] for line in said["body"].splitlines()[:2]} == {"Savon", "Huile 5 L"}
    for one in rules(shop).values():
        assert manager.post(f"/alerts/rules/{one['id']}/test").status_code == 200
    for other in (
        {"type": "revenue", "params": {"amount": 5}}, {"type": "failure_rate"},
        {"type": "revenue", "params": {"amount": 5, "direction": "above", "period": "month"}},
    ):  # fmt: skip
        made = shop.post("/alerts/rules", other).json()
        assert shop.post(f"/alerts/rules/{made['id']}/test").status_code == 200


def test_an_answer_orders(shop: Any) -> None:
    gros, touba = supplier(shop), supplier(shop, "Touba Gros")
    rice = emptied(shop, "Riz", supplier_id=gros, min_stock=10, max_stock=40, pack_size=4)
    oil = emptied(shop, "Huile", supplier_id=gros)
    soap = emptied(shop, "Savon", supplier_id=touba, pack_size=6)
    emptied(shop, "Sel")
    ids = {one["product_name"]: one["id"] for one in every_item(shop, "/alerts", type="rupture")}
    answer = shop.post("/alerts/answer", {"alert_ids": [*ids.values()], "answer": "order"})
    assert answer.status_code == 200, answer.text
    done = AnswerOut.model_validate_json(answer.content)
    assert [(one.number, one.supplier_name, one.line_count) for one in done.orders] == [
        ("BC-0001", "Dakar Gros", 2), ("BC-0002", "Touba Gros", 1),
    ]  # fmt: skip
    assert (done.alerts, done.without_supplier) == (3, 1)
    lines = {
        line["product_id"]: line["quantity"]
        for one in done.orders
        for line in shop.get(f"/purchase-orders/{one.id}").json()["lines"]
    }
    assert lines == {rice: 40, oil: 1, soap: 6}, "what is advised; a pack where nothing is"
    assert {one["product_name"]: one["state"] for one in every_item(shop, "/alerts", type="rupture")} == {
        "Riz": "acknowledged", "Huile": "acknowledged", "Savon": "acknowledged", "Sel": "firing",
    }  # fmt: skip
    again = shop.post("/alerts/answer", {"alert_ids": [ids["Riz"]], "answer": "order"}).json()
    assert (again["orders"], again["alerts"]) == ([], 0), "a draft is there already"
    shop.delete(f"/purchase-orders/{done.orders[1].id}")
    again = shop.post("/alerts/answer", {"alert_ids": [ids["Savon"]], "answer": "order"}).json()
    assert [one["number"] for one in again["orders"]] == ["BC-0003"], "the draft was thrown away"
    assert [one["name"] for one in shop.get(f"/alerts/{ids['Riz']}").json()["events"]] == [
        "acknowledged", "ordered", "told", "fired",
    ]  # fmt: skip

    later = shop.post("/alerts/answer", {"alert_ids": [ids["Sel"]], "answer": "later"}).json()
    assert (later["alerts"], alerts(shop, state="snoozed")["rupture", "Sel"]["state"]) == (1, "snoozed")
    shop.post("/alerts/answer", {"alert_ids": [ids["Sel"]], "answer": "ignore"})
    assert alerts(shop)["rupture", "Sel"]["state"] == "acknowledged"
    assert shop.post("/alerts/answer", {"alert_ids": [str(new_id())], "answer": "later"}).status_code == 404
