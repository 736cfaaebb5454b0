from __future__ import annotations

from digiboost.kernel.errors import Conflict


class EscalationOver(Conflict):
    """What stopped needs no acknowledgement."""

    code = "escalation_over"


class NobodyToTell(Conflict):
    """No address, no provider, or somebody who wants no messages."""

    code = "nobody_to_tell"


TEXTS = {
    "escalation_over": (
        "Escalade terminée | Cette escalade est déjà arrêtée.",
        "Escalation over | This escalation has stopped already.",
    ),
    "nobody_to_tell": (
        "Personne à prévenir | Cette personne n'a pas d'adresse, ou ne veut pas de messages.",
        "Nobody to tell | This person has no address, or wants no messages.",
    ),
    "minutes_of_reminder": (
        "Un rappel a besoin d'un délai en minutes, et lui seul.",
        "A reminder needs its minutes, and nothing else does.",
    ),
    "text_unknown_hole": ("Ce texte contient un champ inconnu.", "This text holds a field that is not known."),
    "event_or_text": ("Indiquez un évènement ou un texte.", "Give an event or a text."),
    "target_not_possible": (
        "Chercher quelqu'un d'autre n'est possible qu'avant l'arrivée.",
        "Looking for somebody else is only possible before arrival.",
    ),
    "hours_half": ("Indiquez le début et la fin.", "Give the beginning and the end."),
    "hours_empty": ("Le début et la fin sont les mêmes.", "The beginning and the end are the same."),
    "status_not_possible": (
        "On ne peut pas mener une demande à cet état.",
        "A request cannot be led to this state.",
    ),
    "client_only": ("Cette valeur ne concerne que les clients.", "This value is about clients alone."),
}
