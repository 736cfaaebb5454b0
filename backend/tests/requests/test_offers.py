from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from digiboost.kernel import live
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, NotFound
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from digiboost.requests import service as requests
from digiboost.requests.errors import OfferAnsweredAlready, OfferExpired, OfferTaken
from digiboost.requests.types import AnsweredBy, By, OfferWanted
from tests.factories.services import again, goer, offered, service, signed_in, zone
from tests.factories.stock import transaction

ACCEPTORS, REQUESTS = 20, 200


def test_one_of_twenty_gets_it(app: Any, shop: Any) -> None:
    """Twenty providers accept the same two hundred requests at once, each on a connection of their own: each request
    has exactly one winner, and the others learn where it is."""
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        people = [goer(tx, f"Prestataire {n}") for n in range(ACCEPTORS)]
        made = [offered(tx, plumbing, yoff, people) for _ in range(REQUESTS)]
    settings = get_settings()
    engine = make_engine(settings.database_url.get_secret_value(), settings, pool_size=ACCEPTORS)
    actor = system_actor(UUID(shop.tenant_id))
    together = threading.Barrier(ACCEPTORS)
    outcomes: list[list[str]] = [[] for _ in made]
    lost: list[dict[str, Any]] = []

    def accept_all(who: int) -> None:
        for n, (_, offers) in enumerate(made):
            together.wait()
            try:
                with Tx(engine, actor) as tx:
                    requests.accept_offer(tx, offers[who], people[who], AnsweredBy.APP)
                outcomes[n].append("won")
            except OfferTaken as error:
                outcomes[n].append("taken")
                lost.append(error.members["current"])

    threads = [threading.Thread(target=accept_all, args=(n,)) for n in range(ACCEPTORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.dispose()
    assert {tuple(sorted(Counter(one).items())) for one in outcomes} == {(("taken", ACCEPTORS - 1), ("won", 1))}
    assert {(one["state"], one["offer_state"]) for one in lost} == {("provider_accepted", "withdrawn")}
    with transaction(app, shop.tenant_id) as tx:
        rows = tx.rows(
            "SELECT r.provider_id, r.version, (SELECT array_agg(o.provider_id) FROM offers o WHERE o.tenant_id ="
            " r.tenant_id AND o.request_id = r.id AND o.state = 'accepted') AS accepted, (SELECT count(*) FROM"
            " status_history h WHERE h.tenant_id = r.tenant_id AND h.request_id = r.id AND h.to_state ="
            " 'provider_accepted') AS moves FROM requests r WHERE r.tenant_id = %s",
            (tx.tenant_id,),
        )
        assert len(rows) == REQUESTS
        assert all(row["accepted"] == [row["provider_id"]] and row["moves"] == 1 for row in rows)
        load = requests.load(tx, people)
        assert sum(load.values()) == REQUESTS


def test_an_answer_is_given_once(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        one, other = goer(tx), goer(tx, "Awa Diop")
        request_id, (first, second) = offered(tx, plumbing, yoff, [one, other])
        with pytest.raises(NotFound):
            requests.accept_offer(tx, first, other, AnsweredBy.APP)
        won = requests.accept_offer(tx, first, one, AnsweredBy.WHATSAPP)
        assert (won["state"], won["percent"], won["provider_id"]) == ("provider_accepted", 40, one)
        assert requests.accept_offer(tx, first, one, AnsweredBy.APP)["version"] == won["version"]
        with pytest.raises(OfferTaken):
            requests.accept_offer(tx, second, other, AnsweredBy.APP)
        with pytest.raises(OfferAnsweredAlready):
            requests.decline_offer(tx, first, one, None, AnsweredBy.APP)
        assert [(offer["state"], offer["answered_by"]) for offer in requests.offers_of(tx, request_id)] == [
            ("accepted", "whatsapp"), ("withdrawn", None),
        ]  # fmt: skip
        # What is given back goes on without who gave it back; and it may be taken by another.
        requests.give_back(tx, request_id, By.PROVIDER, "En panne")
        assert requests.excluded(tx, request_id) == [one]
        (third,) = again(tx, request_id, [other])
        assert requests.accept_offer(tx, third, other, AnsweredBy.APP)["provider_id"] == other
        assert requests.acceptance(tx, [one, other], now() - timedelta(days=1)) == {one: (0, 1), other: (1, 1)}


def test_offers_end(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
        one, other = goer(tx), goer(tx, "Awa Diop")
        soon, later = now() + timedelta(minutes=1), now() + timedelta(minutes=9)
        request_id, (first, second) = offered(tx, plumbing, yoff, [one, other], until=soon)
        untouched, _ = offered(tx, plumbing, yoff, [one], until=later)
        requests.set_notification(tx, first, new_id())
        tx.run("UPDATE offers SET expires_at = %s WHERE tenant_id = %s AND id = %s", (later, tx.tenant_id, second))
        # A wave is over with its last offer.
        assert requests.expire_offers(tx, soon) == []
        assert requests.get(tx, request_id)["state"] == "provider_notified"
        with pytest.raises(OfferExpired) as late:
            requests.accept_offer(tx, first, one, AnsweredBy.APP)
        assert late.value.members["current"]["offer_state"] == "expired"
        declined = requests.decline_offer(tx, second, other, "Trop loin", AnsweredBy.SMS)
        assert (declined["state"], requests.excluded(tx, request_id)) == ("provider_search", [other])
        assert requests.decline_offer(tx, second, other, "Trop loin", AnsweredBy.SMS)["version"] == declined["version"]
        # Who is gone is asked no more.
        assert requests.withdraw_offers_of(tx, one) == [untouched]
        assert requests.get(tx, untouched)["state"] == "provider_search"
        # What never arrived counts against nobody.
        assert requests.acceptance(tx, [one, other], now() - timedelta(days=1)) == {other: (0, 1)}
        given_up = requests.give_up(tx, request_id)
        assert (given_up["state"], given_up["percent"]) == ("no_provider_found", 15)
        requests.relaunch(tx, request_id, By.CLIENT)
        assert requests.excluded(tx, request_id) == []


def test_an_offer_whose_moment_is_over_is_gone(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        one = goer(tx)
        _, (offer,) = offered(tx, service(tx), zone(tx), [one])
        tx.run("UPDATE offers SET expires_at = %s WHERE tenant_id = %s AND id = %s", (now(), tx.tenant_id, offer))
        for answer in (
            lambda: requests.accept_offer(tx, offer, one, AnsweredBy.APP),
            lambda: requests.decline_offer(tx, offer, one, None, AnsweredBy.APP),
            lambda: requests.question(tx, offer, one, "Quel étage ?"),
        ):
            with pytest.raises(OfferExpired) as late:
                answer()
            assert late.value.status == 410


def test_accepting_and_declining_at_once(app: Any, shop: Any) -> None:
    """The same provider on two phones: whatever comes first stands, and the request is never half of each."""
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff, one = service(tx), zone(tx), goer(tx)
        made = [offered(tx, plumbing, yoff, [one]) for _ in range(30)]
    engine, actor = app.state.edge.engine, system_actor(UUID(shop.tenant_id))
    together = threading.Barrier(2)

    def answer(accept: bool) -> None:
        for _, (offer,) in made:
            together.wait()
            try:
                with Tx(engine, actor) as tx:
                    if accept:
                        requests.accept_offer(tx, offer, one, AnsweredBy.APP)
                    else:
                        requests.decline_offer(tx, offer, one, None, AnsweredBy.APP)
            except DomainError as error:
                assert error.code in {"offer_answered", "offer_taken"}, error

    threads = [threading.Thread(target=answer, args=(accept,)) for accept in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        connection.execute(text(f"BEGIN; SET LOCAL app.tenant_id = '{shop.tenant_id}'"))
        pairs = connection.execute(
            text("SELECT DISTINCT r.state, o.state FROM requests r JOIN offers o ON o.request_id = r.id")
        ).all()
        connection.execute(text("ROLLBACK"))
    assert {tuple(pair) for pair in pairs} <= {("provider_accepted", "accepted"), ("provider_search", "declined")}


def test_whom_a_change_concerns_is_woken_and_nobody_else(app: Any, shop: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "publish", lambda tenant, event, data: told.append(data) if event == "requests" else None)
    people = {name: signed_in(shop, name) for name in ("asked", "other")}
    ids = {name: provider_id for name, (_, provider_id) in people.items()}
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
    body = {"client_name": "Fatou Sow", "service_id": str(plumbing), "zone_id": str(yoff)}
    request_id = UUID(shop.post("/requests", body).json()["id"])
    assert told[-1]["user_ids"] == []
    with transaction(app, shop.tenant_id) as tx:
        requests.begin_search(tx, request_id, now() + timedelta(minutes=5))
        wanted = [OfferWanted(provider_id=ids["asked"], rank=1, score=90.0, reasons=[])]
        (offer_id,) = requests.make_offers(tx, request_id, wanted, now() + timedelta(minutes=5))
    assert {str(one) for one in told[-1]["user_ids"]} == {people["asked"][0].user_id}
    with transaction(app, shop.tenant_id) as tx:
        requests.accept_offer(tx, offer_id, ids["asked"], AnsweredBy.APP)
        # What was offered long ago to others wakes nobody; who has it is woken for as long as they do.
        tx.run("UPDATE offers SET updated_at = updated_at - interval '1 hour' WHERE tenant_id = %s", (tx.tenant_id,))
        requests.touch(tx, [request_id])
    assert {str(one) for one in told[-1]["user_ids"]} == {people["asked"][0].user_id}
