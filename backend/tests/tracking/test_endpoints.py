from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.http.pagination import Page
from digiboost.kernel.ids import new_id
from digiboost.requests.types import RequestState, Stage
from digiboost.tracking.schemas import (
    EscalationOut,
    EscalationRuleOut,
    NoticeRuleOut,
    PredictionOut,
    TrackedDetailOut,
    TrackedOut,
    TrackingHealthOut,
    TrackingMessageOut,
    TrackingPreferenceOut,
)
from tests.factories.alerts import work
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.tracking.world import World

MINUTE = timedelta(minutes=1)


def test_where_a_request_stands(client: Any, world: World, neighbour: Any) -> None:
    for path in (f"/tracking/request/{new_id()}", f"/tracking/predictions/{new_id()}", "/tracking/health"):
        refuses_nobody(client, "GET", path)
    start = now() - timedelta(minutes=30)
    with world.tx() as tx:
        request = world.accepted(tx, start)
        world.move(tx, request, RequestState.ENROUTE, start + MINUTE)
    for path in ("/tracking/request/{id}", "/tracking/predictions/{id}"):
        hides(neighbour, "GET", path, str(request))
        for role in ("manager", "employee", "viewer"):
            assert world.owner.colleague(role).get(path.format(id=request)).status_code == 200

    answer = world.owner.get(f"/tracking/request/{request}")
    seen = TrackedDetailOut.model_validate_json(answer.content)
    assert (seen.state, seen.percent, seen.service_name) == (RequestState.ENROUTE, 55, "Plomberie")
    assert [move.to_state for move in seen.history] == [
        "provider_search", "provider_notified", "provider_accepted", "provider_enroute",
    ]  # fmt: skip
    assert seen.prediction.eta is not None
    assert [one.percent for one in seen.prediction.next] == [65, 75, 85, 100]
    assert {one.event for one in seen.messages} == {"received", "accepted", "enroute"}
    assert PredictionOut.model_validate_json(world.owner.get(f"/tracking/predictions/{request}").content)
    # What lists and details of requests show is the same.
    shown = world.owner.get(f"/requests/{request}").json()
    assert shown["eta"] is not None
    health = TrackingHealthOut.model_validate_json(world.owner.get("/tracking/health").content)
    assert (health.status, health.followed, health.unfollowed) == ("ok", 1, 0)


def test_a_request_that_is_over_foretells_nothing(world: World) -> None:
    with world.tx() as tx:
        request = world.open(tx, now())
        world.move(tx, request, RequestState.CANCELLED, now(), by="client")
    seen = world.owner.get(f"/tracking/predictions/{request}").json()
    assert (seen["phase"], seen["eta"], seen["next"], seen["basis"]) == (None, None, [], "none")


def test_leading_a_request_to_a_state(client: Any, world: World, neighbour: Any) -> None:
    path = "/tracking/status/update"
    refuses_nobody(client, "POST", path, {"request_id": str(new_id()), "state": "cancelled"})
    asked = {"client_name": "Fatou", "service_id": str(world.service_id), "zone_id": str(world.zone_id)}
    request = world.owner.post("/requests", asked).json()["id"]
    body = {"request_id": request, "state": "cancelled", "reason": "Doublon"}
    assert problem(neighbour.post(path, body)) == (404, "not_found")
    assert problem(world.owner.colleague("viewer").post(path, body)) == (403, "forbidden")
    assert field_problem(world.owner.post(path, {**body, "reason": None})) == ("reason", "field.missing")
    assert field_problem(world.owner.post(path, {**body, "state": "provider_arrived"})) == (
        "state", "status_not_possible",
    )  # fmt: skip
    given = {"request_id": request, "state": "provider_search"}
    assert world.owner.post(path, given).status_code == 200
    sent = world.owner.post(path, {**given, "state": "provider_accepted", "provider_id": str(world.provider_id)})
    assert sent.status_code == 200, sent.text
    assert (sent.json()["state"], sent.json()["phase"]) == ("provider_accepted", "accepted")
    back = world.owner.colleague("employee").post(path, {**given, "reason": "Il est malade"})
    assert back.status_code == 200, back.text
    done = world.owner.post(path, body)
    assert (done.status_code, done.json()["state"]) == (200, "cancelled")
    again = world.owner.post(path, {**given, "state": "service_completed", "outcome": "fixed"})
    assert problem(again) == (409, "move_refused")
    work(world.owner)
    seen = world.owner.get(f"/tracking/request/{request}").json()
    assert [move["to_state"] for move in seen["history"]][-1] == "cancelled"


def test_a_provider_leads_their_own_mission(world: World) -> None:
    path = "/tracking/status/update"
    person, other = world.owner.colleague("employee"), world.owner.colleague("employee")
    for one, provider_id in ((person, world.provider_id), (other, None)):
        with world.tx() as tx:
            tx.run("UPDATE users SET role = 'provider' WHERE id = %s", (one.user_id,))
            if provider_id is not None:
                tx.run("UPDATE providers SET user_id = %s WHERE id = %s", (one.user_id, provider_id))
    asked = {"client_name": "Fatou", "service_id": str(world.service_id), "zone_id": str(world.zone_id)}
    request = world.owner.post("/requests", asked).json()["id"]
    lead = {"request_id": request}
    assert world.owner.post(path, {**lead, "state": "provider_search"}).status_code == 200
    sent = world.owner.post(path, {**lead, "state": "provider_accepted", "provider_id": str(world.provider_id)})
    assert sent.status_code == 200, sent.text
    client = world.owner.client
    from tests.factories.people import PASSWORD, Person

    def again(one: Person) -> Person:
        session = client.post("/api/v1/auth/login", json={"email": one.email, "password": PASSWORD}).json()
        return Person(client, session, one.email)

    person, other = again(person), again(other)
    assert problem(other.post(path, {**lead, "state": "provider_enroute"})) == (404, "not_found")
    event = str(new_id())
    for _ in range(2):
        moved = person.post(path, {**lead, "state": "provider_enroute", "id": event})
        assert moved.status_code == 200, moved.text
        assert moved.json()["state"] == "provider_enroute"
    assert field_problem(person.post(path, {**lead, "state": "cancelled"})) == ("state", "status_not_possible")
    assert person.post(path, {**lead, "state": "provider_arrived"}).status_code == 200
    code = world.owner.get(f"/requests/{request}").json()["start_code"]
    started = person.post(path, {**lead, "state": "service_started", "stage": "diagnostic", "code": code})
    assert started.status_code == 200, started.text
    mine = every_item(person, f"/tracking/user/{person.user_id}/requests")
    assert [(one["id"], one["stage"]) for one in mine] == [(request, Stage.DIAGNOSTIC.value)]
    assert problem(other.get(f"/tracking/user/{person.user_id}/requests")) == (404, "not_found")


def test_somebodys_requests(client: Any, world: World, neighbour: Any) -> None:
    refuses_nobody(client, "GET", f"/tracking/user/{new_id()}/requests")
    customer = world.owner.post("/customers", {"name": "Fatou Sarr"}).json()["id"]
    with world.tx() as tx:
        first = world.open(tx, now() - MINUTE, customer_id=customer)
        second = world.open(tx, now(), customer_id=customer)
        world.open(tx, now())
        world.move(tx, first, RequestState.CANCELLED, now(), by="client")
    path = f"/tracking/user/{customer}/requests"
    hides(neighbour, "GET", "/tracking/user/{id}/requests", customer)
    assert [one["id"] for one in every_item(world.owner, path, limit=1)] == [str(second), str(first)]
    assert [one["id"] for one in every_item(world.owner, path, open=True)] == [str(second)]
    assert Page[TrackedOut].model_validate_json(world.owner.get(path).content)


def test_rules_of_who_hears_what(client: Any, world: World, neighbour: Any) -> None:
    path = "/tracking/notifications/rules"
    made = {"event": "started", "audience": "client", "text_fr": "{name}, {service} : c'est parti. {inconnu}"}
    for method, one in (
        ("GET", path),
        ("POST", path),
        ("PATCH", f"{path}/{new_id()}"),
        ("DELETE", f"{path}/{new_id()}"),
    ):
        refuses_nobody(client, method, one, made)
    only_for(world.owner, {"manager"}, "POST", path, {})
    only_for(world.owner, {"manager"}, "DELETE", f"{path}/{new_id()}")
    usual = every_item(world.owner, path)
    assert len(usual) == 13
    assert all(one["is_default"] for one in usual)
    assert field_problem(world.owner.post(path, made)) == ("text_fr", "text_unknown_hole")
    made["text_fr"] = "{name}, {service} : c'est parti."
    assert field_problem(world.owner.post(path, {**made, "minutes": 30})) == ("minutes", "minutes_of_reminder")
    assert problem(world.owner.post(path, {**made, "service_ids": [str(new_id())]})) == (404, "not_found")
    rule = world.owner.post(path, made)
    assert rule.status_code == 201, rule.text
    assert NoticeRuleOut.model_validate_json(rule.content).name == "Intervention commencée (client)"
    rule_id = rule.json()["id"]
    hides(neighbour, "PATCH", f"{path}/{{id}}", rule_id, {"tone": "formal"})
    hides(neighbour, "DELETE", f"{path}/{{id}}", rule_id)
    assert world.owner.patch(f"{path}/{rule_id}", {"tone": "concise"}, headers={"If-Match": '"9"'}).status_code == 409
    assert world.owner.patch(f"{path}/{rule_id}", {"tone": "concise"}).json()["tone"] == "concise"

    with world.tx() as tx:
        request = world.accepted(tx, now())
        world.move(tx, request, RequestState.STARTED, now(), stage=Stage.DIAGNOSTIC)
    assert any("Plomberie : c'est parti." in body for body in world.bodies(request))
    history = world.owner.get(f"/tracking/notifications/history?request_id={request}&audience=client")
    assert Page[TrackingMessageOut].model_validate_json(history.content)
    assert history.json()["items"][0]["rule_id"] == rule_id
    assert neighbour.get("/tracking/notifications/history").json()["items"] == []
    assert world.owner.delete(f"{path}/{rule_id}").status_code == 204
    assert len(every_item(world.owner, path)) == 13
    off = next(one for one in usual if one["event"] == "received")
    assert world.owner.delete(f"{path}/{off['id']}").status_code == 204
    with world.tx() as tx:
        other = world.open(tx, now())
    assert world.told(other) == [], "one that was deleted does not come back"


def test_escalation_rules(client: Any, world: World, neighbour: Any) -> None:
    path = "/tracking/escalations/rules"
    step = {"target": "alert_manager", "wait_minutes": 5}
    made: dict[str, Any] = {"name": "Frigo arrêté", "trigger": "in_phase", "phases": ["waiting"], "steps": [step]}
    for method, one in (
        ("GET", path), ("POST", path), ("PATCH", f"{path}/{new_id()}"), ("DELETE", f"{path}/{new_id()}"),
        ("GET", "/tracking/escalations/history"), ("POST", f"/tracking/escalations/{new_id()}/acknowledge"),
    ):  # fmt: skip
        refuses_nobody(client, method, one, made)
    only_for(world.owner, {"manager"}, "POST", path, {})
    only_for(world.owner, {"manager"}, "PATCH", f"{path}/{new_id()}", {})
    only_for(world.owner, {"manager", "employee"}, "POST", f"/tracking/escalations/{new_id()}/acknowledge")
    usual = every_item(world.owner, path)
    assert [one["steps"][0]["target"] for one in usual] == ["remind_provider", "remind_provider", "alert_manager"]
    assert field_problem(world.owner.post(path, {**made, "steps": []}))[0] == "steps"
    assert field_problem(world.owner.post(path, {**made, "hours_from": "08:00"})) == ("hours_until", "hours_half")
    late = {**made, "phases": ["repair"], "steps": [{"target": "search_another"}]}
    assert field_problem(world.owner.post(path, late)) == ("steps", "target_not_possible")
    with world.tx() as tx:
        request = world.open(tx, now() - 10 * MINUTE)
    rule = world.owner.post(path, {**made, "after_minutes": 5, "hours_from": "00:00", "hours_until": "23:59"})
    assert rule.status_code == 201, rule.text
    assert EscalationRuleOut.model_validate_json(rule.content).hours_until is not None
    rule_id = rule.json()["id"]
    hides(neighbour, "PATCH", f"{path}/{{id}}", rule_id, {"after_minutes": 7})
    hides(neighbour, "DELETE", f"{path}/{{id}}", rule_id)
    assert world.owner.patch(f"{path}/{rule_id}", {"max_age_minutes": 60}).json()["max_age_minutes"] == 60
    world.look(now())
    found = world.owner.get(f"/tracking/escalations/history?request_id={request}&state=open")
    assert Page[EscalationOut].model_validate_json(found.content)
    [escalation] = found.json()["items"]
    assert (escalation["rule_name"], escalation["next_target"]) == ("Frigo arrêté", "alert_manager")
    hides(neighbour, "POST", "/tracking/escalations/{id}/acknowledge", escalation["id"])
    assert neighbour.get("/tracking/escalations/history").json()["items"] == []
    assert world.owner.delete(f"{path}/{rule_id}").status_code == 204
    world.look(now() + 6 * MINUTE)
    assert world.lines(request)[-1] == ("resolved", None, "rule_gone")


def test_a_message_by_hand(client: Any, world: World, neighbour: Any) -> None:
    path = "/tracking/notifications/send"
    with world.tx() as tx:
        request = str(world.accepted(tx, now()))
        nowhere = str(world.open(tx, now(), client_phone=None))
    body = {"request_id": request, "audience": "client", "text": "{name}, nous vous rappelons."}
    refuses_nobody(client, "POST", path, body)
    assert problem(neighbour.post(path, body)) == (404, "not_found")
    only_for(world.owner, {"manager", "employee"}, "POST", path, {**body, "request_id": str(new_id())})
    assert field_problem(world.owner.post(path, {**body, "event": "late"})) == ("event", "event_or_text")
    assert world.owner.post(path, body).json() == {"messages": 1}
    assert world.owner.post(path, body).json() == {"messages": 1}, "each call is one"
    assert world.owner.post(path, {"request_id": request, "audience": "provider", "event": "late"}).status_code == 200
    assert problem(world.owner.post(path, {**body, "request_id": nowhere})) == (409, "nobody_to_tell")
    assert [one for one in world.told(request) if one[0] == "by_hand"] == [  # type: ignore[arg-type]
        ("by_hand", "client", "told"), ("by_hand", "client", "told"), ("by_hand", "provider", "told"),
    ]  # fmt: skip


def test_how_somebody_wants_to_hear(client: Any, world: World, neighbour: Any) -> None:
    path = "/tracking/preferences"
    customer = world.owner.post("/customers", {"name": "Fatou Sarr"}).json()["id"]
    refuses_nobody(client, "GET", f"{path}/{customer}")
    refuses_nobody(client, "POST", path, {"user_id": customer})
    hides(neighbour, "GET", f"{path}/{{id}}", customer)
    assert problem(neighbour.post(path, {"user_id": customer, "tone": "formal"})) == (404, "not_found")
    viewer = world.owner.colleague("viewer")
    assert problem(viewer.post(path, {"user_id": customer, "tone": "formal"})) == (403, "forbidden")
    usual = TrackingPreferenceOut.model_validate_json(viewer.get(f"{path}/{customer}").content)
    assert (usual.is_client, usual.frequency, usual.version) == (True, "immediate", 0)
    chosen = world.owner.post(
        path, {"user_id": customer, "channels": ["sms"], "quiet_from": "21:00", "quiet_until": "07:00"}
    )
    assert chosen.status_code == 200, chosen.text
    assert (chosen.json()["channels"], chosen.json()["quiet_from"], chosen.json()["version"]) == (["sms"], "21:00", 1)
    more = world.owner.post(path, {"user_id": customer, "tone": "concise"}, headers={"If-Match": '"1"'}).json()
    assert (more["channels"], more["tone"], more["version"]) == (["sms"], "concise", 2)
    assert problem(world.owner.post(path, {"user_id": customer}, headers={"If-Match": '"1"'})) == (
        409, "version_conflict",
    )  # fmt: skip
    assert field_problem(world.owner.post(path, {"user_id": customer, "quiet_from": None})) == (
        "quiet_from", "hours_half",
    )  # fmt: skip

    own = viewer.post(path, {"user_id": viewer.user_id, "channels": ["email"], "frequency": "hourly"})
    assert own.status_code == 200, own.text
    assert (own.json()["is_client"], own.json()["channels"], own.json()["frequency"]) == (False, ["email"], "hourly")
    kinds = {one["kind"]: one for one in viewer.get("/notifications/preferences").json()["kinds"]}
    assert kinds["request"]["frequency"] == "hourly"
    assert kinds["alert"]["frequency"] == "immediate"
    assert field_problem(viewer.post(path, {"user_id": viewer.user_id, "reminders": False})) == (
        "reminders", "client_only",
    )  # fmt: skip
    assert problem(viewer.get(f"{path}/{world.owner.user_id}")) == (404, "not_found")


@pytest.mark.parametrize("frequency", ["hourly", "daily", "never"])
def test_a_client_who_does_not_want_everything_at_once(world: World, frequency: str) -> None:
    customer = world.owner.post("/customers", {"name": "Fatou Sarr"}).json()["id"]
    asked = {"user_id": customer, "frequency": frequency, "daily_at": "08:00"}
    assert world.owner.post("/tracking/preferences", asked).status_code == 200
    with world.tx() as tx:
        request = world.accepted(tx, now(), customer_id=customer)
        other = world.open(tx, now(), customer_id=customer)
    if frequency == "never":
        assert {state for _, _, state in world.told(request)} == {"dropped"}
        return
    assert {state for _, _, state in world.told(request)} == {"held"}
    world.look(now())
    assert {state for _, _, state in world.told(request)} == {"held"}
    world.look(now() + timedelta(hours=25))
    assert world.told(request)[:2] == [("received", "client", "dropped"), ("accepted", "client", "told")]
    bodies = {*world.bodies(request), *world.bodies(other)}
    assert len(bodies) == 1, "one message for both requests"
    [body] = bodies
    assert "n° 1 (Plomberie)" in body
    assert "n° 2 (Plomberie)" in body
