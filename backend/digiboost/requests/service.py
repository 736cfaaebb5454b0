"""Requests' door."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from digiboost.kernel.db.rows import find_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.requests import bulk, offers_repository, repository
from digiboost.requests.ending import cancel, complete, fee_now, reopen
from digiboost.requests.handing import assign, give_back
from digiboost.requests.holding import hold
from digiboost.requests.links import behind, link, new_link, revoke_link
from digiboost.requests.listings import etas
from digiboost.requests.materials import add_material, remove_material
from digiboost.requests.moving import touch
from digiboost.requests.offering import (
    accept_offer,
    decline_offer,
    expire_offers,
    make_offers,
    offer_delivered,
    offer_seen,
    propose,
    question,
    set_notification,
    withdraw_offers_of,
)
from digiboost.requests.opening import edit_request, note, open_request
from digiboost.requests.photos import announce as announce_photo
from digiboost.requests.photos import attach_bytes as attach_photo
from digiboost.requests.photos import require_provider as require_photographer
from digiboost.requests.public import form, provider_photo, review
from digiboost.requests.public import submit as submit_form
from digiboost.requests.public import view as public_view
from digiboost.requests.quoting import approve as approve_quote
from digiboost.requests.searching import begin_search, give_up, relaunch
from digiboost.requests.settings import settings
from digiboost.requests.steps import note as mission_note
from digiboost.requests.steps import step
from digiboost.requests.upkeep import drift, forget, let_customer_go, let_provider_go

__all__ = [
    "accept_offer",
    "acceptance",
    "add_material",
    "announce_photo",
    "approve_quote",
    "assign",
    "attach_photo",
    "begin_search",
    "behind",
    "bulk",
    "cancel",
    "complete",
    "decline_offer",
    "drift",
    "edit_request",
    "etas",
    "excluded",
    "expire_offers",
    "fee_now",
    "forget",
    "form",
    "get",
    "give_back",
    "give_up",
    "hold",
    "let_customer_go",
    "let_provider_go",
    "link",
    "load",
    "make_offers",
    "mission_note",
    "new_link",
    "next_expiry",
    "note",
    "offer",
    "offer_delivered",
    "offer_seen",
    "offers_of",
    "open_request",
    "propose",
    "provider_photo",
    "public_view",
    "question",
    "relaunch",
    "remove_material",
    "reopen",
    "require_photographer",
    "review",
    "revoke_link",
    "served",
    "set_notification",
    "settings",
    "step",
    "submit_form",
    "touch",
    "withdraw_offers_of",
]


def get(tx: Tx, request_id: UUID) -> dict[str, Any]:
    """The request's row as it is, without a lock. Raises NotFound."""
    row = find_row(tx, "requests", request_id)
    if row is None:
        raise NotFound
    return row


def offer(tx: Tx, offer_id: UUID) -> dict[str, Any]:
    """The offer's row. Raises NotFound."""
    row = offers_repository.offer(tx, offer_id)
    if row is None:
        raise NotFound
    return row


def offers_of(tx: Tx, request_id: UUID) -> list[dict[str, Any]]:
    """Every offer of a request, the oldest first."""
    return offers_repository.offers_of(tx, request_id)


def next_expiry(tx: Tx) -> datetime | None:
    """When the next open offer of the company ends."""
    return offers_repository.next_expiry(tx)


def excluded(tx: Tx, request_id: UUID) -> list[UUID]:
    """Who is not asked again: they gave it back, or declined since the search began."""
    return repository.excluded(tx, request_id)


def load(tx: Tx, provider_ids: Collection[UUID]) -> dict[UUID, int]:
    """Missions that each has now; who has none is left out."""
    return repository.load(tx, list(provider_ids))


def acceptance(tx: Tx, provider_ids: Sequence[UUID], since: datetime) -> dict[UUID, tuple[int, int]]:
    """How many offers each accepted, of how many that were delivered and are over, since then. What never arrived
    counts against nobody, and what an operator accepted in their stead counts for nobody."""
    return repository.acceptance(tx, provider_ids, since)


def served(tx: Tx, provider_id: UUID, customer_id: UUID | None, phone: str | None) -> bool:
    """Whether the provider did a work for this customer, or for who has this telephone."""
    return repository.served(tx, provider_id, customer_id, phone)
