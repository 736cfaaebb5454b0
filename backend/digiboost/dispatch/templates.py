"""The messages of dispatch, as they are registered with notifications.

An offer is answered 1 or 2, or by a tap; the payload of a button names the offer, so that an answer is never taken for
another's.
"""

from __future__ import annotations

from digiboost.notifications.service import Template
from digiboost.notifications.types import Kind

OFFER, ASSIGNED, REDIRECTED = "dispatch.offer", "dispatch.assigned", "dispatch.redirected"
SMS_AFTER_SECONDS = 20
"""An offer that WhatsApp did not deliver by then goes out as an SMS: it holds for minutes alone."""

TEMPLATES = (
    Template(
        code=OFFER,
        kind=Kind.OFFER,
        texts={
            ("fr", "formal"): (
                "Mission proposée : {headline}",
                "Bonjour {name},\n{company} vous propose la demande n° {number}.\n{facts}\nRéponse attendue avant"
                " {until}.",
            ),
            ("fr", "friendly"): (
                "Mission proposée : {headline}",
                "Demande n° {number}. {facts}\nVous avez jusqu'à {until} pour répondre.",
            ),
            ("fr", "concise"): ("{headline}", "N° {number}. {brief}. Avant {until}."),
            ("en", "formal"): (
                "Job offered: {headline}",
                "Dear {name},\n{company} offers you request no. {number}.\n{facts}\nPlease answer before {until}.",
            ),
            ("en", "friendly"): (
                "Job offered: {headline}",
                "Request no. {number}. {facts}\nYou have until {until} to answer.",
            ),
            ("en", "concise"): ("{headline}", "No. {number}. {brief}. Before {until}."),
        },
        whatsapp={"fr": "digiboost_offre_fr", "en": "digiboost_offer_en"},
        parameters=("company", "headline", "number", "facts", "until"),
        replies=(
            ("accept:{offer}", {"fr": "accepter", "en": "accept"}),
            ("decline:{offer}", {"fr": "refuser", "en": "decline"}),
        ),
        fallback_seconds=SMS_AFTER_SECONDS,
    ),
    Template(
        code=ASSIGNED,
        kind=Kind.REQUEST,
        texts={
            ("fr", "formal"): (
                "Mission confiée : {headline}",
                "Bonjour {name},\nLa demande n° {number} de votre client {client} vous est confiée, comme vous l'avez"
                " souhaité.\n{facts}",
            ),
            ("fr", "friendly"): (
                "Mission confiée : {headline}",
                "La demande n° {number} de {client}, que vous connaissez, est pour vous.\n{facts}",
            ),
            ("fr", "concise"): ("{headline}", "N° {number} pour vous : {client}. {brief}."),
            ("en", "formal"): (
                "Job for you: {headline}",
                "Dear {name},\nRequest no. {number} of your client {client} is yours, as you wished.\n{facts}",
            ),
            ("en", "friendly"): (
                "Job for you: {headline}",
                "Request no. {number} of {client}, whom you know, is yours.\n{facts}",
            ),
            ("en", "concise"): ("{headline}", "No. {number} is yours: {client}. {brief}."),
        },
        whatsapp={"fr": "digiboost_mission_fr", "en": "digiboost_job_en"},
        parameters=("headline", "number", "client", "facts"),
        fallback_seconds=SMS_AFTER_SECONDS,
    ),
    Template(
        code=REDIRECTED,
        kind=Kind.REQUEST,
        texts={
            ("fr", "friendly"): (
                "Votre demande n° {number}",
                "{company} : la personne contactée n'est plus disponible. Nous cherchons quelqu'un d'autre pour"
                " {service} et nous vous tenons au courant.",
            ),
            ("en", "friendly"): (
                "Your request no. {number}",
                "{company}: the person we had contacted is no longer available. We are looking for somebody else for"
                " {service} and will keep you informed.",
            ),
        },
        whatsapp={"fr": "digiboost_demande_suite_fr", "en": "digiboost_request_update_en"},
        parameters=("company", "number", "service"),
    ),
)
