"""Who may be asked, held against a plain model that reads the same facts one by one."""

from __future__ import annotations

import time as clock
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import insert_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.providers import repository, service
from digiboost.providers.types import Candidate, Place, WhyNot
from tests.factories.providers import made, provider, work
from tests.factories.stock import transaction
from tests.invariants.kit.database import connect

ZONES = ("Africa/Dakar", "Africa/Douala", "Indian/Mauritius", "America/New_York", "Pacific/Kiritimati")
LAST_MINUTE = time(23, 59)


@dataclass(frozen=True)
class Facts:
    is_active: bool
    is_available: bool
    away_from: datetime | None
    away_until: datetime | None
    hours: tuple[tuple[int, time, time], ...]
    absences: tuple[tuple[date, date], ...]
    skill: int | None
    in_zone: bool


def expected(facts: Facts, at: datetime, time_zone: str) -> WhyNot | None:
    here = at.astimezone(ZoneInfo(time_zone))
    if not facts.is_active:
        return WhyNot.INACTIVE
    if not facts.is_available:
        return WhyNot.OFF
    if facts.away_from is not None and facts.away_from <= at and (facts.away_until is None or at < facts.away_until):
        return WhyNot.AWAY
    if any(first <= here.date() <= last for first, last in facts.absences):
        return WhyNot.ABSENT
    clock_shows = here.time()
    works = any(
        weekday == here.weekday() and opens <= clock_shows and (clock_shows < closes or closes == LAST_MINUTE)
        for weekday, opens, closes in facts.hours
    )
    return WhyNot.OUT_OF_HOURS if facts.hours and not works else None


moments = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@st.composite
def a_time(draw: Any) -> time:
    return time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 30, 59))))


@st.composite
def facts_near(draw: Any, at: datetime) -> Facts:
    around = st.none() | st.integers(-48, 48).map(lambda hours: at + timedelta(hours=hours))
    away_from = draw(around)
    away_until = draw(around)
    hours = {}
    for weekday in draw(st.sets(st.integers(0, 6), max_size=7)):
        opens, closes = sorted((draw(a_time()), draw(a_time())))
        if opens < closes:
            hours[weekday, opens] = closes
    days = st.integers(-3, 3).map(lambda days: at.date() + timedelta(days=days))
    absences = tuple(tuple(sorted(pair)) for pair in draw(st.lists(st.tuples(days, days), max_size=2)))
    return Facts(
        is_active=draw(st.sampled_from((True, True, True, False))),
        is_available=draw(st.sampled_from((True, True, True, False))),
        away_from=away_from,
        away_until=away_until,
        hours=tuple((weekday, opens, closes) for (weekday, opens), closes in hours.items()),
        absences=absences,
        skill=draw(st.none() | st.integers(1, 3)),
        in_zone=draw(st.booleans()),
    )


@st.composite
def scenes(draw: Any) -> tuple[datetime, str, list[Facts]]:
    at = draw(moments)
    return at, draw(st.sampled_from(ZONES)), draw(st.lists(facts_near(at), min_size=1, max_size=6))


def store(tx: Tx, facts: Facts, service_id: UUID, zone_id: UUID) -> UUID:
    provider_id = new_id()
    insert_row(
        tx,
        "providers",
        {
            "id": provider_id, "name": "Modou", "name_key": "modou", "search_text": "modou", "phone": "+221771234567",
            "capacity": 2, "is_available": facts.is_available, "away_from": facts.away_from,
            "away_until": facts.away_until, "auto_accept": False, "notify_offers": True, "notify_reminders": True,
            "sound": "bell", "rating_sum": 9, "rating_count": 2, "is_active": facts.is_active, "is_there": True,
            "latitude": 14.69, "longitude": -17.44,
        },
    )  # fmt: skip
    if facts.skill is not None:
        repository.replace_skills(tx, provider_id, {service_id: facts.skill})
    if facts.in_zone:
        repository.replace_zones(tx, provider_id, [zone_id])
    repository.replace_hours(tx, provider_id, facts.hours)
    for first, last in facts.absences:
        insert_row(tx, "absences", {"id": new_id(), "provider_id": provider_id, "first": first, "last": last})
    return provider_id


def a_place(shop: Any) -> tuple[UUID, UUID]:
    service_id = made(shop, "/services", {"name": "Plomberie"})["id"]
    zone = {"name": "Médina", "city": "Dakar", "latitude": 14.683, "longitude": -17.45}
    return UUID(service_id), UUID(made(shop, "/zones", zone)["id"])


@given(scene=scenes())
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_may_be_asked_is_what_the_facts_say(app: Any, known_shop: Any, scene: Any) -> None:
    shop, service_id, zone_id = known_shop
    at, time_zone, everybody = scene
    tx = Tx(app.state.edge.engine, system_actor(UUID(shop.tenant_id)))
    try:
        tx.run("UPDATE tenants SET time_zone = %s WHERE id = %s", (time_zone, tx.tenant_id))
        ids = {store(tx, facts, service_id, zone_id): facts for facts in everybody}
        found = {one.provider_id: one for one in service.candidates(tx, service_id, None, zone_id, at)}
        assert found.keys() == {one for one, facts in ids.items() if facts.is_active and facts.skill is not None}
        for provider_id, one in found.items():
            facts = ids[provider_id]
            assert one.why_not == expected(facts, at, time_zone), (facts, at, time_zone)
            assert (one.skill_level, one.in_zone, one.rating) == (facts.skill, facts.in_zone, 4.5)
        # The list says the same of everybody, at the same moment.
        then = repository.Instant.of(at, time_zone)
        shown = repository.shown(tx, then, list(ids))
        assert {one: row["why_not"] for one, row in shown.items()} == {
            one: expected(facts, at, time_zone) for one, facts in ids.items()
        }
        for available in (True, False):
            rows = repository.matching(tx, then, {"available": available}, "name", None, None)
            assert {one for one, _ in rows} == {
                one for one, facts in ids.items() if (expected(facts, at, time_zone) is None) == available
            }
    finally:
        tx.rollback()


@pytest.fixture(scope="module")
def known_shop(client: Any) -> Any:
    from tests.factories.people import open_company

    shop = open_company(client)
    return (shop, *a_place(shop))


degrees = st.tuples(st.floats(-89, 89), st.floats(-179, 179)).map(lambda pair: Place(*pair))


@given(degrees, degrees)
def test_a_way_is_as_long_back(a: Place, b: Place) -> None:
    assert service.distance_km(a, b) == pytest.approx(service.distance_km(b, a))
    assert service.distance_km(a, a) == 0
    assert 0 <= service.distance_km(a, b) <= 1.3 * 20_016


def test_the_way_from_dakar_to_abidjan() -> None:
    """1,804 km on the great circle between 14.7167 N 17.4677 W and 5.36 N 4.0083 W, by the spherical law of cosines."""
    ways = service.distance_km(Place(14.7167, -17.4677), Place(5.36, -4.0083))
    assert ways == pytest.approx(1.3 * 1804, rel=0.002)


def test_a_place_is_measured_from(app: Any, shop: Any) -> None:
    service_id, zone_id = a_place(shop)
    near = provider(shop, "Près", service_ids=[str(service_id)], latitude=14.684, longitude=-17.45)
    nowhere = provider(shop, "Nulle part", service_ids=[str(service_id)])
    with transaction(app, shop.tenant_id) as tx:
        by_zone = {str(one.provider_id): one for one in service.candidates(tx, service_id, None, zone_id, now())}
        there = Place(14.684, -17.45)
        by_place = {str(one.provider_id): one for one in service.candidates(tx, service_id, there, zone_id, now())}
        nothing = service.candidates(tx, service_id, None, None, now())
    assert by_zone[near["id"]].distance_km == pytest.approx(1.3 * 0.111, rel=0.01)
    assert by_place[near["id"]].distance_km == 0
    assert by_zone[nowhere["id"]].distance_km is None
    assert [one.distance_km for one in nothing] == [None, None]


def test_a_neighbour_has_no_candidates_here(app: Any, shop: Any, neighbour: Any) -> None:
    service_id, zone_id = a_place(shop)
    provider(shop, service_ids=[str(service_id)])
    with transaction(app, neighbour.tenant_id) as tx:
        assert service.candidates(tx, service_id, None, zone_id, now()) == []


def test_who_is_deleted_is_no_candidate(app: Any, shop: Any) -> None:
    service_id, _ = a_place(shop)
    one = provider(shop, service_ids=[str(service_id)])
    work(app, shop, one["id"], service_id=str(service_id))
    assert shop.delete(f"/providers/{one['id']}").status_code == 204
    with transaction(app, shop.tenant_id) as tx:
        assert service.candidates(tx, service_id, None, None, now()) == []


def test_a_thousand_candidates_cost_little_more_than_their_rows(app: Any, shop: Any, record_property: Any) -> None:
    """Against the bare rows of the same people, read in the same run."""
    service_id, zone_id = a_place(shop)
    hours = tuple((day, time(8), time(18)) for day in range(7))
    with transaction(app, shop.tenant_id) as tx:
        for _ in range(1000):
            store(tx, Facts(True, True, None, None, hours, (), 2, True), service_id, zone_id)
    with connect("admin", autocommit=True) as admin:
        admin.execute("ANALYZE providers, provider_skills, provider_zones, provider_hours, absences")
    bare, asked, found = [], [], list[Candidate]()
    with transaction(app, shop.tenant_id) as tx:
        for _ in range(9):
            start = clock.perf_counter()
            tx.rows("SELECT * FROM providers WHERE tenant_id = %s", (tx.tenant_id,))
            bare.append(clock.perf_counter() - start)
            start = clock.perf_counter()
            found = service.candidates(tx, service_id, None, zone_id, now())
            asked.append(clock.perf_counter() - start)
    assert len(found) == 1000
    record_property("candidates.1000 ms", min(asked) * 1000)
    record_property("candidates.1000 / bare rows", min(asked) / min(bare))
    assert min(asked) / min(bare) < 6
