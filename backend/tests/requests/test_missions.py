from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from digiboost.inventory import service as inventory
from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.requests import service as requests
from digiboost.requests.schemas import MissionDetail, MissionOut
from digiboost.requests.types import By
from tests.factories.requests import every_item, field_problem, problem, refuses_nobody
from tests.factories.services import again, asked, offered, service, signed_in, zone
from tests.factories.stock import movement, product, transaction


def said(step: str, version: int, **more: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "step": step, "version": version, "occurred_at": now().isoformat(), **more}


def test_a_mission_from_offer_to_end(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    nobody = new_id()
    for method, path in (
        ("GET", "/missions"), ("GET", f"/missions/{nobody}"), ("POST", f"/missions/offers/{nobody}/seen"),
        ("POST", f"/missions/offers/{nobody}/accept"), ("POST", f"/missions/offers/{nobody}/decline"),
        ("POST", f"/missions/offers/{nobody}/propose"), ("POST", f"/missions/offers/{nobody}/question"),
        ("POST", f"/missions/{nobody}/steps"), ("POST", f"/missions/{nobody}/notes"),
        ("POST", f"/missions/{nobody}/materials"), ("DELETE", f"/missions/{nobody}/materials/{nobody}"),
    ):  # fmt: skip
        refuses_nobody(client, method, path, {})
        assert problem(shop.request(method, path, json={})) == (403, "forbidden"), path
    moussa, moussa_id = signed_in(shop)
    other, other_id = signed_in(shop, "Awa Diop")
    stranger, _ = signed_in(neighbour)
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        request_id, (offer, others) = offered(
            tx, plumbing, yoff, [moussa_id, other_id], client_phone="771234567", urgency="urgent"
        )
        code = requests.get(tx, request_id)["start_code"]
    (new,) = every_item(moussa, "/missions", tab="new")
    assert MissionOut.model_validate(new)
    assert (new["offer"]["id"], new["offer"]["rank"], new["client_phone"]) == (str(offer), 1, None)
    assert new["distance_km"] == 5.2
    path = f"/missions/{request_id}"
    seen = moussa.get(path).json()
    assert MissionDetail.model_validate(seen)
    assert "start_code" not in seen and "offers" not in seen and seen["allowed"] == []
    for who in (stranger, other):
        assert who.post(f"/missions/offers/{offer}/accept").status_code == 404
    assert stranger.get(path).status_code == 404
    assert moussa.post(f"/missions/offers/{offer}/seen").status_code == 204
    assert moussa.post(f"/missions/offers/{offer}/question", {"note": "Quel étage ?"}).status_code == 204
    at = (now() + timedelta(hours=3)).isoformat()
    assert moussa.post(f"/missions/offers/{offer}/propose", {"at": at}).status_code == 204
    taken = moussa.post(f"/missions/offers/{offer}/accept")
    assert taken.json()["state"] == "provider_accepted", taken.text
    late = other.post(f"/missions/offers/{others}/accept")
    assert problem(late) == (409, "offer_taken")
    assert late.json()["current"]["state"] == "provider_accepted"
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/steps", said("enroute", 9)).status_code == 404
    assert every_item(other, "/missions") == []
    (mine,) = every_item(moussa, "/missions", tab="accepted")
    assert (mine["client_phone"], mine["offer"]) == ("+221771234567", None)

    version = mine["version"]
    wrong = moussa.post(f"{path}/steps", said("repair", version))
    assert (problem(wrong), wrong.json()["current"]["state"]) == ((409, "move_refused"), "provider_accepted")
    enroute = said("enroute", version)
    answer = moussa.post(f"{path}/steps", enroute)
    assert answer.json() == {
        "noted": False, "state": "provider_enroute", "stage": None, "percent": 55, "version": version + 1,
        "is_mine": True,
    }  # fmt: skip
    assert moussa.post(f"{path}/steps", enroute).json() == answer.json()
    assert moussa.post(f"{path}/steps", said("arrived", version + 1)).json()["percent"] == 65
    version += 2
    assert field_problem(moussa.post(f"{path}/steps", said("diagnostic", version))) == ("code", "start_code_missing")
    bad = f"{(int(code) + 1) % 10_000:04d}"
    assert field_problem(moussa.post(f"{path}/steps", said("diagnostic", version, code=bad))) == (
        "code", "start_code_wrong",
    )  # fmt: skip
    assert moussa.post(f"{path}/steps", said("diagnostic", version, code=code)).json()["stage"] == "diagnostic"
    assert moussa.post(f"{path}/steps", said("repair", version + 1, amount=15_000)).json()["percent"] == 85
    version += 2
    assert field_problem(moussa.post(f"{path}/steps", said("completed", version))) == ("outcome", "outcome_missing")
    done = said("completed", version, outcome="fixed", amount=15_000)
    assert field_problem(moussa.post(f"{path}/steps", done)) == ("after_photo_missing_reason", "after_photo_missing")
    done["after_photo_missing_reason"] = "Téléphone déchargé"
    assert moussa.post(f"{path}/steps", done).json()["state"] == "service_completed"
    whole = shop.get(f"/requests/{request_id}").json()
    assert [one["to_state"] for one in whole["history"] if one["kind"] == "transition"] == [
        "request_received", "provider_search", "provider_notified", "provider_accepted", "provider_enroute",
        "provider_arrived", "service_started", "service_started", "service_completed",
    ]  # fmt: skip
    assert {one["reason"] for one in whole["history"] if one["kind"] == "note"} == {"question", "proposed"}
    assert (whole["amount"], whole["outcome"], whole["quote"]) == (15_000, "fixed", 15_000)
    assert whole["offers"][0]["delivered_at"] is not None and whole["offers"][0]["proposed_at"] is not None
    assert [one["id"] for one in every_item(moussa, "/missions", tab="done")] == [str(request_id)]


def test_steps_that_come_too_late_are_notes(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    awa, awa_id = signed_in(shop, "Awa Diop")
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        request_id, (offer,) = offered(tx, plumbing, yoff, [moussa_id])
    path = f"/missions/{request_id}"
    version = moussa.post(f"/missions/offers/{offer}/accept").json()["version"]
    # An hour without a network; meanwhile the company gave it to somebody else.
    enroute = said("enroute", version, note="Je pars")
    enroute["occurred_at"] = (now() - timedelta(hours=1)).isoformat()
    answer = shop.post(f"/requests/{request_id}/assign", {"provider_id": str(awa_id)})
    assert answer.json()["provider_name"] == "Awa Diop", answer.text
    noted = moussa.post(f"{path}/steps", enroute)
    assert (noted.status_code, noted.json()["noted"], noted.json()["is_mine"]) == (200, True, False)
    assert moussa.post(f"{path}/steps", enroute).json() == noted.json()
    last = shop.get(f"/requests/{request_id}").json()["history"][-1]
    assert (last["kind"], last["reason"], last["to_state"], last["note"]) == (
        "note", "too_late", "provider_enroute", "Je pars",
    )  # fmt: skip
    # A step that still is possible is taken, whatever changed besides.
    seen = awa.get(path).json()["version"]
    assert shop.patch(f"/requests/{request_id}", {"landmark": "Face au marché"}).status_code == 200
    assert awa.post(f"{path}/steps", said("arrived", seen)).json()["noted"] is False
    assert shop.post(f"/requests/{request_id}/cancel", {"reason": "Client absent"}).status_code == 200
    assert awa.post(f"{path}/steps", said("diagnostic", seen + 2, bypass_reason="Absent")).json()["noted"] is True
    now_at = awa.get(path).json()["version"]
    assert problem(awa.post(f"{path}/steps", said("diagnostic", now_at))) == (409, "move_refused")


def test_clocks_are_believed_as_far_as_they_can_be(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    with transaction(app, shop.tenant_id) as tx:
        request_id, (offer,) = offered(tx, service(tx), zone(tx), [moussa_id])
    moussa.post(f"/missions/offers/{offer}/accept")
    with transaction(app, shop.tenant_id) as tx:
        hour_ago = now() - timedelta(hours=2)
        tx.run(
            "UPDATE requests SET state_at = %s WHERE tenant_id = %s AND id = %s", (hour_ago, tx.tenant_id, request_id)
        )
    path, ahead = f"/missions/{request_id}/steps", timedelta(minutes=30)
    version = moussa.get(f"/missions/{request_id}").json()["version"]
    enroute = said("enroute", version)
    # The phone's clock is half an hour ahead, and it set out an hour ago.
    enroute |= {"occurred_at": (now() - timedelta(hours=1) + ahead).isoformat(), "sent_at": (now() + ahead).isoformat()}
    assert moussa.post(path, enroute).status_code == 200
    moved = shop.get(f"/requests/{request_id}").json()
    (row,) = [one for one in moved["history"] if one["id"] == enroute["id"]]
    assert abs(row["skew_ms"] - ahead.total_seconds() * 1000) < 5_000
    with transaction(app, shop.tenant_id) as tx:
        at = requests.get(tx, request_id)["enroute_at"]
    assert abs((at - (now() - timedelta(hours=1))).total_seconds()) < 10
    future = said("arrived", version + 1)
    future["occurred_at"] = (now() + timedelta(days=2)).isoformat()
    assert moussa.post(path, future).status_code == 200
    with transaction(app, shop.tenant_id) as tx:
        assert requests.get(tx, request_id)["arrived_at"] <= now()


def test_one_way_at_a_time(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        made = [offered(tx, plumbing, yoff, [moussa_id]) for _ in range(2)]
    for _, (offer,) in made:
        moussa.post(f"/missions/offers/{offer}/accept")
    (first, _), (second, _) = made
    assert moussa.post(f"/missions/{first}/steps", said("enroute", 9)).json()["state"] == "provider_enroute"
    refused = moussa.post(f"/missions/{second}/steps", said("enroute", 9))
    assert (problem(refused), refused.json()["current"]["enroute_to"]) == ((409, "already_enroute"), 1)
    given = said("give_back", 9)
    assert field_problem(moussa.post(f"/missions/{first}/steps", given)) == ("reason", "reason_missing")
    back = moussa.post(f"/missions/{first}/steps", {**given, "reason": "En panne"}).json()
    assert (back["state"], back["is_mine"]) == ("provider_search", False)
    assert moussa.get(f"/missions/{first}").status_code == 404
    assert moussa.post(f"/missions/{second}/steps", said("enroute", 9)).json()["state"] == "provider_enroute"


def test_a_repair_above_the_threshold_waits_for_the_client(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    shop.patch("/requests/settings", {"quote_threshold": 20_000, "start_code_required": False})
    with transaction(app, shop.tenant_id) as tx:
        request_id, (offer,) = offered(tx, service(tx), zone(tx), [moussa_id])
    moussa.post(f"/missions/offers/{offer}/accept")
    path = f"/missions/{request_id}/steps"
    for step in ("arrived", "diagnostic"):
        assert moussa.post(path, said(step, 1)).json()["noted"] is False
    repair = said("repair", 9, amount=45_000)
    for _ in range(2):
        waits = moussa.post(path, repair)
        assert (problem(waits), waits.json()["current"]["quote"]) == ((409, "quote_needed"), 45_000)
    detail = shop.get(f"/requests/{request_id}").json()
    assert (detail["quote"], detail["approved_amount"], detail["stage"]) == (45_000, None, "diagnostic")
    assert [one["note"] for one in detail["history"] if one["reason"] == "quote_asked"] == ["45000"]
    link = shop.post(f"/requests/{request_id}/link").json()["url"].rsplit("/", 1)[1]
    public = f"/api/v1/public/requests/{link}"
    assert shop.client.get(public).json()["quote"] == 45_000
    assert shop.client.post(f"{public}/approve", json={"amount": 40_000}).status_code == 409
    agreed = shop.client.post(f"{public}/approve", json={"amount": 45_000}).json()
    assert (agreed["quote"], agreed["can_approve"]) == (None, False)
    assert moussa.post(path, repair).json()["stage"] == "repair"
    assert shop.post(f"/requests/{request_id}/approve-quote", {"amount": 60_000}).json()["approved_amount"] == 60_000


def test_materials_leave_the_stock_and_come_back(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    with transaction(app, shop.tenant_id) as tx:
        tap = product(tx, name="Robinet", sale_price=4_500)
        unknown = product(tx, name="Joint", sale_price=200, tracked=False)
        inventory.record_movements(tx, [movement(tap, 10_000)])
        request_id, (offer,) = offered(tx, service(tx), zone(tx), [moussa_id])

    def on_hand(item: UUID) -> int:
        with transaction(app, shop.tenant_id) as tx:
            return inventory.levels(tx, [item])[item].on_hand

    path = f"/missions/{request_id}/materials"
    used = {"id": str(new_id()), "product_id": str(tap), "quantity": 2}
    assert moussa.post(path, used).status_code == 404
    moussa.post(f"/missions/offers/{offer}/accept")
    made = moussa.post(path, used)
    assert (made.status_code, made.json()["name"], made.json()["amount"]) == (201, "Robinet", 9_000), made.text
    assert moussa.post(path, used).json() == made.json()
    assert on_hand(tap) == 8_000
    assert problem(moussa.post(path, {**used, "quantity": 3})) == (409, "event_id_reused")
    bought = {"id": str(new_id()), "name": "Téflon", "quantity": 1.5, "unit_price": 1_000}
    assert moussa.post(path, bought).json()["amount"] == 1_500
    assert field_problem(moussa.post(path, {"id": str(new_id()), "quantity": 1})) == ("name", "material_unnamed")
    assert moussa.post(path, {**used, "id": str(new_id()), "product_id": str(new_id())}).status_code == 404
    untracked = {"id": str(new_id()), "product_id": str(unknown), "quantity": 1}
    assert moussa.post(path, untracked).status_code == 201
    assert moussa.get(f"/missions/{request_id}").json()["materials_amount"] == 10_700
    for one in (used, untracked):
        assert moussa.delete(f"{path}/{one['id']}").status_code == 204
        assert moussa.delete(f"{path}/{one['id']}").status_code == 404
    assert (on_hand(tap), on_hand(unknown)) == (10_000, 0)
    assert problem(moussa.post(path, used)) == (409, "event_id_reused")
    with transaction(app, shop.tenant_id) as tx:
        assert requests.get(tx, request_id)["materials_amount"] == 1_500
        assert inventory.drift(tx) == []
    shop.post(f"/requests/{request_id}/cancel", {"reason": "Annulé"})
    assert problem(moussa.delete(f"{path}/{bought['id']}")) == (409, "mission_over")


def test_lists_hold_what_is_theirs(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        mine = [offered(tx, plumbing, yoff, [moussa_id])[0] for _ in range(5)]
        asked(tx, plumbing, yoff, "Personne")
        for request_id in mine[:2]:
            requests.assign(tx, request_id, moussa_id)
        requests.cancel(tx, mine[0], By.OPERATOR, "Doublon")
        requests.withdraw_offers_of(tx, moussa_id)
        again(tx, mine[4], [moussa_id])
    for tab, expected in (("new", [5]), ("accepted", [2]), ("running", []), ("done", []), ("cancelled", [1])):
        assert [one["number"] for one in every_item(moussa, "/missions", tab=tab)] == expected, tab
    assert [one["number"] for one in every_item(moussa, "/missions", limit=2)] == [5, 2, 1]
    assert every_item(moussa, "/missions", urgency="emergency") == []


def test_notes_are_written_once(app: Any, shop: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    with transaction(app, shop.tenant_id) as tx:
        request_id, _ = offered(tx, service(tx), zone(tx), [moussa_id])
    body = {"id": str(new_id()), "note": "Portail bleu", "occurred_at": now().isoformat()}
    path = f"/missions/{request_id}/notes"
    assert moussa.post(path, body).status_code == 404
    shop.post(f"/requests/{request_id}/assign", {"provider_id": str(moussa_id)})
    assert moussa.post(path, body).json()["noted"] is True
    assert moussa.post(path, body).status_code == 200
    notes = [one for one in moussa.get(f"/missions/{request_id}").json()["history"] if one["kind"] == "note"]
    assert [(one["note"], one["actor_name"]) for one in notes] == [("Portail bleu", "Moussa Fall")]
