from __future__ import annotations

from typing import Any

from digiboost.kernel.ids import new_id
from digiboost.requests.schemas import RequestDetail, RequestOut
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.services import service, zone
from tests.factories.stock import transaction


def test_requests(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    path = f"/requests/{new_id()}"
    for method, one in (
        ("GET", "/requests"), ("POST", "/requests"), ("GET", path), ("PATCH", path), ("POST", f"{path}/notes"),
        ("GET", "/requests/counts"), ("GET", "/requests/settings"), ("PATCH", "/requests/settings"),
    ):  # fmt: skip
        refuses_nobody(client, method, one, {})
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
    body = {
        "client_name": "Fatou Sow", "client_phone": "77 123 45 67", "service_id": str(plumbing), "zone_id": str(yoff),
        "landmark": "Derrière la mosquée", "urgency": "urgent", "description": "Le robinet fuit",
    }  # fmt: skip
    assert neighbour.post("/requests", body).status_code == 404
    answer = shop.post("/requests", body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert RequestDetail.model_validate(made)
    assert {name: made[name] for name in ("number", "state", "percent", "client_phone", "zone_name", "version")} == {
        "number": 1, "state": "request_received", "percent": 5, "client_phone": "+221771234567",
        "zone_name": "Grand Yoff", "version": 1,
    }  # fmt: skip
    assert [(one["to_state"], one["by"], one["actor_name"]) for one in made["history"]] == [
        ("request_received", "operator", "Awa Ndiaye")
    ]
    assert {one["to_state"] for one in made["allowed"]} == {"provider_search", "cancelled"}
    for method, one, sent in (
        ("GET", "/requests/{id}", None), ("PATCH", "/requests/{id}", {"landmark": "x"}),
        ("POST", "/requests/{id}/notes", {"note": "x"}),
    ):  # fmt: skip
        hides(neighbour, method, one, made["id"], sent)
    only_for(shop, {"manager", "employee"}, "POST", "/requests", {})
    only_for(shop, {"manager", "employee", "viewer"}, "GET", path)
    only_for(shop, {"manager"}, "PATCH", "/requests/settings", {"cancel_fee": -1})
    assert shop.colleague("viewer").get(f"/requests/{made['id']}").json()["allowed"] == []

    path = f"/requests/{made['id']}"
    edited = shop.patch(path, {"landmark": "Face à la pharmacie"}).json()
    assert (edited["version"], edited["landmark"]) == (2, "Face à la pharmacie")
    assert problem(shop.patch(path, {"urgency": "normal"}, headers={"If-Match": '"1"'})) == (409, "version_conflict")
    assert field_problem(shop.patch(path, {"latitude": 14.7})) == ("longitude", "place_half")
    assert field_problem(shop.patch(path, {"client_phone": "12"})) == ("client_phone", "phone_invalid")
    noted = shop.post(f"{path}/notes", {"note": "Rappeler à midi"}).json()
    assert (noted["history"][-1]["kind"], noted["history"][-1]["note"]) == ("note", "Rappeler à midi")


def test_a_request_is_opened_once(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing = service(tx)
    body = {"id": str(new_id()), "client_name": "Fatou Sow", "service_id": str(plumbing)}
    first, second = shop.post("/requests", body), shop.post("/requests", body)
    assert first.json() == second.json()
    assert problem(shop.post("/requests", {**body, "client_name": "Awa"})) == (409, "request_id_reused")
    assert shop.post("/requests", {**body, "id": None}).json()["number"] == 2


def test_the_list_is_filtered_and_sorted(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, power = service(tx), service(tx, "Électricité")
    for n, urgency in enumerate(("normal", "emergency", "urgent", "normal", "emergency")):
        body = {
            "client_name": f"Client {n}", "service_id": str(power if n == 3 else plumbing), "urgency": urgency,
        }  # fmt: skip
        assert shop.post("/requests", body).status_code == 201
    for sort, expected in (
        ("opened_at", [1, 2, 3, 4, 5]), ("-opened_at", [5, 4, 3, 2, 1]), ("urgency", [2, 5, 3, 1, 4]),
        ("state_at", [1, 2, 3, 4, 5]),
    ):  # fmt: skip
        found = every_item(shop, "/requests", sort=sort, limit=2)
        assert [one["number"] for one in found] == expected, sort
        assert RequestOut.model_validate(found[0])
    assert [one["number"] for one in every_item(shop, "/requests", service_id=str(power))] == [4]
    assert [one["number"] for one in every_item(shop, "/requests", search="Cliént 0")] == [1]
    assert every_item(shop, "/requests", state=["cancelled", "service_completed"]) == []
    assert len(every_item(shop, "/requests", open=True)) == 5
    counted = shop.get("/requests/counts").json()
    assert (counted["request_received"], counted["open"], counted["urgent"]) == (5, 5, 3)


def test_settings(app: Any, shop: Any, neighbour: Any) -> None:
    assert shop.get("/requests/settings").json() == {
        "form_open": True, "form_slug": None, "form_url": None, "start_code_required": True, "quote_threshold": None,
        "cancel_fee": 0, "version": 0,
    }  # fmt: skip
    saved = shop.patch("/requests/settings", {"quote_threshold": 50_000, "cancel_fee": 2_000}).json()
    assert (saved["quote_threshold"], saved["cancel_fee"], saved["version"]) == (50_000, 2_000, 1)
    assert saved["form_slug"].startswith("boutique-awa-") and saved["form_url"].endswith(saved["form_slug"])
    slug = f"awa-{new_id().hex[-8:]}"
    assert shop.patch("/requests/settings", {"form_slug": slug}).json()["form_slug"] == slug
    assert problem(neighbour.patch("/requests/settings", {"form_slug": slug})) == (409, "slug_taken")
    assert shop.patch("/requests/settings", {"quote_threshold": None}).json()["quote_threshold"] is None
