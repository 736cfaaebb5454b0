"""What people read of a request: moments on the company's clock, and the pieces that a message may or may not have."""

from __future__ import annotations

from datetime import datetime

from digiboost.kernel.clock import zone
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import day_text
from digiboost.requests.types import Eta, RequestState
from digiboost.tracking.types import Event, Phase, Target

PHASES: dict[Phase, tuple[str, str]] = {
    Phase.WAITING: ("en attente d'un prestataire", "waiting for a provider"),
    Phase.ACCEPTED: ("acceptée, pas encore en route", "accepted, not on the way yet"),
    Phase.ENROUTE: ("en route", "on the way"),
    Phase.ARRIVED: ("sur place, pas encore commencée", "on site, not started yet"),
    Phase.DIAGNOSTIC: ("en diagnostic", "in diagnostic"),
    Phase.REPAIR: ("en réparation", "in repair"),
}
OVER: dict[RequestState, tuple[str, str]] = {
    RequestState.COMPLETED: ("terminée", "completed"),
    RequestState.CANCELLED: ("annulée", "cancelled"),
    RequestState.NO_PROVIDER: ("aucun prestataire trouvé", "no provider found"),
}
EVENTS: dict[Event, tuple[str, str]] = {
    Event.RECEIVED: ("Demande reçue", "Request received"),
    Event.ACCEPTED: ("Prestataire trouvé", "Provider found"),
    Event.ENROUTE: ("Prestataire en route", "Provider on the way"),
    Event.ARRIVED: ("Prestataire arrivé", "Provider arrived"),
    Event.STARTED: ("Intervention commencée", "Work started"),
    Event.REPAIR: ("Réparation commencée", "Repair started"),
    Event.COMPLETED: ("Intervention terminée", "Work completed"),
    Event.SEARCHING_AGAIN: ("Nouvelle recherche", "Searching again"),
    Event.NO_PROVIDER: ("Aucun prestataire", "No provider"),
    Event.CANCELLED: ("Demande annulée", "Request cancelled"),
    Event.LATE: ("Retard", "Delay"),
    Event.REMINDER: ("Rappel avant le rendez-vous", "Reminder before the appointment"),
}
TARGETS: dict[Target, tuple[str, str]] = {
    Target.REMIND_PROVIDER: ("rappeler le prestataire", "remind the provider"),
    Target.SEARCH_ANOTHER: ("chercher quelqu'un d'autre", "look for somebody else"),
    Target.ALERT_MANAGER: ("alerter le responsable", "alert the manager"),
}


def language_of(stored: str | None, otherwise: str) -> Language:
    return "en" if (stored or otherwise) == "en" else "fr"


def say(texts: tuple[str, str], language: Language) -> str:
    return texts[0] if language == "fr" else texts[1]


def clock(moment: datetime, at: datetime, time_zone: str, language: Language) -> str:
    """``14:35``; with its day when that is not today's."""
    shown, today = moment.astimezone(zone(time_zone)), at.astimezone(zone(time_zone)).date()
    if shown.date() == today:
        return f"{shown:%H:%M}"
    day = day_text(shown.date(), language)
    return f"{day} à {shown:%H:%M}" if language == "fr" else f"{day} at {shown:%H:%M}"


def expected(eta: Eta | None, at: datetime, time_zone: str, language: Language) -> str:
    """`` Arrivée prévue vers 14:35 (entre 14:25 et 14:50).``; empty where nothing is predicted."""
    if eta is None:
        return ""
    middle, low, high = (clock(one, at, time_zone, language) for one in (eta.at, eta.low, eta.high))
    if language == "fr":
        return f" Arrivée prévue vers {middle} (entre {low} et {high})."
    return f" Expected around {middle} (between {low} and {high})."


def done_by(eta: Eta | None, at: datetime, time_zone: str, language: Language) -> str:
    """`` Fin prévue vers 16:10 (entre 15:40 et 16:50).``"""
    if eta is None:
        return ""
    middle, low, high = (clock(one, at, time_zone, language) for one in (eta.at, eta.low, eta.high))
    if language == "fr":
        return f" Fin prévue vers {middle} (entre {low} et {high})."
    return f" Expected to be done around {middle} (between {low} and {high})."


def follow(link: str | None, language: Language) -> str:
    """The last line of a client's message: where they can look themselves."""
    if not link:
        return ""
    return f"\nSuivi : {link}" if language == "fr" else f"\nFollow it: {link}"


def minutes(number: int, language: Language) -> str:
    """``45 min``, ``2 h 05``."""
    if number < 60:
        return f"{number}\u00a0min"
    hours, rest = divmod(number, 60)
    return f"{hours}\u00a0h" if rest == 0 else f"{hours}\u00a0h\u00a0{rest:02d}"
