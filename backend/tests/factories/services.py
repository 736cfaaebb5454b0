"""A company that sends people out: what it does and where, its requests, and who goes; straight into the tables or
through the door of requests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.providers.models import Provider, Service, Zone
from digiboost.requests import service as requests
from digiboost.requests.schemas import RequestIn
from digiboost.requests.types import OfferWanted, RequestSource
from tests.factories.people import Person
from tests.factories.stock import transaction


def service(tx: Tx, name: str = "Plomberie", **wanted: Any) -> UUID:
    row = Service(tenant_id=tx.tenant_id, id=new_id(), name=name, name_key=fold(name), **wanted)
    tx.session.add(row)
    tx.session.flush()
    return row.id


def zone(tx: Tx, name: str = "Grand Yoff", **wanted: Any) -> UUID:
    place = {"city": "Dakar", "latitude": 14.7361, "longitude": -17.4536, **wanted}
    row = Zone(tenant_id=tx.tenant_id, id=new_id(), name=name, name_key=fold(name), **place)
    tx.session.add(row)
    tx.session.flush()
    return row.id


def goer(tx: Tx, name: str = "Moussa Fall", **wanted: Any) -> UUID:
    """A provider."""
    row = Provider(
        tenant_id=tx.tenant_id,
        id=new_id(),
        name=name,
        name_key=fold(name),
        search_text=fold(name),
        phone=wanted.pop("phone", "+221771234567"),
        **wanted,
    )
    tx.session.add(row)
    tx.session.flush()
    return row.id


def asked(tx: Tx, service_id: UUID, zone_id: UUID, name: str = "Fatou Sow", **wanted: Any) -> UUID:
    """A request as it is opened."""
    body = RequestIn(client_name=name, service_id=service_id, zone_id=zone_id, **wanted)
    found: UUID = requests.open_request(tx, body, RequestSource.OPERATOR)["id"]
    return found


def offered(
    tx: Tx, service_id: UUID, zone_id: UUID, provider_ids: list[UUID], *, until: datetime | None = None, **wanted: Any
) -> tuple[UUID, list[UUID]]:
    """A request that is offered to these providers, and the offers."""
    request_id = asked(tx, service_id, zone_id, **wanted)
    return request_id, again(tx, request_id, provider_ids, until=until)


def again(tx: Tx, request_id: UUID, provider_ids: list[UUID], *, until: datetime | None = None) -> list[UUID]:
    """Offers of the next wave."""
    requests.begin_search(tx, request_id, now() + timedelta(minutes=30))
    chosen = [OfferWanted(one, rank, 100.0 - rank) for rank, one in enumerate(provider_ids, start=1)]
    return requests.make_offers(tx, request_id, chosen, until or now() + timedelta(minutes=5))


def signed_in(shop: Person, name: str = "Moussa Fall") -> tuple[Person, UUID]:
    """Somebody who signs in as a provider, and the provider's id."""
    person = shop.colleague("viewer")
    with transaction(shop.client.app, shop.tenant_id) as tx:
        tx.run("UPDATE users SET role = 'provider' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, person.user_id))
        return person, goer(tx, name, user_id=UUID(person.user_id), latitude=14.70, longitude=-17.45)
