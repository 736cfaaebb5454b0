"""How a company searches, who would be asked, and a search by hand."""

from __future__ import annotations

from typing import Any

import pytest

from digiboost.dispatch.types import Factor
from tests.factories.people import Person
from tests.factories.requests import field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.sending import Company

DEFAULTS = {
    "offer_seconds": 180, "urgent_offer_seconds": 90, "wave_size": 3, "waves": 5, "search_minutes": 30,
    "radius_km": 15.0, "auto_redirect": True, "version": 0,
    "weights": {"skill": 20, "zone": 15, "distance": 20, "availability": 5, "load": 15, "rating": 10, "acceptance": 5,
                "fairness": 10},
}  # fmt: skip
NOWHERE = "/dispatch/run/00000000-0000-7000-8000-000000000000"


def test_settings(client: Any, shop: Person, neighbour: Person) -> None:
    refuses_nobody(client, "GET", "/dispatch/settings")
    refuses_nobody(client, "PATCH", "/dispatch/settings", {})
    assert shop.get("/dispatch/settings").json() == DEFAULTS
    wanted = {"wave_size": 5, "weights": {**DEFAULTS["weights"], "fairness": 60}}  # type: ignore[dict-item]
    changed = shop.patch("/dispatch/settings", wanted)
    assert changed.status_code == 200
    assert changed.json() == shop.get("/dispatch/settings").json() == {**DEFAULTS, **wanted, "version": 1}
    assert neighbour.get("/dispatch/settings").json() == DEFAULTS
    seen = {"If-Match": '"0"'}
    stale = shop.patch("/dispatch/settings", {"waves": 2}, headers=seen)
    assert problem(stale) == (409, "version_conflict")
    assert shop.patch("/dispatch/settings", {"waves": 2}, headers={"If-Match": '"1"'}).json()["version"] == 2
    only_for(shop, {"manager"}, "PATCH", "/dispatch/settings", {"waves": 0})
    for role in ("employee", "viewer"):
        assert shop.colleague(role).get("/dispatch/settings").status_code == 200
    actions = [row["action"] for row in shop.get("/audit").json()["items"]]
    assert actions.count("dispatch.settings_edited") == 2


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ({"offer_seconds": 29}, ("offer_seconds", "greater_than_equal")),
        ({"wave_size": 21}, ("wave_size", "less_than_equal")),
        ({"radius_km": 0}, ("radius_km", "greater_than")),
        ({"waves": None}, ("waves", "field.missing")),
        ({"weights": dict.fromkeys(map(str, Factor), 0)}, ("weights", "weights_empty")),
        ({"weights": {**dict.fromkeys(map(str, Factor), 5), "skill": -1}}, ("weights.skill", "greater_than_equal")),
        ({"colour": "red"}, ("colour", "extra_forbidden")),
    ],
)  # fmt: skip
def test_settings_that_make_no_sense(shop: Person, body: Any, refused: tuple[str, str]) -> None:
    assert field_problem(shop.patch("/dispatch/settings", body)) == refused
    assert shop.get("/dispatch/settings").json() == DEFAULTS


def test_preview(client: Any, company: Company, neighbour: Person) -> None:
    refuses_nobody(client, "GET", "/dispatch/preview?request_id=00000000-0000-7000-8000-000000000000")
    request_id = company.ask()
    hides(neighbour, "GET", "/dispatch/preview?request_id={id}", request_id)
    near, far = company.provider(km=1), company.provider(km=6)
    away = company.provider(km=0.1)
    company.absent(away)
    company.settings(wave_size=1)
    shown = company.owner.get("/dispatch/preview", params={"request_id": request_id}).json()
    assert (shown["request_id"], shown["state"], shown["wave"]) == (request_id, "request_received", 0)
    assert [(one["provider_id"], one["rank"], one["is_next"]) for one in shown["items"]] == [
        (near.id, 1, True),
        (far.id, 2, False),
    ]
    first = shown["items"][0]
    assert (first["load"], first["capacity"], first["times_asked"]) == (0, 3, 0)
    assert abs(first["distance_km"] - 1) < 0.05
    assert {one["code"] for one in first["reasons"]} == set(Factor)
    assert shown["not_asked"] == [{"provider_id": away.id, "name": away.name, "why": "absent"}]
    assert company.offers(request_id) == [], "nothing was offered"
    for role, status in (("manager", 200), ("employee", 200), ("viewer", 200)):
        answer = company.owner.colleague(role).get("/dispatch/preview", params={"request_id": request_id})
        assert answer.status_code == status, role
    sent = company.provider(signs_in=True)
    assert sent.person is not None
    for path in ("/dispatch/settings", f"/dispatch/preview?request_id={request_id}"):
        assert sent.person.get(path).status_code == 403
    assert company.owner.get("/dispatch/preview").status_code == 422


def test_run(client: Any, company: Company, neighbour: Person) -> None:
    refuses_nobody(client, "POST", NOWHERE)
    request_id = company.ask()
    hides(neighbour, "POST", "/dispatch/run/{id}", request_id)
    one = company.provider()
    only_for(company.owner, {"manager", "employee"}, "POST", NOWHERE)
    done = company.owner.post(f"/dispatch/run/{request_id}")
    assert done.status_code == 200
    assert done.json() == {
        "request_id": request_id, "outcome": "offered", "state": "provider_notified", "wave": 1, "offers": 1,
    }  # fmt: skip
    assert company.asked_now(request_id) == [one.id]
    assert company.owner.post(f"/dispatch/run/{request_id}").json()["outcome"] == "waiting"
    company.work()
    assert len(company.offers(request_id)) == 1, "the event that came afterwards found it done"
    company.cancel(request_id)
    assert problem(company.owner.post(f"/dispatch/run/{request_id}")) == (409, "not_searching")
    entries = [row for row in company.owner.get("/audit").json()["items"] if row["action"] == "dispatch.run"]
    assert [row["details"]["outcome"] for row in entries] == ["waiting", "offered"]


def test_a_search_by_hand_that_finds_nobody_is_given_up(company: Company) -> None:
    request_id = company.ask()
    done = company.owner.post(f"/dispatch/run/{request_id}").json()
    assert (done["outcome"], done["state"], done["offers"]) == ("given_up", "no_provider_found", 0)
