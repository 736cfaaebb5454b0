from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id, short
from digiboost.providers import service as providers
from digiboost.requests import service as requests
from digiboost.requests.schemas import PublicRequestOut
from digiboost.requests.types import By
from tests.factories.requests import hides, only_for, problem, refuses_nobody
from tests.factories.services import asked, goer, service, zone
from tests.factories.stock import transaction


def token_of(shop: Any, request_id: Any) -> str:
    answer = shop.post(f"/requests/{request_id}/link")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["url"].rsplit("/", 1)[1])


def test_links(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        request_id = asked(tx, service(tx), zone(tx))
    path = f"/requests/{request_id}/link"
    for method in ("POST", "DELETE"):
        refuses_nobody(client, method, path)
        hides(neighbour, method, "/requests/{id}/link", str(request_id))
        only_for(shop, {"manager", "employee"}, method, f"/requests/{new_id()}/link")
    first = token_of(shop, request_id)
    public = "/api/v1/public/requests/"
    seen = client.get(public + first)
    assert seen.status_code == 200, seen.text
    shown = PublicRequestOut.model_validate(seen.json())
    assert (shown.number, shown.service, shown.percent, shown.start_code) == (1, "Plomberie", 5, None)
    assert (shown.company.name, shown.can_cancel, shown.can_rate, shown.provider) == ("Boutique Awa", True, False, None)
    with transaction(app, shop.tenant_id) as tx:
        # Another message carries the same address.
        assert requests.link(tx, request_id).url.endswith(first)
    second = token_of(shop, request_id)
    wrong = [
        first, second[:-1], second[:-1] + ("A" if second[-1] != "A" else "B"), "x", "é" * 22, "." * 30,
        f"{short(UUID(neighbour.tenant_id))}.{second.partition('.')[2]}",
    ]  # fmt: skip
    answers = [client.get(public + one) for one in wrong]
    assert {(one.status_code, one.text) for one in answers} == {(404, answers[0].text)}
    assert client.get(public + second).status_code == 200
    assert shop.get(f"/requests/{request_id}").json()["link_active"] is True
    assert shop.delete(path).status_code == 204
    assert shop.delete(path).status_code == 404
    assert client.get(public + second).text == answers[0].text
    third = token_of(shop, request_id)
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE request_links SET expires_at = %s WHERE tenant_id = %s", (now(), tx.tenant_id))
    assert client.get(public + third).text == answers[0].text


def test_clients_follow_cancel_and_rate(client: Any, app: Any, shop: Any) -> None:
    shop.patch("/requests/settings", {"cancel_fee": 2_500})
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, moussa = service(tx), zone(tx), goer(tx)
        made = [asked(tx, plumbing, yoff) for _ in range(2)]
        for request_id in made:
            requests.assign(tx, request_id, moussa)
    cancelled, rated = (f"/api/v1/public/requests/{token_of(shop, one)}" for one in made)
    seen = client.get(cancelled).json()
    assert (seen["provider"]["name"], len(seen["start_code"]), seen["fee"]) == ("Moussa Fall", 4, None)
    assert [one["state"] for one in seen["history"]][-1] == "provider_accepted"
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "UPDATE requests SET state = 'provider_enroute' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, made[0])
        )
    assert client.get(cancelled).json()["fee"] == 2_500
    done = client.post(f"{cancelled}/cancel", json={"reason": "Déjà réparé"}).json()
    assert (done["state"], done["fee"], done["can_cancel"], done["percent"]) == ("cancelled", 2_500, False, 40)
    assert client.post(f"{cancelled}/cancel", json={}).status_code == 200
    assert shop.get(f"/requests/{made[0]}").json()["cancelled_by"] == "client"
    assert problem(client.post(f"{rated}/review", json={"stars": 5})) == (409, "not_to_be_rated")
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "UPDATE requests SET state = 'service_started', stage = 'repair' WHERE tenant_id = %s AND id = %s",
            (tx.tenant_id, made[1]),
        )
    body = {"outcome": "fixed", "amount": 12_000, "after_photo_missing_reason": "Pas d'appareil"}
    assert shop.post(f"/requests/{made[1]}/complete", body).json()["percent"] == 100
    assert problem(client.post(f"{rated}/cancel", json={})) == (409, "move_refused")
    reviewed = client.post(f"{rated}/review", json={"stars": 4, "comment": "Rapide"})
    assert (reviewed.json()["review"]["stars"], reviewed.json()["can_rate"]) == (4, False), reviewed.text
    assert problem(client.post(f"{rated}/review", json={"stars": 1})) == (409, "not_to_be_rated")
    with transaction(app, shop.tenant_id) as tx:
        assert (providers.card(tx, moussa).rating, providers.card(tx, moussa).rating_count) == (4.0, 1)
    # The company takes the end back, within seven days.
    reopened = shop.post(f"/requests/{made[1]}/reopen", {"reason": "Fuit encore"}).json()
    assert (reopened["state"], reopened["stage"], reopened["percent"]) == ("service_started", "repair", 85)
    shop.post(f"/requests/{made[1]}/complete", body)
    with transaction(app, shop.tenant_id) as tx:
        long_ago = now() - timedelta(days=8)
        tx.run("UPDATE requests SET completed_at = %s WHERE tenant_id = %s", (long_ago, tx.tenant_id))
    assert problem(shop.post(f"/requests/{made[1]}/reopen", {"reason": "x"})) == (409, "reopening_too_late")


def test_a_client_looks_again(client: Any, app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        request_id = asked(tx, service(tx), zone(tx))
        requests.begin_search(tx, request_id, now() + timedelta(minutes=5))
        requests.give_up(tx, request_id)
    public = f"/api/v1/public/requests/{token_of(shop, request_id)}"
    assert client.get(public).json()["can_relaunch"] is True
    assert client.post(f"{public}/relaunch").json()["state"] == "provider_search"
    assert problem(client.post(f"{public}/relaunch")) == (409, "move_refused")
    assert client.get(f"{public}/provider-photo").status_code == 404


def test_the_form(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    slug = shop.patch("/requests/settings", {"form_open": True}).json()["form_slug"]
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        service(tx, "Autrefois", is_active=False)
    path = f"/api/v1/public/forms/{slug}"
    form = client.get(path).json()
    assert [one["name"] for one in form["services"]] == ["Plomberie"]
    assert (form["company"]["name"], form["zones"][0]["name"]) == ("Boutique Awa", "Grand Yoff")
    body = {"client_name": "Fatou Sow", "client_phone": "771234567", "service_id": str(plumbing), "zone_id": str(yoff)}
    sent = client.post(path, json=body)
    assert sent.status_code == 201, sent.text
    token = sent.json()["url"].rsplit("/", 1)[1]
    assert client.get(f"/api/v1/public/requests/{token}").json()["service"] == "Plomberie"
    (made,) = shop.get("/requests").json()["items"]
    assert made["source"] == "form"
    with transaction(app, neighbour.tenant_id) as tx:
        theirs = service(tx)
    assert client.post(path, json={**body, "service_id": str(theirs)}).status_code == 404
    for wrong in ("nobody", "%00", "a" * 81):
        assert client.get(f"/api/v1/public/forms/{wrong}").status_code in (404, 422), wrong
    shop.patch("/requests/settings", {"form_open": False})
    assert client.get(path).status_code == 404
    assert client.post(path, json=body).status_code == 404


def test_where_is_asked_before_who(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, moussa = service(tx), zone(tx), goer(tx)
    made = shop.post("/requests", {"client_name": "Fatou", "service_id": str(plumbing)}).json()
    path = f"/requests/{made['id']}"
    assert problem(shop.post(f"{path}/relaunch")) == (409, "place_missing")
    assert problem(shop.post(f"{path}/assign", {"provider_id": str(moussa)})) == (409, "place_missing")
    shop.patch(path, {"zone_id": str(yoff)})
    assert shop.post(f"{path}/relaunch").json()["state"] == "provider_search"
    assert shop.post(f"{path}/assign", {"provider_id": str(new_id())}).status_code == 404
    assigned = shop.post(f"{path}/assign", {"provider_id": str(moussa)}).json()
    assert (assigned["state"], assigned["offers"][0]["answered_by"]) == ("provider_accepted", "operator")
    assert problem(shop.patch(path, {"zone_id": None})) == (409, "request_over")
    given = shop.post(f"{path}/give-back", {"reason": "Malade"}).json()
    assert (given["state"], given["provider_id"], given["accepted_at"]) == ("provider_search", None, None)
    with transaction(app, shop.tenant_id) as tx:
        assert requests.excluded(tx, UUID(made["id"])) == [moussa]
        requests.cancel(tx, UUID(made["id"]), By.OPERATOR, "Doublon")
    assert problem(shop.post(f"{path}/give-back", {"reason": "x"})) == (409, "move_refused")
    assert problem(shop.patch(path, {"landmark": "x"})) == (409, "request_over")
