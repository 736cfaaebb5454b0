"""The demo's repair company: its missions agree with one another, and every figure of theirs is recounted here."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from digiboost.demo.generate import generate
from digiboost.demo.load import load
from digiboost.demo.missions import LIVE_MINUTES, Missions, missions
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.requests.types import PERCENT, TRANSITIONS, By, RequestState, Stage, Step
from digiboost.wiring import wire
from tests.factories.people import Person

SEED = 4077
ZONE = ZoneInfo("Africa/Douala")


@pytest.fixture(scope="module")
def moment() -> datetime:
    return now()


@pytest.fixture(scope="module")
def made(moment: datetime) -> Missions:
    demo = generate("depannage", SEED, moment.date() + timedelta(days=1))
    zones = [
        {"id": uuid4(), "name": str(n), "latitude": 4.0 + n / 90, "longitude": 9.7 + n % 4 / 50} for n in range(14)
    ]
    return missions(demo, zones, moment)


def test_every_move_is_one_that_there_is(made: Missions) -> None:
    for row in made.history:
        came = Step(RequestState(row["from_state"]), row["from_stage"] and Stage(row["from_stage"]))
        went = Step(RequestState(row["to_state"]), row["to_stage"] and Stage(row["to_stage"]))
        assert By(row["by"]) in TRANSITIONS[came, went], (came, went)


def test_a_request_stands_where_its_history_ends(made: Missions, moment: datetime) -> None:
    last: dict[Any, dict[str, Any]] = {}
    for row in made.history:
        before = last.get(row["request_id"])
        assert before is None or (before["to_state"], before["to_stage"]) == (row["from_state"], row["from_stage"])
        assert before is None or before["occurred_at"] <= row["occurred_at"] <= moment
        last[row["request_id"]] = row
    for request in made.requests:
        end = last[request["id"]]
        assert (request["state"], request["stage"], request["state_at"]) == (
            end["to_state"], end["to_stage"], end["occurred_at"],
        )  # fmt: skip
        percent = PERCENT.get((RequestState(request["state"]), request["stage"] and Stage(request["stage"])))
        assert percent is None or percent == request["percent"]


def test_an_offer_is_taken_once(made: Missions) -> None:
    taken = Counter(row["request_id"] for row in made.offers if row["state"] == "accepted")
    assert set(taken.values()) == {1}
    have = {row["id"]: row["provider_id"] for row in made.requests if row["provider_id"] is not None}
    assert have == {row["request_id"]: row["provider_id"] for row in made.offers if row["state"] == "accepted"}
    assert len({row["state"] for row in made.offers} & {"declined", "expired", "withdrawn"}) == 3


def test_something_is_under_way_at_any_hour(made: Missions, moment: datetime) -> None:
    fresh = [row for row in made.requests if moment - row["opened_at"] <= timedelta(minutes=max(LIVE_MINUTES) + 1)]
    assert len(fresh) == len(LIVE_MINUTES)
    assert sum(row["state"] not in ("service_completed", "cancelled", "no_provider_found") for row in fresh) >= 3


@pytest.fixture(scope="module")
def logins(app: Any) -> list[dict[str, str]]:
    wire()
    return load(worker_engine(), SEED, now(), keys=["depannage"])


def as_role(client: Any, logins: list[dict[str, str]], role: str) -> Person:
    login = next(one for one in logins if one["company"].startswith("Dépann") and one["role"] == role)
    answer = client.post("/api/v1/auth/login", json={"email": login["email"], "password": login["password"]})
    assert answer.status_code == 200, answer.text
    return Person(client, answer.json(), login["email"])


@pytest.fixture(scope="module")
def rows(app: Any, client: Any, logins: list[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """The tables as they are, to count by hand."""
    tenant = UUID(as_role(client, logins, "owner").tenant_id)
    with Tx(worker_engine(), system_actor(tenant)) as tx:
        return {
            table: tx.rows(f"SELECT * FROM {table} WHERE tenant_id = %s", (tenant,))
            for table in ("requests", "offers", "reviews", "providers", "status_history", "services", "zones")
        }


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), ZONE)


def test_a_providers_own_figures(client: Any, logins: list[dict[str, str]], rows: dict[str, Any]) -> None:
    provider = as_role(client, logins, "provider")
    own = next(row for row in rows["providers"] if str(row["user_id"]) == provider.user_id)
    answer = provider.get("/missions/summary")
    assert answer.status_code == 200, answer.text
    seen, at = answer.json(), now()
    today = at.astimezone(ZONE).date()
    mine = [row for row in rows["requests"] if row["provider_id"] == own["id"]]
    done = [row for row in mine if row["state"] == "service_completed"]

    def earned(since: datetime) -> dict[str, int]:
        part = [row for row in done if row["completed_at"] >= since]
        net = sum(row["amount"] or 0 for row in part)
        return {"gross": net + sum(row["materials_amount"] for row in part), "net": net, "missions": len(part)}

    assert seen["week"] == earned(_midnight(today - timedelta(days=today.weekday())))
    assert seen["month"] == earned(_midnight(today.replace(day=1)))
    running = ("provider_enroute", "provider_arrived", "service_started")
    assert seen["today"]["running"] == sum(row["state"] in running for row in mine)
    assert seen["today"]["done"] == sum(row["completed_at"] >= _midnight(today) for row in done)
    offers = [
        row
        for row in rows["offers"]
        if row["provider_id"] == own["id"] and row["created_at"] >= at - timedelta(days=7)
        and row["state"] in ("accepted", "declined", "expired")
    ]  # fmt: skip
    accepted = sum(row["state"] == "accepted" for row in offers)
    assert seen["acceptance"]["delivered"] == len(offers)
    assert seen["acceptance"]["rate"] == (round(accepted / len(offers), 4) if offers else None)
    took = [
        (row["answered_at"] - row["delivered_at"]).total_seconds()
        for row in offers
        if row["answered_at"] is not None and row["answered_at"] >= row["delivered_at"]
    ]
    assert seen["response_seconds"] == (pytest.approx(statistics.median(took)) if took else None)
    reviews = [row for row in rows["reviews"] if row["provider_id"] == own["id"]]
    recent = [row["stars"] for row in reviews if row["created_at"] >= at - timedelta(days=90)]
    assert seen["rating"]["count"] == len(recent)
    assert seen["rating"]["mean"] == pytest.approx(statistics.mean(recent), abs=0.006)
    days: dict[str, int] = defaultdict(int)
    for row in done:
        days[str(row["completed_at"].astimezone(ZONE).date())] += row["amount"]
    assert len(seen["days"]) == 30
    assert seen["days"][-1]["day"] == str(today)
    assert all(one["amount"] == days[one["day"]] for one in seen["days"])
    heat = Counter(
        (local.weekday(), local.hour)
        for row in mine
        if row["accepted_at"] is not None and row["accepted_at"] >= at - timedelta(days=90)
        for local in [row["accepted_at"].astimezone(ZONE)]
    )
    assert {(one["weekday"], one["hour"]): one["count"] for one in seen["heat"]} == heat
    assert len(seen["satisfaction"]) == 13
    assert sum(one["count"] for one in seen["satisfaction"]) == sum(
        row["created_at"] >= _midnight(today - timedelta(days=today.weekday(), weeks=12)) for row in reviews
    )
    assert sum(one["missions"] for one in seen["services"]) == sum(
        row["completed_at"] >= _midnight(today - timedelta(days=29)) for row in done
    )


def test_the_companys_figures(client: Any, logins: list[dict[str, str]], rows: dict[str, Any]) -> None:
    owner = as_role(client, logins, "owner")
    at = now()
    midnight = _midnight(at.astimezone(ZONE).date())
    live = owner.get("/tracking/analytics/dashboard").json()
    over = ("service_completed", "cancelled", "no_provider_found")
    still_open = [row for row in rows["requests"] if row["state"] not in over]
    assert live["urgent"] == sum(row["urgency"] != "normal" for row in still_open)
    assert live["searching"] + live["accepted"] + live["running"] == len(still_open)
    assert live["opened_today"] == sum(row["opened_at"] >= midnight for row in rows["requests"])
    assert live["completed_today"] == len(
        {
            row["request_id"]
            for row in rows["status_history"]
            if row["to_state"] == "service_completed" and row["occurred_at"] >= midnight
        }
    )
    assert (live["providers"], live["available"]) == (7, 6)

    found = owner.get("/tracking/analytics/performance").json()
    first = _midnight(at.astimezone(ZONE).date() - timedelta(days=29))
    period = [row for row in rows["requests"] if row["opened_at"] >= first]
    completed = [row for row in period if row["state"] == "service_completed"]
    ended = sum(row["state"] in over for row in period)
    assert found["total"]["requests"] == len(period)
    assert found["total"]["success"] == round(len(completed) / ended, 4)
    assert found["total"]["amount"] == sum(row["amount"] for row in completed)
    accept = [(row["accepted_at"] - row["opened_at"]).total_seconds() for row in period if row["accepted_at"]]
    assert found["total"]["accept_seconds"] == pytest.approx(statistics.median(accept))
    phases = {one["phase"]: one for one in found["phases"]}
    assert list(phases) == ["accept", "arrive", "work", "whole"]
    whole = [(row["completed_at"] - row["opened_at"]).total_seconds() for row in period if row["completed_at"]]
    for name, spans in (("accept", accept), ("whole", whole)):
        assert phases[name]["cases"] == len(spans), name
        assert phases[name]["median"] == pytest.approx(statistics.median(spans)), name
    assert all(0 <= one["low"] <= one["median"] <= one["high"] for one in phases.values())
    for group, column in (("services", "service_id"), ("zones", "zone_id"), ("providers", "provider_id")):
        counts = Counter(str(row[column]) for row in period if row[column] is not None)
        assert {one["id"]: one["requests"] for one in found[group]} == counts, group
    assert sum(day["requests"] for day in found["days"]) == len(period)


def test_advice_speaks_of_what_is_out_of_line(client: Any, logins: list[dict[str, str]], rows: dict[str, Any]) -> None:
    owner = as_role(client, logins, "owner")
    found = owner.get("/tracking/analytics/optimization").json()
    assert found["enough"]
    since = _midnight(now().astimezone(ZONE).date() - timedelta(days=89))
    for one in found["items"]:
        if one["code"] == "low_rating":
            stars = [
                row["stars"]
                for row in rows["reviews"]
                if str(row["provider_id"]) == one["provider_id"] and row["created_at"] >= since
            ]
            assert (one["cases"], one["value"]) == (len(stars), pytest.approx(statistics.mean(stars), abs=0.006))
            assert one["value"] <= one["usual"] - 0.5
        if one["code"] == "more_providers":
            same = [
                row["state"] == "no_provider_found"
                for row in rows["requests"]
                if str(row["service_id"]) == one["service_id"] and str(row["zone_id"]) == one["zone_id"]
                and row["opened_at"] >= since
            ]  # fmt: skip
            assert (one["cases"], one["value"]) == (len(same), pytest.approx(statistics.mean(same), abs=0.0001))
