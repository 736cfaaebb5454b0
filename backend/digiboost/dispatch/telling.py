"""What providers and clients are told of a search. Rows in the transaction that makes the offers: an offer that is
there is told, and one that is not is not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from digiboost.channels.types import Channel
from digiboost.dispatch import repository, templates
from digiboost.dispatch.types import Ranked
from digiboost.identity.service import company
from digiboost.kernel.clock import zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.i18n import Language
from digiboost.kernel.money import show_money
from digiboost.notifications import service as notifications
from digiboost.notifications.types import Kind, Recipient, Told, Wanted
from digiboost.providers import service as providers
from digiboost.requests import service as requests

LATE_ANSWERS = timedelta(hours=2)
"""So long after its end an answer still finds its offer, and is told that it came too late."""
DESCRIPTION = 300
"""Characters of what the client wrote; the rest is read in the application."""

_URGENCY = {
    "normal": {"fr": "", "en": ""},
    "urgent": {"fr": "Urgent. ", "en": "Urgent. "},
    "emergency": {"fr": "URGENCE. ", "en": "EMERGENCY. "},
}


def offer(
    tx: Tx, request: dict[str, Any], one: Ranked, offer_id: UUID, expires_at: datetime, *, by_message: bool
) -> Told:
    """Offers a request to one provider: by message and on their devices at once, or (``by_message`` is False) on
    their devices alone. Told once for each offer."""
    person = providers.recipient(tx, one.provider_id)
    told = notifications.notify(
        tx,
        person,
        Wanted(
            kind=Kind.OFFER,
            template=templates.OFFER,
            values={
                **_about(tx, request, one, person),
                "until": _clock(expires_at, person.time_zone),
                "offer": str(offer_id),
            },
            key=f"offer:{offer_id}",
            url=f"/missions/{request['id']}",
            urgent=True,
            subject=("offer", offer_id),
            expires_at=expires_at,
        ),
        channels=None if by_message else (Channel.PUSH,),
    )
    requests.set_notification(tx, offer_id, told.id)
    if person.phone is not None and person.user_id is not None:
        repository.call(tx, person.phone, offer_id, person.user_id, expires_at + LATE_ANSWERS)
    return told


def assigned(tx: Tx, request: dict[str, Any], one: Ranked, offer_id: UUID) -> Told:
    """Somebody took a request by their own rule: they learn of it, and who waits for them."""
    person = providers.recipient(tx, one.provider_id)
    return notifications.notify(
        tx,
        person,
        Wanted(
            kind=Kind.REQUEST,
            template=templates.ASSIGNED,
            values={**_about(tx, request, one, person), "client": request["client_name"]},
            key=f"assigned:{offer_id}",
            url=f"/missions/{request['id']}",
            urgent=True,
            subject=("request", request["id"]),
        ),
    )


def redirected(tx: Tx, request: dict[str, Any]) -> Told | None:
    """The client hears that somebody else is looked for; None where no telephone was given."""
    if request["client_phone"] is None:
        return None
    ours = company(tx)
    language: Language = "en" if request["language"] == "en" else "fr"
    return notifications.notify(
        tx,
        Recipient(None, request["client_name"], language, ours.time_zone, request["client_phone"]),
        Wanted(
            kind=Kind.REQUEST,
            template=templates.REDIRECTED,
            values={"company": ours.name, "number": str(request["number"]), "service": request["service_name"]},
            key=f"redirected:{request['id']}:{request['wave']}",
            url="",
            subject=("request", request["id"]),
        ),
    )


def _about(tx: Tx, request: dict[str, Any], one: Ranked, person: Recipient) -> dict[str, str]:
    """What a provider may know before they accept: what, where about, when, for how much; not who."""
    language, distance = person.language, one.candidate.distance_km
    headline = ", ".join(part for part in (request["service_name"], request["zone_name"]) if part)
    kilometres = None
    if distance is not None:
        shown = f"{distance:.1f}"
        kilometres = f"à {shown.replace('.', ',')} km" if language == "fr" else f"{shown} km away"
    brief = f"{_URGENCY[request['urgency']][language]}{kilometres or request['zone_name'] or request['service_name']}"
    facts = [f"{_URGENCY[request['urgency']][language]}{(kilometres or '').capitalize()}".strip()]
    if request["landmark"]:
        facts.append(f"{'Repère' if language == 'fr' else 'Landmark'} : {request['landmark']}")
    if request["wished_from"] is not None:
        wished = _clock(request["wished_from"], person.time_zone, with_day=True)
        facts.append(f"{'Souhaité' if language == 'fr' else 'Wished'} : {wished}")
    if request["budget"] is not None:
        amount = show_money(request["budget"], company(tx).currency, language)
        facts.append(f"Budget : {amount}")
    if request["description"]:
        facts.append(request["description"][:DESCRIPTION])
    return {
        "name": person.name,
        "company": company(tx).name,
        "number": str(request["number"]),
        "headline": headline,
        "facts": ". ".join(fact.rstrip(". ") for fact in facts if fact) + "." if any(facts) else f"{headline}.",
        "brief": brief.rstrip(". "),
    }


def _clock(at: datetime, time_zone: str, *, with_day: bool = False) -> str:
    local = at.astimezone(zone(time_zone))
    return f"{local:%d/%m %H:%M}" if with_day else f"{local:%H:%M}"
