"""The search for somebody: waves, their end, who is asked again, who is left out, and when it is given up."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.dispatch import service as dispatch
from digiboost.dispatch.types import Outcome
from digiboost.kernel.clock import now
from tests.factories.people import open_company
from tests.factories.sending import Company


def test_a_request_is_offered_to_the_best_and_each_hears_of_it(company: Company) -> None:
    near, far, learner = (
        company.provider(km=0.5),
        company.provider(km=9),
        company.provider(km=8),
    )
    company.owner.put(f"/providers/{learner.id}/skills", {"skills": [{"service_id": company.service, "level": 1}]})
    company.settings(wave_size=2)
    request_id = company.asked()
    assert company.state(request_id) == "provider_notified"
    first, second = company.offers(request_id)
    assert [first["provider_id"], second["provider_id"]] == [near.id, far.id]
    assert (first["rank"], second["rank"], first["wave"]) == (1, 2, 1)
    assert first["score"] > second["score"] > 0
    reasons = {one["code"]: one for one in first["reasons"]}
    assert reasons["skill"]["points"] > 0
    assert abs(reasons["distance"]["value"] - 0.5) < 0.05
    assert abs(sum(one["points"] for one in first["reasons"]) - first["score"]) < 0.1
    messages = company.messages()
    assert [one["recipient"] for one in messages] == [near.name, far.name]
    message = messages[0]
    assert message["title"] == "Mission proposée : Plomberie, Mermoz"
    number = company.request(request_id)["number"]
    assert message["body"].startswith(f"Demande n° {number}. À 0,5 km. Repère : Face à la pharmacie.")
    assert "Fatou" not in message["body"] and "781234567" not in message["body"], "who it is, who accepts learns"
    assert message["urgent"] and message["subject_id"] == UUID(first["id"])
    assert message["expires_at"] == datetime.fromisoformat(first["expires_at"])
    assert [(one["channel"], one["address"]) for one in message["sends"]] == [("whatsapp", near.phone)]


def test_the_providers_of_a_neighbour_are_never_asked(company: Company, client: Any) -> None:
    """Nor looked at: the same trade, the same street, and nobody of one's own."""
    other = Company(open_company(client, company_name="Le voisin"))
    for km in (0.1, 0.2, 0.3):
        other.provider(km=km)
    request_id = company.asked()
    assert company.state(request_id) == "no_provider_found"
    assert company.offers(request_id) == []
    assert other.messages() == []
    mine = company.provider()
    again = company.asked()
    assert company.asked_now(again) == [mine.id]
    assert other.messages() == []


def test_an_offer_that_passes_goes_to_the_next_and_comes_back_in_the_end(company: Company) -> None:
    people = [company.provider(km=km) for km in (1, 2, 3, 4, 5)]
    company.settings(wave_size=2)
    request_id = company.asked()
    assert company.asked_now(request_id) == [people[0].id, people[1].id]
    company.let_expire(request_id)
    assert company.asked_now(request_id) == [people[2].id, people[3].id]
    company.let_expire(request_id)
    assert company.asked_now(request_id) == [people[4].id, people[0].id], "who was not asked yet, then the best again"
    states = [one["state"] for one in company.offers(request_id)]
    assert states == ["expired"] * 4 + ["open"] * 2
    assert company.request(request_id)["wave"] == 3
    assert len(company.messages()) == 6


def test_urgent_offers_hold_for_less(company: Company) -> None:
    company.provider()
    company.settings(offer_seconds=600, urgent_offer_seconds=60)
    held = {}
    for urgency in ("normal", "urgent", "emergency"):
        [offer] = company.offers(company.asked(urgency=urgency))
        seconds = datetime.fromisoformat(offer["expires_at"]) - datetime.fromisoformat(offer["created_at"])
        held[urgency] = round(seconds.total_seconds())
    assert held == {"normal": 600, "urgent": 60, "emergency": 60}


def test_when_all_decline_it_is_given_up(company: Company) -> None:
    first, second = company.provider(km=1, signs_in=True), company.provider(km=2, signs_in=True)
    company.settings(wave_size=1)
    request_id = company.asked()
    company.decline(request_id, first)
    assert company.asked_now(request_id) == [second.id]
    company.decline(request_id, second)
    assert company.state(request_id) == "no_provider_found"


def test_a_search_ends_after_its_waves(company: Company) -> None:
    company.provider()
    company.settings(waves=2)
    request_id = company.asked()
    company.let_expire(request_id)
    assert company.state(request_id) == "provider_notified"
    company.let_expire(request_id)
    assert company.state(request_id) == "no_provider_found"
    assert len(company.offers(request_id)) == 2


def test_a_search_ends_at_its_time_though_somebody_might_come(company: Company) -> None:
    one = company.provider()
    company.edit(one, capacity=1)
    company.absent(one)
    company.settings(search_minutes=10)
    request_id = company.asked()
    assert company.state(request_id) == "provider_search"
    began = now()
    next_at = company.look(began + timedelta(minutes=5))
    assert next_at is not None and began + timedelta(minutes=5) < next_at <= began + timedelta(minutes=6, seconds=1)
    assert company.state(request_id) == "provider_search"
    company.look(began + timedelta(minutes=10, seconds=1))
    assert company.state(request_id) == "no_provider_found"
    assert company.look() is None, "nothing waits any more"


def test_asking_once_more_searches_anew(company: Company) -> None:
    one = company.provider()
    company.settings(waves=1)
    request_id = company.asked()
    company.let_expire(request_id)
    assert company.state(request_id) == "no_provider_found"
    company.relaunch(request_id)
    assert company.asked_now(request_id) == [one.id]
    assert company.state(request_id) == "provider_notified"
    company.let_expire(request_id)
    assert company.state(request_id) == "no_provider_found", "the new search has its own waves"


def test_who_gave_it_back_is_not_asked_again(company: Company) -> None:
    first, second = company.provider(km=1, signs_in=True), company.provider(km=2)
    company.settings(wave_size=1)
    request_id = company.asked()
    company.accept(request_id, first)
    company.give_back(request_id)
    assert company.asked_now(request_id) == [second.id]
    [left] = company.owner.get("/dispatch/preview", params={"request_id": request_id}).json()["not_asked"][:1]
    assert (left["provider_id"], left["why"]) == (first.id, "excluded")


def test_somebody_who_is_full_is_left_out_until_a_mission_ends(company: Company) -> None:
    busy = company.provider(signs_in=True, capacity=1)
    first = company.asked()
    company.accept(first, busy)
    second = company.asked()
    assert (company.state(second), company.offers(second)) == ("provider_search", [])
    shown = company.owner.get("/dispatch/preview", params={"request_id": second}).json()
    assert [(one["provider_id"], one["why"]) for one in shown["not_asked"]] == [(busy.id, "full")]
    company.cancel(first)
    company.look()
    assert company.asked_now(second) == [busy.id]


def test_who_comes_back_is_asked_for_what_waits(company: Company) -> None:
    one = company.provider()
    company.edit(one, is_active=True)
    company.absent(one)
    request_id = company.asked()
    assert company.state(request_id) == "provider_search"
    [absence] = company.owner.get(f"/providers/{one.id}").json()["absences"]
    assert company.owner.delete(f"/providers/{one.id}/absences/{absence['id']}").status_code == 204
    company.work()
    next_at = company.query("SELECT next_at FROM dispatch_watch WHERE company_id = %s", company.tenant_id)[0]["next_at"]
    assert next_at <= now(), "the clock looks at once"
    company.look()
    assert company.asked_now(request_id) == [one.id]


def test_who_is_too_far_is_not_asked_unless_it_is_their_zone(company: Company) -> None:
    far = company.provider(km=40, zone_ids=[])
    request_id = company.asked()
    assert company.state(request_id) == "no_provider_found"
    company.owner.put(f"/providers/{far.id}/zones", {"zone_ids": [company.zone]})
    again = company.asked()
    assert company.asked_now(again) == [far.id]


def test_runs_at_the_same_moment_make_one_wave(company: Company) -> None:
    for km in range(1, 7):
        company.provider(km=km)
    company.settings(wave_size=3)
    request_id = UUID(company.ask())

    def run(_: int) -> Outcome:
        with company.tx() as tx:
            return dispatch.search(tx, request_id).outcome

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(run, range(8)))
    assert outcomes == ["offered", *["waiting"] * 7]
    assert len(company.offers(str(request_id))) == len(company.messages()) == 3


def test_work_is_spread_among_equals(company: Company) -> None:
    people = [company.provider(km=2, signs_in=True, capacity=20) for _ in range(3)]
    company.settings(wave_size=1)
    taken: dict[str, int] = {one.id: 0 for one in people}
    for _ in range(9):
        request_id = company.asked()
        [provider_id] = company.asked_now(request_id)
        one = next(one for one in people if one.id == provider_id)
        company.accept(request_id, one)
        taken[provider_id] += 1
    assert max(taken.values()) - min(taken.values()) <= 1, taken


def test_the_clock_looks_at_the_first_moment_and_only_then(company: Company) -> None:
    company.provider()
    company.settings(offer_seconds=300)
    request_id = company.asked()
    [offer] = company.offers(request_id)
    expires_at = datetime.fromisoformat(offer["expires_at"])
    watched = company.query("SELECT next_at FROM dispatch_watch WHERE company_id = %s", company.tenant_id)
    assert [row["next_at"] for row in watched] == [expires_at]
    assert company.look() == expires_at
    company.cancel(request_id)
    assert company.look() is None
