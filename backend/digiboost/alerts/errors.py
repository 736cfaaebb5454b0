from __future__ import annotations

from digiboost.kernel.errors import Conflict


class AlertResolved(Conflict):
    """What is over needs no answer."""

    code = "alert_resolved"


TEXTS = {
    "alert_resolved": (
        "Alerte terminée | Cette alerte est déjà résolue : il n'y a plus rien à faire.",
        "Alert over | This alert is resolved already: there is nothing left to do.",
    ),
    "param_not_read": ("Ce type d'alerte n'utilise pas cette valeur.", "This type of alert does not use this value."),
    "scope_not_read": (
        "Ce type d'alerte porte sur toute l'entreprise.",
        "This type of alert is about the whole company.",
    ),
}
