from __future__ import annotations

from digiboost.kernel.errors import Conflict


class NotSearching(Conflict):
    """The request is with somebody, or over: nobody is looked for."""

    code = "not_searching"


TEXTS = {
    "not_searching": (
        "Aucune recherche en cours | Cette demande est déjà confiée à quelqu'un, ou elle est terminée.",
        "Nobody is being looked for | This request is with somebody already, or it is over.",
    ),
    "weights_empty": (
        "Au moins un critère doit compter : donnez-lui un poids.",
        "At least one factor must count: give it a weight.",
    ),
}
