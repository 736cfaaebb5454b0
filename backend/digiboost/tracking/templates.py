"""The messages of tracking, as they are registered with notifications.

What a message may or may not have stands in values that begin with their own space or line break (``eta``, ``follow``,
``why``): a text is whole without them. WhatsApp is given the general template, so that a company's own words need no
approval.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

from digiboost.kernel.i18n import LANGUAGES, Language
from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind, Tone
from digiboost.tracking.types import Audience, Event

HOLE = re.compile(r"\{(\w+)\}")
HOLES = frozenset(
    {
        "name", "company", "number", "service", "where", "client", "state", "provider", "eta", "follow", "code", "why",
        "when", "what", "headline",
    }
)  # fmt: skip
"""What a company's own words may hold."""
OWN, DIGEST, REMIND, ALERT = "tracking.own", "tracking.digest", "tracking.remind", "tracking.alert"

TONES: tuple[Tone, ...] = get_args(Tone)
Texts = Mapping[tuple[Language, Tone], tuple[str, str]]


def code_of(event: Event, audience: Audience) -> str:
    return f"tracking.{event.value}.{audience.value}"


def _texts(french: tuple[str, str, str, str], english: tuple[str, str, str, str]) -> Texts:
    """From (title, formal, friendly, concise) in each language."""
    found: dict[tuple[Language, Tone], tuple[str, str]] = {}
    for language, (title, *bodies) in zip(LANGUAGES, (french, english), strict=True):
        for tone, body in zip(TONES, bodies, strict=True):
            found[language, tone] = (title, body)
    return found


_CLIENT: dict[Event, Texts] = {
    Event.RECEIVED: _texts(
        ("Demande n° {number} reçue",
         "Bonjour {name},\n{company} a bien reçu votre demande ({service}) et cherche un prestataire.{follow}",
         "Bonjour {name}, {company} a bien reçu votre demande ({service}). Nous cherchons quelqu'un pour vous.{follow}",
         "{company} : {service}, recherche en cours.{follow}"),
        ("Request no. {number} received",
         "Dear {name},\n{company} has received your request ({service}) and is looking for a provider.{follow}",
         "Hello {name}, {company} has your request ({service}). We are finding somebody for you.{follow}",
         "{company}: {service}, searching.{follow}"),
    ),
    Event.ACCEPTED: _texts(
        ("{provider} s'occupe de votre demande",
         "Bonjour {name},\n{provider} ({company}) a accepté votre demande n° {number} ({service}).{eta}{follow}",
         "Bonne nouvelle {name} ! {provider} ({company}) vient pour votre demande ({service}).{eta}{follow}",
         "{company} : {provider} vient, {service}.{eta}{follow}"),
        ("{provider} takes care of your request",
         "Dear {name},\n{provider} ({company}) has accepted your request no. {number} ({service}).{eta}{follow}",
         "Good news {name}! {provider} ({company}) is coming for your request ({service}).{eta}{follow}",
         "{company}: {provider} is coming, {service}.{eta}{follow}"),
    ),
    Event.ENROUTE: _texts(
        ("{provider} est en route",
         "Bonjour {name},\n{provider} ({company}) est en route vers vous.{eta}{follow}",
         "{name}, {provider} ({company}) est en route !{eta}{follow}",
         "{company} : {provider} en route.{eta}{follow}"),
        ("{provider} is on the way",
         "Dear {name},\n{provider} ({company}) is on the way to you.{eta}{follow}",
         "{name}, {provider} ({company}) is on the way!{eta}{follow}",
         "{company}: {provider} on the way.{eta}{follow}"),
    ),
    Event.ARRIVED: _texts(
        ("{provider} est arrivé",
         "Bonjour {name},\n{provider} ({company}) est arrivé. Donnez-lui le code {code} pour commencer.{follow}",
         "{name}, {provider} ({company}) est là ! Donnez-lui le code {code} pour commencer.{follow}",
         "{company} : {provider} est là. Code de début : {code}.{follow}"),
        ("{provider} has arrived",
         "Dear {name},\n{provider} ({company}) has arrived. Give them the code {code} to begin.{follow}",
         "{name}, {provider} ({company}) is there! Give them the code {code} to begin.{follow}",
         "{company}: {provider} is there. Start code: {code}.{follow}"),
    ),
    Event.STARTED: _texts(
        ("L'intervention commence",
         "Bonjour {name},\n{provider} ({company}) a commencé l'intervention ({service}).{eta}{follow}",
         "{name}, {provider} ({company}) a commencé ({service}).{eta}{follow}",
         "{company} : {service}, commencé.{eta}{follow}"),
        ("The work has begun",
         "Dear {name},\n{provider} ({company}) has begun the work ({service}).{eta}{follow}",
         "{name}, {provider} ({company}) has begun ({service}).{eta}{follow}",
         "{company}: {service}, begun.{eta}{follow}"),
    ),
    Event.REPAIR: _texts(
        ("La réparation commence",
         "Bonjour {name},\nLe diagnostic est fait, {provider} ({company}) commence la réparation.{eta}{follow}",
         "{name}, le diagnostic est fait et {provider} ({company}) répare.{eta}{follow}",
         "{company} : réparation commencée.{eta}{follow}"),
        ("The repair has begun",
         "Dear {name},\nThe diagnostic is done, {provider} ({company}) begins the repair.{eta}{follow}",
         "{name}, the diagnostic is done and {provider} ({company}) is repairing.{eta}{follow}",
         "{company}: repair begun.{eta}{follow}"),
    ),
    Event.COMPLETED: _texts(
        ("Intervention terminée",
         "Bonjour {name},\nL'intervention n° {number} ({service}) est terminée. {company} vous remercie de votre"
         " confiance et lira votre avis avec attention.{follow}",
         "C'est terminé, {name} ! {company} vous remercie. Dites-nous en un geste si tout va bien.{follow}",
         "{company} : {service}, terminé. Votre avis nous aide.{follow}"),
        ("Work completed",
         "Dear {name},\nThe work no. {number} ({service}) is completed. {company} thanks you for your trust and will"
         " read your review with care.{follow}",
         "All done, {name}! {company} thanks you. Tell us in one tap whether all is well.{follow}",
         "{company}: {service}, done. Your review helps us.{follow}"),
    ),
    Event.SEARCHING_AGAIN: _texts(
        ("Nous cherchons quelqu'un d'autre",
         "Bonjour {name},\nVotre prestataire ne peut plus venir pour la demande n° {number}. {company} cherche"
         " quelqu'un d'autre et vous tient au courant.{follow}",
         "{name}, votre prestataire a un empêchement. {company} cherche déjà quelqu'un d'autre.{follow}",
         "{company} : prestataire empêché, nouvelle recherche.{follow}"),
        ("We are looking for somebody else",
         "Dear {name},\nYour provider can no longer come for request no. {number}. {company} is looking for somebody"
         " else and will keep you informed.{follow}",
         "{name}, your provider cannot come after all. {company} is already looking for somebody else.{follow}",
         "{company}: provider cannot come, searching again.{follow}"),
    ),
    Event.NO_PROVIDER: _texts(
        ("Personne n'est libre pour le moment",
         "Bonjour {name},\nNous sommes désolés : aucun prestataire n'est libre pour votre demande n° {number}."
         " Vous pouvez relancer la recherche, ou {company} vous rappelle.{follow}",
         "Désolé {name}, personne n'est libre pour le moment. Relancez la recherche quand vous voulez, ou {company}"
         " vous rappelle.{follow}",
         "{company} : personne n'est libre. Vous pouvez relancer.{follow}"),
        ("Nobody is free at the moment",
         "Dear {name},\nWe are sorry: no provider is free for your request no. {number}. You can search again, or"
         " {company} will call you back.{follow}",
         "Sorry {name}, nobody is free at the moment. Search again whenever you like, or {company} will call you"
         " back.{follow}",
         "{company}: nobody is free. You can search again.{follow}"),
    ),
    Event.CANCELLED: _texts(
        ("Demande n° {number} annulée",
         "Bonjour {name},\nVotre demande n° {number} ({service}) a été annulée par {company}.{why}",
         "{name}, {company} a dû annuler votre demande ({service}).{why}",
         "{company} : demande n° {number} annulée.{why}"),
        ("Request no. {number} cancelled",
         "Dear {name},\nYour request no. {number} ({service}) was cancelled by {company}.{why}",
         "{name}, {company} had to cancel your request ({service}).{why}",
         "{company}: request no. {number} cancelled.{why}"),
    ),
    Event.LATE: _texts(
        ("Un peu de retard",
         "Bonjour {name},\nVotre demande n° {number} ({service}) prend plus de temps que prévu. {company} vous prie"
         " de l'excuser.{eta}{follow}",
         "{name}, nous avons un peu de retard sur votre demande ({service}). Pardon pour l'attente !{eta}{follow}",
         "{company} : retard sur {service}.{eta}{follow}"),
        ("A little late",
         "Dear {name},\nYour request no. {number} ({service}) takes longer than expected. {company} apologises."
         "{eta}{follow}",
         "{name}, we are a little late with your request ({service}). Sorry for the wait!{eta}{follow}",
         "{company}: {service} is late.{eta}{follow}"),
    ),
    Event.REMINDER: _texts(
        ("Rappel : {when}",
         "Bonjour {name},\n{company} vous rappelle le rendez-vous de la demande n° {number} ({service}) : {when}."
         "{follow}",
         "{name}, petit rappel de {company} : {service}, {when}.{follow}",
         "{company} : {service}, {when}.{follow}"),
        ("Reminder: {when}",
         "Dear {name},\n{company} reminds you of the appointment of request no. {number} ({service}): {when}.{follow}",
         "{name}, a little reminder from {company}: {service}, {when}.{follow}",
         "{company}: {service}, {when}.{follow}"),
    ),
}  # fmt: skip

_NEWS = _texts(
    ("{what} : demande n° {number}",
     "Bonjour {name},\nDemande n° {number} ({service}{where}), client {client} : {state}.{eta}{why}",
     "{service}{where}, client {client} : {state}.{eta}{why}",
     "{service}{where} : {state}.{eta}"),
    ("{what}: request no. {number}",
     "Dear {name},\nRequest no. {number} ({service}{where}), client {client}: {state}.{eta}{why}",
     "{service}{where}, client {client}: {state}.{eta}{why}",
     "{service}{where}: {state}.{eta}"),
)  # fmt: skip
_APPOINTMENT = _texts(
    ("Rappel : mission {when}",
     "Bonjour {name},\nVotre mission n° {number} ({service}{where}) chez {client} : {when}.",
     "{name}, n'oubliez pas : {service}{where}, chez {client}, {when}.",
     "{service}{where}, {when}."),
    ("Reminder: mission {when}",
     "Dear {name},\nYour mission no. {number} ({service}{where}) at {client}'s: {when}.",
     "{name}, do not forget: {service}{where}, at {client}'s, {when}.",
     "{service}{where}, {when}."),
)  # fmt: skip

_AS_GIVEN = ("{title}", "{text}", "{text}", "{text}")

TEMPLATES = (
    *(Template(code_of(event, Audience.CLIENT), Kind.REQUEST, texts) for event, texts in _CLIENT.items()),
    *(
        Template(
            code_of(event, audience),
            Kind.REQUEST,
            _APPOINTMENT if event == Event.REMINDER and audience == Audience.PROVIDER else _NEWS,
        )
        for event in Event
        for audience in (Audience.PROVIDER, Audience.MANAGER)
    ),
    Template(
        REMIND,
        Kind.REQUEST,
        _texts(
            ("Mission n° {number} : où en êtes-vous ?",
             "Bonjour {name},\nLe client {client} vous attend ({service}{where}). Merci d'indiquer votre étape, ou de"
             " rendre la mission si vous ne pouvez pas venir.",
             "{name}, {client} vous attend ({service}{where}). Indiquez votre étape, ou rendez la mission.",
             "{service}{where} : {client} attend. Indiquez votre étape."),
            ("Mission no. {number}: where are you?",
             "Dear {name},\nThe client {client} is waiting for you ({service}{where}). Please say which step you are"
             " at, or give the mission back if you cannot come.",
             "{name}, {client} is waiting for you ({service}{where}). Say your step, or give the mission back.",
             "{service}{where}: {client} is waiting. Say your step."),
        ),
    ),
    Template(
        ALERT,
        Kind.REQUEST,
        _texts(
            ("Demande n° {number} bloquée : {rule}",
             "Bonjour {name},\n{service}{where}, client {client} : {state} depuis {since}.{provider}",
             "{service}{where}, client {client} : {state} depuis {since}.{provider}",
             "{service}{where} : {state} depuis {since}."),
            ("Request no. {number} is stuck: {rule}",
             "Dear {name},\n{service}{where}, client {client}: {state} for {since}.{provider}",
             "{service}{where}, client {client}: {state} for {since}.{provider}",
             "{service}{where}: {state} for {since}."),
        ),
    ),
    Template(OWN, Kind.REQUEST, _texts(_AS_GIVEN, _AS_GIVEN)),
    Template(
        DIGEST,
        Kind.REQUEST,
        _texts(
            ("Vos demandes chez {company}",
             "Bonjour {name},\nVoici où en sont vos demandes :\n{lines}",
             "Bonjour {name}, voici où en sont vos demandes :\n{lines}",
             "{lines}"),
            ("Your requests at {company}",
             "Dear {name},\nThis is where your requests stand:\n{lines}",
             "Hello {name}, this is where your requests stand:\n{lines}",
             "{lines}"),
        ),
    ),
)  # fmt: skip

_BY_CODE = {one.code: one for one in TEMPLATES}


def title(code: str, language: Language, values: Mapping[str, str]) -> str:
    """What stands at the head of a message."""
    return fill(_BY_CODE[code].text(language, "friendly")[0], values)


def fill(pattern: str, values: Mapping[str, str]) -> str:
    """Raises KeyError for a hole that has no value."""
    return HOLE.sub(lambda hole: values[hole[1]], pattern)
