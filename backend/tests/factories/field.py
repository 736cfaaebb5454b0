"""Companies that send people out: services, zones, providers who sign in, requests, straight into the tables."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from digiboost.kernel import changes
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.text import fold
from digiboost.providers.models import Provider, ProviderSkill, Service, Zone
from digiboost.providers.types import PROVIDER, SERVICE, ZONE
from digiboost.requests.models import Offer, Request, StatusHistory
from digiboost.requests.types import PERCENT, REQUEST, RequestState, Stage
from tests.factories.people import Person
from tests.factories.stock import transaction


def sent_out(app: Any, owner: Person, name: str = "Moussa Diop") -> Person:
    """Somebody who signs in as a provider; ``provider_id_of`` says as which."""
    person = owner.colleague("viewer")
    with transaction(app, owner.tenant_id) as tx:
        tx.run("UPDATE users SET role = 'provider' WHERE tenant_id = %s AND id = %s", (tx.tenant_id, person.user_id))
        provider(tx, name, UUID(person.user_id))
    app.state.edge.sessions.forget(app.state.edge.signer.read(person.token).session_id)
    return person


def provider(tx: Tx, name: str = "Moussa Diop", user_id: UUID | None = None, **wanted: Any) -> UUID:
    row = Provider(
        tenant_id=tx.tenant_id,
        id=new_id(),
        user_id=user_id,
        name=name,
        name_key=fold(name),
        search_text=fold(name),
        phone=f"+22177{uuid4().int % 10**7:07d}",
        **wanted,
    )
    tx.session.add(row)
    tx.session.flush()
    changes.note(tx, PROVIDER, [row.id])
    return row.id


def provider_id_of(app: Any, person: Person) -> UUID:
    with transaction(app, person.tenant_id) as tx:
        found: UUID = tx.value(
            "SELECT id FROM providers WHERE tenant_id = %s AND user_id = %s", (tx.tenant_id, person.user_id)
        )
    return found


def service(tx: Tx, name: str = "Plomberie", *providers: UUID) -> UUID:
    row = Service(tenant_id=tx.tenant_id, id=new_id(), name=name, name_key=fold(name), base_price=5000)
    tx.session.add(row)
    tx.session.flush()
    for one in providers:
        tx.session.add(ProviderSkill(tenant_id=tx.tenant_id, provider_id=one, service_id=row.id))
    tx.session.flush()
    changes.note(tx, SERVICE, [row.id])
    return row.id


def zone(tx: Tx, name: str = "Ouakam") -> UUID:
    row = Zone(
        tenant_id=tx.tenant_id,
        id=new_id(),
        name=name,
        name_key=fold(name),
        city="Dakar",
        latitude=14.7247,
        longitude=-17.4887,
    )
    tx.session.add(row)
    tx.session.flush()
    changes.note(tx, ZONE, [row.id])
    return row.id


def request(
    tx: Tx,
    service_id: UUID,
    *,
    state: RequestState = RequestState.SEARCH,
    stage: Stage | None = None,
    provider_id: UUID | None = None,
    **wanted: Any,
) -> UUID:
    """A request as it stands in some state, with nothing of how it came there."""
    at = wanted.pop("at", None) or now()
    number = tx.value(
        "INSERT INTO request_counters (tenant_id, next_number) VALUES (%s, 2) ON CONFLICT (tenant_id)"
        " DO UPDATE SET next_number = request_counters.next_number + 1 RETURNING next_number - 1",
        (tx.tenant_id,),
    )
    row = Request(
        tenant_id=tx.tenant_id,
        id=wanted.pop("id", None) or new_id(),
        number=number,
        client_name=wanted.pop("client_name", "Fatou Sow"),
        client_phone="+221771112233",
        language="fr",
        search_text="fatou sow",
        service_id=service_id,
        landmark="Derrière la pharmacie",
        latitude=14.7247,
        longitude=-17.4887,
        urgency="normal",
        source="operator",
        state=state.value,
        stage=stage,
        percent=PERCENT.get((state, stage), 25),
        state_at=at,
        opened_at=at,
        provider_id=provider_id,
        start_code="4711",
        accepted_at=None if provider_id is None else at,
        **wanted,
    )
    tx.session.add(row)
    tx.session.flush()
    changes.note(tx, REQUEST, [row.id])
    return row.id


def offer(tx: Tx, request_id: UUID, provider_id: UUID, state: str = "open", wave: int = 1) -> UUID:
    at = now()
    row = Offer(
        tenant_id=tx.tenant_id,
        id=new_id(),
        request_id=request_id,
        provider_id=provider_id,
        wave=wave,
        rank=1,
        score=80.0,
        reasons=[{"code": "zone", "points": 20, "value": None}],
        state=state,
        expires_at=at,
    )
    tx.session.add(row)
    tx.session.flush()
    changes.note(tx, REQUEST, [request_id])
    return row.id


def happened(tx: Tx, request_id: UUID, provider_id: UUID | None, to_state: RequestState, by: str = "provider") -> None:
    at = now()
    tx.session.add(
        StatusHistory(
            tenant_id=tx.tenant_id,
            id=new_id(),
            request_id=request_id,
            kind="transition",
            from_state=None,
            to_state=to_state,
            by=by,
            provider_id=provider_id,
            occurred_at=at,
            received_at=at,
        )
    )
    tx.session.flush()


def changed(tx: Tx, request_id: UUID, **values: Any) -> None:
    """Sets columns of a request, and says so in the feed."""
    names = ", ".join(f"{name} = %s" for name in values)
    tx.run(
        f"UPDATE requests SET {names}, version = version + 1 WHERE tenant_id = %s AND id = %s",
        (*values.values(), tx.tenant_id, request_id),
    )
    changes.note(tx, REQUEST, [request_id])
