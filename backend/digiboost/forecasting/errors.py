from __future__ import annotations

from digiboost.kernel.errors import Conflict


class OccasionKnown(Conflict):
    """Somebody wrote of this date of the feast before: that is what is to be changed."""

    code = "occasion_known"


TEXTS = {
    "occasion_known": (
        "Date déjà indiquée | Cette fête a déjà une date à cette période : modifiez-la.",
        "Date already given | This feast has a date around that time already: change that one.",
    ),
    "feast_unknown": ("Le calendrier ne connaît pas cette fête.", "The calendar does not know this feast."),
    "last_before_first": ("Le dernier jour est avant le premier.", "The last day lies before the first."),
    "occasion_too_long": (
        "Une occasion dure deux mois au plus.",
        "An occasion lasts two months at the most.",
    ),
    "product_without_supplier": (
        "Ce produit n'a pas de fournisseur : choisissez-en un sur sa fiche.",
        "This product has no supplier: choose one on its page.",
    ),
}
