"""What a client sees and does without signing in: behind the address of their request, and at the company's form."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from digiboost.identity.service import company, record_audit
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.outbox import emit
from digiboost.providers import service as providers
from digiboost.requests import links_repository as stored
from digiboost.requests import moving, photos, quoting, repository
from digiboost.requests.ending import fee_now
from digiboost.requests.errors import NotToBeRated
from digiboost.requests.events import RequestReviewed
from digiboost.requests.links import link
from digiboost.requests.listings import JOINED, REVIEW, SHOWN, with_etas
from digiboost.requests.opening import open_request
from digiboost.requests.schemas import (
    ClientProviderOut,
    CompanyCard,
    FormIn,
    FormOut,
    FormServiceOut,
    FormZoneOut,
    PublicHistoryOut,
    PublicRequestOut,
    RequestIn,
)
from digiboost.requests.settings import settings
from digiboost.requests.types import UNDER_WAY, By, RequestSource, RequestState, Step

_CODE_SHOWN = (RequestState.ACCEPTED, RequestState.ENROUTE, RequestState.ARRIVED)


# -- the form -----------------------------------------------------------------------------------


def form(tx: Tx, slug: str) -> FormOut:
    """The company's form; the transaction becomes that company's. Raises NotFound, also for one that is closed."""
    _open_form(tx, slug)
    ours = company(tx)
    return FormOut(
        company=CompanyCard(name=ours.name, phone=ours.phone),
        services=[FormServiceOut(**row) for row in repository.services(tx)],
        zones=[FormZoneOut(id=row["id"], name=row["name"], city=row["city"]) for row in repository.zones(tx)],
        language="en" if ours.language == "en" else "fr",
        currency=ours.currency,
    )


def submit(tx: Tx, slug: str, wanted: FormIn) -> tuple[UUID, str]:
    """Opens what the client asks for; the request, and where they follow it. Raises NotFound, Invalid,
    PhotoRefused."""
    _open_form(tx, slug)
    asked = RequestIn(**wanted.model_dump(exclude={"photo"}))
    row = open_request(tx, asked, RequestSource.FORM)
    if wanted.photo:
        photos.attach(tx, row["id"], wanted.photo)
    request_id: UUID = row["id"]
    return request_id, link(tx, request_id).url


def _open_form(tx: Tx, slug: str) -> None:
    if "\x00" in slug:
        raise NotFound
    # The policy shows the row of the address that was asked for, and no other.
    tx.set_local("app.form", slug)
    company_id = repository.company_of_form(tx, slug)
    if company_id is None:
        raise NotFound
    tx.become(system_actor(company_id))
    tx.notes["via"] = "form"
    if not settings(tx).form_open:
        raise NotFound


# -- a request ----------------------------------------------------------------------------------


def view(tx: Tx, request_id: UUID) -> PublicRequestOut:
    """What a client sees of their request. Raises NotFound."""
    history = (
        "(SELECT coalesce(json_agg(json_build_object('state', h.to_state, 'stage', h.to_stage, 'at', h.occurred_at)"
        " ORDER BY h.received_at, h.id), '[]') FROM status_history h WHERE h.tenant_id = r.tenant_id"
        " AND h.request_id = r.id AND h.kind = 'transition') AS history"
    )
    row = tx.row(
        f"SELECT {SHOWN}, r.language, r.description, r.start_code, r.outcome, r.quote, r.approved_amount, r.fee,"
        f" r.latitude, {REVIEW}, {history} FROM requests r{JOINED} WHERE r.tenant_id = %s AND r.id = %s",
        (tx.tenant_id, request_id),
    )
    if row is None:
        raise NotFound
    (row,) = with_etas(tx, [row])
    ours = company(tx)
    waits = quoting.waits(row)
    return PublicRequestOut(
        number=row["number"],
        service=row["service_name"],
        zone=row["zone_name"],
        landmark=row["landmark"],
        description=row["description"],
        language=row["language"],
        currency=ours.currency,
        state=row["state"],
        stage=row["stage"],
        percent=row["percent"],
        state_at=row["state_at"],
        opened_at=row["opened_at"],
        provider=_card(tx, row),
        eta=row["eta"],
        start_code=row["start_code"] if row["state"] in _CODE_SHOWN else None,
        outcome=row["outcome"],
        amount=row["amount"],
        materials_amount=row["materials_amount"],
        quote=row["quote"] if waits else None,
        can_cancel=moving.may_move(row, Step(RequestState.CANCELLED), By.CLIENT),
        fee=row["fee"] if row["state"] == RequestState.CANCELLED else fee_now(tx, row),
        can_relaunch=row["state"] == RequestState.NO_PROVIDER
        and moving.may_move(row, Step(RequestState.SEARCH), By.CLIENT),
        can_rate=_ratable(row) and row["review"] is None,
        can_approve=waits,
        review=row["review"],
        history=[PublicHistoryOut(**one) for one in row["history"]],
        company=CompanyCard(name=ours.name, phone=ours.phone),
    )


def _card(tx: Tx, row: dict[str, Any]) -> ClientProviderOut | None:
    """Who comes, or came; nobody while somebody is looked for, or when it was cancelled."""
    if row["provider_id"] is None or row["state"] not in UNDER_WAY | {RequestState.COMPLETED}:
        return None
    card = providers.card(tx, row["provider_id"])
    return ClientProviderOut(
        provider_id=card.provider_id,
        name=card.name,
        phone=card.phone,
        rating=card.rating,
        rating_count=card.rating_count,
        has_photo=card.has_photo,
    )


def provider_photo(tx: Tx, request_id: UUID) -> bytes:
    """The picture of who comes. Raises NotFound."""
    row = repository.request_provider(tx, request_id)
    if row is None or row["provider_id"] is None or row["state"] not in UNDER_WAY | {RequestState.COMPLETED}:
        raise NotFound
    return providers.photo(tx, row["provider_id"])


def review(tx: Tx, request_id: UUID, stars: int, comment: str | None) -> None:
    """What the client says of the work: once, and it counts for who did it. Raises NotFound, NotToBeRated."""
    row = moving.locked(tx, request_id)
    if not _ratable(row) or stored.is_reviewed(tx, request_id):
        raise NotToBeRated().expose(current=moving.current(row))
    stored.add_review(tx, request_id, row["provider_id"], stars, comment, now())
    providers.add_rating(tx, row["provider_id"], stars)
    payload = {"request_id": request_id, "provider_id": row["provider_id"], "stars": stars}
    emit(tx, RequestReviewed(payload=payload))
    moving.touch(tx, [request_id])
    record_audit(tx, "request.reviewed", "request", request_id)


def _ratable(row: dict[str, Any]) -> bool:
    return row["state"] == RequestState.COMPLETED and row["provider_id"] is not None
