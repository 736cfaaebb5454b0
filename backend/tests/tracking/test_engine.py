"""Escalations, delays and reminders over the real database; time passes as the test says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from digiboost.kernel import live
from digiboost.kernel.clock import now
from digiboost.requests.types import RequestState, Stage
from digiboost.tracking import service as tracking
from digiboost.tracking.types import FORESEEN
from tests.tracking.world import World

MINUTE = timedelta(minutes=1)


def test_who_does_not_move_is_reminded_then_another_is_looked_for_then_the_manager_hears(world: World) -> None:
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.accepted(tx, start, urgency="emergency")
    world.look(start + 14 * MINUTE)
    assert world.lines(request) == []
    world.look(start + 15 * MINUTE)
    assert world.lines(request) == [("began", None, None), ("fired", "remind_provider", None)]
    world.look(start + 16 * MINUTE)
    assert len(world.lines(request)) == 2, "a look more says nothing more"
    world.look(start + 30 * MINUTE)
    assert world.lines(request)[2:] == [("fired", "search_another", None)]
    with world.tx() as tx:
        row = tx.row("SELECT state, provider_id FROM requests WHERE id = %s", (request,))
        assert row == {"state": "provider_search", "provider_id": None}
    world.look(start + 40 * MINUTE)
    assert world.lines(request)[3:] == [("fired", "alert_manager", None)]
    world.look(start + timedelta(hours=5))
    assert world.lines(request)[-1] == ("expired", None, None)


def test_a_step_of_the_provider_stops_it(world: World) -> None:
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.accepted(tx, start, urgency="urgent")
    world.look(start + 15 * MINUTE)
    with world.tx() as tx:
        world.move(tx, request, RequestState.ENROUTE, start + 20 * MINUTE)
    assert world.lines(request)[-1] == ("acknowledged", None, "provider")
    world.look(start + 25 * MINUTE)
    assert ("fired", "search_another", None) not in world.lines(request)


def test_the_request_is_read_again_before_anything_is_said(world: World) -> None:
    """The provider moved, and the event about it is still on its way."""
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.accepted(tx, start, urgency="urgent")
    world.look(start + 15 * MINUTE)
    with world.tx() as tx:
        world.move(tx, request, RequestState.ENROUTE, start + 29 * MINUTE, heard=False)
    world.look(start + 30 * MINUTE)
    assert world.lines(request)[-1] == ("acknowledged", None, "provider")
    with world.tx() as tx:
        assert tx.value("SELECT state FROM requests WHERE id = %s", (request,)) == "provider_enroute"
        other = world.accepted(tx, start, urgency="urgent")
        world.move(tx, other, RequestState.ENROUTE, start + 10 * MINUTE, heard=False)
    world.look(start + 15 * MINUTE)
    assert world.lines(other) == [], "nor does it begin"


def test_a_colleague_acknowledges_it_once(world: World) -> None:
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.open(tx, start)
    world.look(start + 20 * MINUTE)
    assert world.lines(request)[-1] == ("fired", "alert_manager", None)
    [found] = world.owner.get(f"/tracking/escalations/history?request_id={request}").json()["items"]
    answer = world.owner.post(f"/tracking/escalations/{found['id']}/acknowledge")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["stopped_by"]) == ("acknowledged", "operator")
    assert answer.json()["lines"][-1]["user_name"] == "Awa Ndiaye"
    again = world.owner.post(f"/tracking/escalations/{found['id']}/acknowledge")
    assert (again.status_code, again.json()["code"]) == (409, "escalation_over")
    world.look(start + timedelta(hours=1))
    assert [name for name, _, _ in world.lines(request)] == ["began", "fired", "acknowledged"]


def test_a_request_that_ends_resolves_it(world: World) -> None:
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.open(tx, start)
    world.look(start + 20 * MINUTE)
    with world.tx() as tx:
        world.move(tx, request, RequestState.CANCELLED, start + 21 * MINUTE, by="client")
    assert world.lines(request)[-1] == ("resolved", None, "client")
    with world.tx() as tx:
        assert tx.value("SELECT count(*) FROM tracking_standings WHERE request_id = %s", (request,)) == 0


def test_a_delay_is_told_before_the_client_asks_and_once(world: World) -> None:
    start = now() - timedelta(hours=2)
    with world.tx() as tx:
        request = world.accepted(tx, start)
        world.move(tx, request, RequestState.ENROUTE, start)
    seen = world.owner.get(f"/tracking/predictions/{request}").json()
    # 4 km or so at 22 km an hour, and nothing learned yet.
    assert seen["basis"] == "rule_of_thumb"
    assert seen["is_late"]
    world.look(start + 5 * MINUTE)
    assert ("late", "client", "told") not in world.told(request)
    world.look(start + timedelta(minutes=60))
    world.look(start + timedelta(minutes=90))
    assert world.told(request).count(("late", "client", "told")) == 1
    assert world.lines(request)[1] == ("fired", "remind_provider", None), "and the provider is asked where they are"


def test_every_move_is_told_to_the_client_with_when_and_how_to_follow(world: World) -> None:
    start = now() - timedelta(minutes=30)
    with world.tx() as tx:
        request = world.accepted(tx, start)
        world.move(tx, request, RequestState.ENROUTE, start + 5 * MINUTE)
        world.move(tx, request, RequestState.ARRIVED, start + 20 * MINUTE)
        world.move(tx, request, RequestState.STARTED, start + 22 * MINUTE, stage=Stage.DIAGNOSTIC)
        world.move(tx, request, RequestState.COMPLETED, start + 29 * MINUTE)
    assert world.told(request) == [
        (event, "client", "told") for event in ("received", "accepted", "enroute", "arrived", "completed")
    ]
    received, accepted, enroute, arrived, _ = world.bodies(request)
    assert "Dépannage Teranga a bien reçu votre demande (Plomberie)" in received
    assert "Suivi : http" in received
    assert "Moussa Fall" in accepted
    assert "Arrivée prévue vers" in enroute
    assert "4711" in arrived


def test_what_was_cancelled_by_the_client_is_told_to_the_provider_alone(world: World) -> None:
    start = now() - timedelta(minutes=30)
    with world.tx() as tx:
        request = world.accepted(tx, start)
        world.move(tx, request, RequestState.CANCELLED, start + MINUTE, by="client", reason="Plus besoin")
        other = world.accepted(tx, start)
        world.move(tx, other, RequestState.CANCELLED, start + MINUTE, by="operator", reason="Panne de moto")
    assert world.told(request)[-1] == ("cancelled", "provider", "told")
    assert ("cancelled", "client", "told") not in world.told(request)
    assert sorted(world.told(other)[-2:]) == [("cancelled", "client", "told"), ("cancelled", "provider", "told")]
    assert any("Motif : Panne de moto" in body for body in world.bodies(other))


def test_reminders_come_before_the_wished_moment_each_once(world: World) -> None:
    start = now() - timedelta(minutes=5)
    wished = start + timedelta(hours=30)
    with world.tx() as tx:
        request = world.accepted(tx, start, wished_from=wished)
    world.look(start + timedelta(hours=5))
    assert ("reminder", "client", "told") not in world.told(request)
    world.look(wished - timedelta(hours=24))
    world.look(wished - timedelta(hours=23))
    assert world.told(request).count(("reminder", "client", "told")) == 1
    world.look(wished - timedelta(minutes=59))
    assert world.told(request)[-1] == ("reminder", "provider", "told")
    assert world.told(request).count(("reminder", "client", "told")) == 1
    assert world.lines(request) == [], "a mission of tomorrow is not late today"


def test_what_was_learned_of_a_company_is_used(world: World) -> None:
    start = now() - timedelta(days=3)
    with world.tx() as tx:
        for number in range(20):
            begin = start + timedelta(hours=number)
            request = world.open(tx, begin)
            world.move(tx, request, RequestState.SEARCH, begin, by="system")
            world.move(tx, request, RequestState.NOTIFIED, begin + MINUTE, by="system")
            world.move(tx, request, RequestState.ACCEPTED, begin + 4 * MINUTE)
            world.move(tx, request, RequestState.ENROUTE, begin + 10 * MINUTE)
            world.move(tx, request, RequestState.ARRIVED, begin + 40 * MINUTE)
            world.move(tx, request, RequestState.STARTED, begin + 43 * MINUTE, stage=Stage.DIAGNOSTIC)
            world.move(tx, request, RequestState.STARTED, begin + 60 * MINUTE, stage=Stage.REPAIR)
            world.move(tx, request, RequestState.COMPLETED, begin + 100 * MINUTE)
        fresh = world.open(tx, now())
    seen = world.owner.get(f"/tracking/predictions/{fresh}").json()
    assert seen["basis"] == "history"
    assert [one["state"] for one in seen["next"]] == [
        "provider_accepted", "provider_enroute", "provider_arrived", "service_started", "service_started",
        "service_completed",
    ]  # fmt: skip
    minutes = [_minutes(one["at"], seen["since"]) for one in seen["next"]]
    for found, wanted in zip(minutes, (4, 10, 40, 43, 60, 100), strict=True):
        assert wanted * 0.6 < found < wanted * 1.5, minutes
    assert minutes == sorted(minutes)
    health = world.owner.get("/tracking/health").json()
    assert health["samples"] > 100
    assert health["followed"] == 1


def _minutes(moment: Any, since: Any) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(moment) - datetime.fromisoformat(since)).total_seconds() / 60


def test_what_was_foreseen_of_one_step_is_not_said_of_the_next(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between a move and what follows from it nothing is foretold; then open screens hear that something is."""
    told: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(live, "publish", lambda tenant, event, data: told.append((event, data)))
    start = now() - timedelta(minutes=5)
    with world.tx() as tx:
        request = world.accepted(tx, start, latitude=14.72, longitude=-17.46)
        move = world.move(tx, request, RequestState.ENROUTE, start + MINUTE, heard=False)
        assert tracking.etas(tx, [request]) == {}
    told.clear()
    with world.tx() as tx:
        tracking.moved(tx, request, move, start + MINUTE)
        assert tracking.etas(tx, [request]).keys() == {request}
        assert told == []
    assert told == [(FORESEEN, {"request_id": request})]
