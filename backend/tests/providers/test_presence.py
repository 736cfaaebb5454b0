"""Other rooms hear once that somebody is not there any more, or is again, whatever the cause."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.jobs import worker_engine
from digiboost.providers import jobs, repository, service
from digiboost.providers.schemas import AbsenceIn
from digiboost.providers.types import PROVIDER
from tests.factories.providers import provider, sign_in
from tests.factories.stock import transaction


def told(app: Any, shop: Any) -> list[str]:
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT type, payload FROM outbox_events WHERE tenant_id = %s AND type LIKE 'providers.%%' ORDER BY id",
            (tx.tenant_id,),
        )
    return [row["type"].removeprefix("providers.") for row in rows]


def awaited(app: Any, shop: Any) -> datetime | None:
    with transaction(app, shop.tenant_id) as tx:
        found: datetime | None = tx.value("SELECT next_at FROM provider_watch WHERE company_id = %s", (tx.tenant_id,))
    return found


def visit(app: Any, shop: Any, at: datetime) -> int:
    with transaction(app, shop.tenant_id) as tx:
        return service.visit(tx, at)


def test_the_switch_is_told_once(app: Any, shop: Any) -> None:
    me = sign_in(shop, provider(shop))
    for is_available in (True, False, False, True):
        assert me.put("/me/provider/availability", {"is_available": is_available}).status_code == 200
    assert told(app, shop) == ["gone", "back"]
    assert awaited(app, shop) is None


def test_a_deactivated_provider_is_gone_and_signs_in_no_more(app: Any, shop: Any) -> None:
    one = provider(shop)
    me = sign_in(shop, one)
    path = f"/providers/{one['id']}"
    assert shop.patch(path, {"is_active": False}).json()["why_not"] == "inactive"
    assert told(app, shop) == ["gone"]
    assert me.get("/me/provider").status_code == 401
    assert shop.patch(path, {"is_active": True}).json()["why_not"] is None
    assert told(app, shop) == ["gone", "back"]
    assert shop.delete(path).status_code == 204


def test_away_ends_by_the_clock(app: Any, shop: Any) -> None:
    me = sign_in(shop, provider(shop))
    leaves, comes = now() + timedelta(hours=2), now() + timedelta(hours=5)
    wanted = {"is_available": True, "away_from": leaves.isoformat(), "away_until": comes.isoformat()}
    assert me.put("/me/provider/availability", wanted).json()["why_not"] is None
    assert told(app, shop) == []
    assert awaited(app, shop) == leaves
    assert visit(app, shop, leaves + timedelta(seconds=1)) == 1
    assert (told(app, shop), awaited(app, shop)) == (["gone"], comes)
    assert visit(app, shop, leaves + timedelta(minutes=1)) == 0
    assert visit(app, shop, comes) == 1
    assert (told(app, shop), awaited(app, shop)) == (["gone", "back"], None)
    assert visit(app, shop, comes) == 0


def test_an_absence_begins_on_the_company_s_own_day(app: Any, client: Any) -> None:
    from tests.factories.people import open_company

    shop = open_company(client, time_zone="Pacific/Kiritimati")
    one = UUID(provider(shop)["id"])
    first, last = date(2027, 3, 10), date(2027, 3, 12)
    with transaction(app, shop.tenant_id) as tx:
        service.add_absence(tx, one, AbsenceIn(first=first, last=last))
    # Kiritimati is fourteen hours ahead.
    begins = datetime(2027, 3, 9, 10, tzinfo=UTC)
    assert awaited(app, shop) == begins
    assert visit(app, shop, begins - timedelta(seconds=1)) == 0
    assert visit(app, shop, begins) == 1
    ends = datetime(2027, 3, 12, 10, tzinfo=UTC)
    assert (told(app, shop), awaited(app, shop)) == (["gone"], ends)
    assert visit(app, shop, ends - timedelta(seconds=1)) == 0
    assert visit(app, shop, ends) == 1
    assert (told(app, shop), awaited(app, shop)) == (["gone", "back"], None)


def test_who_is_away_and_absent_comes_back_once(app: Any, shop: Any) -> None:
    me = sign_in(shop, provider(shop))
    today = datetime.now(UTC).date()
    assert me.put("/me/provider/availability", {"is_available": False}).status_code == 200
    absence = me.post("/me/provider/absences", {"first": str(today), "last": str(today)}).json()
    assert me.put("/me/provider/availability", {"is_available": True}).json()["why_not"] == "absent"
    assert told(app, shop) == ["gone"]
    assert me.delete(f"/me/provider/absences/{absence['id']}").status_code == 204
    assert told(app, shop) == ["gone", "back"]


def test_an_earlier_moment_is_not_lost_to_a_later_one(app: Any, shop: Any) -> None:
    me, other = sign_in(shop, provider(shop)), sign_in(shop, provider(shop, "Autre"))
    soon, late = now() + timedelta(hours=1), now() + timedelta(days=3)
    for who, at in ((me, soon), (other, late)):
        assert who.put("/me/provider/availability", {"is_available": True, "away_from": at.isoformat()}).is_success
    assert awaited(app, shop) == soon
    # It is given up: a visit finds nothing, and awaits the other.
    assert me.put("/me/provider/availability", {"is_available": True}).is_success
    assert visit(app, shop, soon) == 0
    assert awaited(app, shop) == late


def test_the_clockwork_finds_the_companies_whose_moment_has_come(app: Any, shop: Any, neighbour: Any) -> None:
    late = (now() + timedelta(hours=1)).isoformat()
    for company in (shop, neighbour):
        me = sign_in(company, provider(company))
        assert me.put("/me/provider/availability", {"is_available": True, "away_from": late}).is_success
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE providers SET away_from = now() WHERE tenant_id = %s", (tx.tenant_id,))
        tx.run("UPDATE provider_watch SET next_at = now() WHERE company_id = %s", (tx.tenant_id,))
    assert jobs.due(worker_engine()) >= 1
    jobs.visit(worker_engine(), UUID(shop.tenant_id))
    jobs.visit(worker_engine(), UUID(neighbour.tenant_id))
    assert (told(app, shop), told(app, neighbour)) == (["gone"], [])


def test_the_night_finds_who_was_missed(app: Any, shop: Any) -> None:
    provider(shop)
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE providers SET is_available = false WHERE tenant_id = %s", (tx.tenant_id,))
        assert service.tonight(tx) == []
    assert told(app, shop) == ["gone"]


def test_phones_hear_of_every_change(app: Any, shop: Any) -> None:
    one = provider(shop)
    with transaction(app, shop.tenant_id) as tx:
        before = changes.head(tx).seq
    assert sign_in(shop, one).put("/me/provider/availability", {"is_available": False}).is_success
    with transaction(app, shop.tenant_id) as tx:
        noted = {(change.kind, str(change.entity_id)) for change in changes.since(tx, before, 50)}
    assert (PROVIDER, one["id"]) in noted


def test_the_door_of_the_room(app: Any, shop: Any, neighbour: Any) -> None:
    one = provider(shop, "Modou Faye", phone="77 555 11 22")
    provider_id, user_id = UUID(one["id"]), UUID(one["user_id"])
    with transaction(app, shop.tenant_id) as tx:
        assert service.provider_of(tx, user_id) == provider_id
        service.require(tx, provider_id)
        service.add_rating(tx, provider_id, 5)
        service.add_rating(tx, provider_id, 4)
        card = service.card(tx, provider_id)
        assert (card.name, card.phone, card.rating, card.has_photo) == ("Modou Faye", "+221775551122", 4.5, False)
        reached = service.recipient(tx, provider_id)
        assert (reached.user_id, reached.name, reached.phone) == (user_id, "Modou Faye", "+221775551122")
    with transaction(app, neighbour.tenant_id) as tx:
        assert service.provider_of(tx, user_id) is None
        assert repository.card(tx, provider_id) is None


def test_a_skipped_midnight_is_the_hour_after() -> None:
    """Cairo's clocks went from 00:00 to 01:00 on 26 April 2024."""
    assert repository.start_of(date(2024, 4, 26), "Africa/Cairo") == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert repository.start_of(date(2024, 4, 27), "Africa/Cairo") == datetime(2024, 4, 26, 21, tzinfo=UTC)
