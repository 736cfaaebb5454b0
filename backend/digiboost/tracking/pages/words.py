"""The words of the public pages, French first."""

from __future__ import annotations

from html import escape

from digiboost.kernel.i18n import Language

_WORDS: dict[str, tuple[str, str]] = {
    "follow.title": ("Demande n° {number}", "Request no. {number}"),
    "follow.at": ("chez {company}", "at {company}"),
    "state.request_received": ("Demande reçue", "Request received"),
    "state.provider_search": ("Nous cherchons quelqu’un", "We are looking for somebody"),
    "state.provider_notified": ("Nous cherchons quelqu’un", "We are looking for somebody"),
    "state.provider_accepted": ("{provider} a accepté", "{provider} has accepted"),
    "state.provider_enroute": ("{provider} est en route", "{provider} is on the way"),
    "state.provider_arrived": ("{provider} est sur place", "{provider} has arrived"),
    "state.service_started.diagnostic": ("Diagnostic en cours", "Looking into the problem"),
    "state.service_started.repair": ("Réparation en cours", "Repair under way"),
    "state.service_completed": ("C’est terminé", "It is done"),
    "state.no_provider_found": ("Personne n’est libre pour le moment", "Nobody is free at the moment"),
    "state.cancelled": ("Demande annulée", "Request cancelled"),
    "hint.request_received": (
        "Votre demande est enregistrée. Cette page se met à jour toute seule.",
        "Your request is recorded. This page keeps itself up to date.",
    ),
    "hint.provider_search": (
        "Nous contactons les personnes disponibles près de chez vous.",
        "We are asking the people who are free near you.",
    ),
    "hint.no_provider_found": (
        "Vous pouvez relancer la recherche, ou nous appeler.",
        "You can search again, or call us.",
    ),
    "hint.not_fixed": (
        "Le problème n’est pas réglé : appelez-nous, nous trouverons une suite.",
        "The problem is not solved: call us and we will find a way on.",
    ),
    "eta.arrival": ("Arrivée prévue", "Expected arrival"),
    "eta.end": ("Fin prévue", "Expected end"),
    "eta.found": ("Réponse attendue", "Answer expected"),
    "eta.between": ("entre {low} et {high}", "between {low} and {high}"),
    "eta.late": ("Du retard : nous suivons votre demande.", "Running late: we are on it."),
    "day.yesterday": ("hier {time}", "yesterday {time}"),
    "day.tomorrow": ("demain {time}", "tomorrow {time}"),
    "day.on": ("le {day} à {time}", "{day} at {time}"),
    "progress": ("Avancement : {percent} %", "Progress: {percent} %"),
    "provider.who": ("Qui vient", "Who is coming"),
    "provider.here": ("Qui est chez vous", "Who is with you"),
    "provider.was": ("Qui est venu", "Who came"),
    "provider.rating": ("{stars} sur 5 ({count} avis)", "{stars} out of 5 ({count} reviews)"),
    "provider.rating_one": ("{stars} sur 5 (1 avis)", "{stars} out of 5 (1 review)"),
    "provider.new": ("Pas encore d’avis", "No reviews yet"),
    "provider.photo": ("Photo de {name}", "Photo of {name}"),
    "call": ("Appeler", "Call"),
    "whatsapp": ("WhatsApp", "WhatsApp"),
    "company.call": ("Appeler {company}", "Call {company}"),
    "code.title": ("Votre code", "Your code"),
    "code.hint": (
        "Donnez-le à la personne quand elle est devant vous : le travail commence avec ce code.",
        "Give it to the person when they stand in front of you: the work begins with this code.",
    ),
    "quote.title": ("Prix proposé", "Price proposed"),
    "quote.hint": ("Le travail attend votre accord.", "The work waits for your word."),
    "quote.approve": ("J’accepte {amount}", "I accept {amount}"),
    "total.title": ("Montant", "Amount"),
    "total.materials": ("dont matériel {amount}", "materials included: {amount}"),
    "fee.paid": ("Frais d’annulation : {amount}", "Cancellation fee: {amount}"),
    "history.title": ("Ce qui s’est passé", "What happened"),
    "history.opened": ("Demande reçue", "Request received"),
    "history.provider_search": ("Recherche lancée", "Search begun"),
    "history.searched_again": ("Nouvelle recherche", "Searched again"),
    "history.provider_accepted": ("{provider} a accepté", "{provider} accepted"),
    "history.somebody_accepted": ("Quelqu’un a accepté", "Somebody accepted"),
    "history.provider_enroute": ("En route", "On the way"),
    "history.provider_arrived": ("Arrivée", "Arrived"),
    "history.service_started.diagnostic": ("Diagnostic commencé", "Diagnosis begun"),
    "history.service_started.repair": ("Réparation commencée", "Repair begun"),
    "history.service_completed": ("Terminé", "Done"),
    "history.no_provider_found": ("Personne de libre", "Nobody free"),
    "history.cancelled": ("Annulée", "Cancelled"),
    "cancel.open": ("Annuler la demande", "Cancel the request"),
    "cancel.reason": ("Pourquoi ? (facultatif)", "Why? (optional)"),
    "cancel.fee": (
        "Quelqu’un est déjà en route : annuler coûte {amount}.",
        "Somebody is on the way already: cancelling costs {amount}.",
    ),
    "cancel.do": ("Oui, annuler", "Yes, cancel"),
    "relaunch": ("Relancer la recherche", "Search again"),
    "rate.title": ("Votre avis", "Your review"),
    "rate.stars": ("Note", "Rating"),
    "rate.star": ("{count} sur 5", "{count} out of 5"),
    "rate.comment": ("Un mot ? (facultatif)", "A word? (optional)"),
    "rate.do": ("Envoyer mon avis", "Send my review"),
    "rate.thanks": ("Merci pour votre avis : {stars} sur 5.", "Thank you for your review: {stars} out of 5."),
    "refused": (
        "Ce n’est plus possible : voici où en est votre demande.",
        "That is no longer possible: this is where your request stands.",
    ),
    "gone.title": ("Ce lien ne mène plus nulle part", "This link leads nowhere any more"),
    "gone.hint": (
        "Il a expiré ou a été remplacé. Appelez l’entreprise qui vous l’a envoyé.",
        "It has expired or was replaced. Call the company that sent it to you.",
    ),
    "busy.title": ("Trop de demandes à la fois", "Too many requests at once"),
    "busy.hint": ("Attendez une minute, puis essayez encore.", "Wait a minute, then try again."),
    "live.off": ("Hors ligne. État de {time}.", "Offline. State as of {time}."),
    "ask.title": ("Demander une intervention", "Ask for help"),
    "ask.lead": (
        "{company} vous envoie quelqu’un. Pas besoin de compte.",
        "{company} sends somebody. You need no account.",
    ),
    "ask.service": ("De quoi avez-vous besoin ?", "What do you need?"),
    "ask.choose": ("Choisissez", "Choose"),
    "ask.zone": ("Votre quartier", "Your district"),
    "ask.zone_other": ("Autre quartier", "Another district"),
    "ask.landmark": ("Comment vous trouver ?", "How do we find you?"),
    "ask.landmark_hint": (
        "Un repère : en face de la pharmacie, portail bleu…",
        "A landmark: opposite the chemist’s, blue gate…",
    ),
    "ask.description": ("Que se passe-t-il ? (facultatif)", "What is the matter? (optional)"),
    "ask.urgency": ("C’est urgent ?", "Is it urgent?"),
    "ask.normal": ("Non, dans la journée", "No, some time today"),
    "ask.urgent": ("Oui, dès que possible", "Yes, as soon as possible"),
    "ask.emergency": ("Danger (eau, gaz, feu, électricité)", "Danger (water, gas, fire, electricity)"),
    "ask.budget": ("Budget maximum, en {currency} (facultatif)", "Most you would spend, in {currency} (optional)"),
    "ask.when": ("Quand ? (facultatif)", "When? (optional)"),
    "ask.name": ("Votre nom", "Your name"),
    "ask.phone": ("Votre téléphone", "Your telephone"),
    "ask.phone_hint": (
        "Pour vous tenir au courant par WhatsApp ou SMS.",
        "So that we can keep you informed by WhatsApp or SMS.",
    ),
    "ask.photo": ("Une photo du problème (facultatif)", "A photo of the problem (optional)"),
    "ask.do": ("Envoyer ma demande", "Send my request"),
    "ask.wrong": ("Corrigez ce qui est signalé ci-dessous.", "Correct what is marked below."),
    "ask.needed": ("À remplir.", "This is needed."),
    "ask.invalid": ("Vérifiez cette valeur.", "Check this value."),
    "closed.title": ("Cette page n’existe pas", "This page does not exist"),
    "closed.hint": (
        "Vérifiez l’adresse que l’entreprise vous a donnée.",
        "Check the address that the company gave you.",
    ),
    "language.other": ("English", "Français"),
    "skip": ("Aller au contenu", "Skip to content"),
}  # fmt: skip


def word(code: str, language: Language, **values: object) -> str:
    """Raises KeyError for a word that there is not."""
    return _WORDS[code][0 if language == "fr" else 1].format(**values)


def said(code: str, language: Language, **values: object) -> str:
    """The same as HTML."""
    return escape(word(code, language, **values))
