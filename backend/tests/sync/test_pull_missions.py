"""A provider's phone keeps what is theirs, lets go what is taken away, and never hears of anybody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.requests.types import OFFER, RequestState
from tests.factories import field
from tests.factories.people import Person
from tests.factories.stock import transaction
from tests.factories.trade import shelf
from tests.sync.phone import Cache


@pytest.fixture
def moussa(app: Any, shop: Person) -> Person:
    return field.sent_out(app, shop, "Moussa Diop")


@pytest.fixture
def ibou(app: Any, shop: Person) -> Person:
    return field.sent_out(app, shop, "Ibou Fall")


@pytest.fixture
def plumbing(app: Any, shop: Person) -> UUID:
    with transaction(app, shop.tenant_id) as tx:
        made = field.service(tx)
        field.zone(tx)
    return made


def test_what_the_house_keeps(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    me = field.provider_id_of(app, moussa)
    with transaction(app, shop.tenant_id) as tx:
        open_ = field.request(tx, plumbing)
        accepted = field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=me)
        long_ago = now() - timedelta(days=30)
        over = field.request(tx, plumbing, state=RequestState.COMPLETED, provider_id=me, at=long_ago)
    for role in ("owner", "employee", "viewer"):
        cache = Cache(shop if role == "owner" else shop.colleague(role)).pull()
        assert set(cache["request"]) == {str(open_), str(accepted)}
        assert str(over) not in cache["request"]
        row = cache["request"][str(accepted)]
        assert (row["provider_name"], row["service_name"], row["number"]) == ("Moussa Diop", "Plomberie", 2)
        assert [one["name"] for one in cache["service"].values()] == ["Plomberie"]
        assert [one["name"] for one in cache["zone"].values()] == ["Ouakam"]
        assert cache["provider"][str(me)]["name"] == "Moussa Diop"
        assert "mission" not in cache.tables
        assert "material" not in cache.tables


def test_what_a_provider_keeps(app: Any, shop: Person, moussa: Person, ibou: Person, plumbing: UUID) -> None:
    me, other = field.provider_id_of(app, moussa), field.provider_id_of(app, ibou)
    item = shelf(app, shop, cost=700, purchase_price=650)
    with transaction(app, shop.tenant_id) as tx:
        mine = field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=me)
        field.happened(tx, mine, me, RequestState.ACCEPTED)
        asked = field.request(tx, plumbing, state=RequestState.NOTIFIED)
        field.offer(tx, asked, me)
        field.offer(tx, asked, other)
        theirs = field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=other)
        field.request(tx, plumbing, client_name="Nobody's yet")
    cache = Cache(moussa, limit=2)
    seen = [cache.step()]
    while seen[-1]["more"]:
        seen.append(cache.step())
    assert set(cache.tables) == {"service", "zone", "provider", "material", "mission"}
    assert set(cache["mission"]) == {str(mine), str(asked)}
    assert set(cache["provider"]) == {str(me)}
    assert cache["material"] == {item: {"id": item, "name": "Riz brisé 25 kg", "unit": "unité", "sale_price": 1500}}
    row = cache["mission"][str(mine)]
    assert (row["mine"], row["client_phone"], row["offer"]) == (True, "+221771112233", None)
    assert [one[2] for one in row["history"]] == ["provider_accepted"]
    offered = cache["mission"][str(asked)]
    assert (offered["mine"], offered["client_phone"], offered["offer"]["state"]) == (False, None, "open")
    text = repr(seen)
    for hidden in (str(theirs), str(other), "Ibou", "4711", "Nobody's yet", "purchase_price"):
        assert hidden not in text


def test_a_change_of_another_s_mission_is_not_even_named(
    app: Any, shop: Person, moussa: Person, ibou: Person, plumbing: UUID
) -> None:
    other = field.provider_id_of(app, ibou)
    with transaction(app, shop.tenant_id) as tx:
        theirs = field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=other)
    cache = Cache(moussa).pull()
    with transaction(app, shop.tenant_id) as tx:
        field.changed(tx, theirs, state="provider_enroute", percent=55)
        field.request(tx, plumbing)
        tx.run("UPDATE providers SET is_active = false WHERE tenant_id = %s AND id = %s", (tx.tenant_id, other))
        field.changes.note(tx, "provider", [other])
        field.changes.note(tx, "sale", [new_id()])
    before = cache.cursor
    page = cache.step()
    assert (page["tables"], page["gone"], page["more"], page["reset"]) == ({}, {}, False, False)
    assert cache.cursor != before
    ours = Cache(shop).pull()
    assert str(theirs) in ours["request"]


def test_what_is_taken_away_goes_from_the_phone(
    app: Any, shop: Person, moussa: Person, ibou: Person, plumbing: UUID
) -> None:
    me, other = field.provider_id_of(app, moussa), field.provider_id_of(app, ibou)
    with transaction(app, shop.tenant_id) as tx:
        mine = field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=me)
        field.happened(tx, mine, me, RequestState.ACCEPTED)
        asked = field.request(tx, plumbing, state=RequestState.NOTIFIED)
        offered = field.offer(tx, asked, me)
    cache = Cache(moussa).pull()
    assert set(cache["mission"]) == {str(mine), str(asked)}
    with transaction(app, shop.tenant_id) as tx:
        field.changed(tx, mine, provider_id=other)
        tx.run("UPDATE offers SET state = 'withdrawn' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, offered))
        field.changed(tx, asked, state="provider_accepted", provider_id=other)
    page = cache.step()
    assert {kind: set(ids) for kind, ids in page["gone"].items()} == {"mission": {str(mine), str(asked)}}
    assert page["tables"] == {}
    assert set(Cache(ibou).pull()["mission"]) == {str(mine), str(asked)}


def test_an_offer_that_is_accepted_opens_the_telephone(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    me = field.provider_id_of(app, moussa)
    with transaction(app, shop.tenant_id) as tx:
        asked = field.request(tx, plumbing, state=RequestState.NOTIFIED)
        offered = field.offer(tx, asked, me)
    cache = Cache(moussa).pull()
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE offers SET state = 'accepted' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, offered))
        field.changed(tx, asked, state="provider_accepted", provider_id=me, accepted_at=now())
    cache.pull()
    row = cache["mission"][str(asked)]
    assert (row["mine"], row["client_phone"], row["offer"]["state"]) == (True, "+221771112233", "accepted")


def test_an_offer_that_alone_changes_brings_its_mission(
    app: Any, shop: Person, moussa: Person, ibou: Person, plumbing: UUID
) -> None:
    me, other = field.provider_id_of(app, moussa), field.provider_id_of(app, ibou)
    with transaction(app, shop.tenant_id) as tx:
        asked = field.request(tx, plumbing, state=RequestState.NOTIFIED)
        mine, theirs = field.offer(tx, asked, me), field.offer(tx, asked, other)
    cache = Cache(moussa).pull()
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE offers SET state = 'expired' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, mine))
        field.changes.note(tx, OFFER, [mine, theirs])
    assert cache.step()["gone"] == {"mission": [str(asked)]}
    with transaction(app, shop.tenant_id) as tx:
        field.changes.note(tx, OFFER, [theirs])
    page = cache.step()
    assert (page["tables"], page["gone"]) == ({}, {})


def test_who_becomes_another_provider_begins_anew(app: Any, shop: Person, moussa: Person, plumbing: UUID) -> None:
    me = field.provider_id_of(app, moussa)
    with transaction(app, shop.tenant_id) as tx:
        field.request(tx, plumbing, state=RequestState.ACCEPTED, provider_id=me)
    cache = Cache(moussa).pull()
    with transaction(app, shop.tenant_id) as tx:
        tx.run("UPDATE providers SET user_id = NULL WHERE tenant_id = %s AND id = %s", (tx.tenant_id, me))
        field.provider(tx, "Moussa le neveu", UUID(moussa.user_id))
    assert cache.step()["reset"]
    assert cache["mission"] == {}


def test_a_neighbour_s_provider_sees_nothing(app: Any, shop: Person, neighbour: Person, plumbing: UUID) -> None:
    with transaction(app, shop.tenant_id) as tx:
        field.request(tx, plumbing)
    next_door = field.sent_out(app, neighbour)
    assert set(Cache(next_door).pull().tables) == {"provider"}
