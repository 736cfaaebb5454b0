from __future__ import annotations

from digiboost.kernel.errors import Conflict


class StockUntracked(Conflict):
    """Nothing can leave a shelf of which nobody knows what is on it."""

    code = "stock_untracked"


TEXTS = {
    "stock_untracked": (
        "Stock non suivi | Comptez ce produit ou enregistrez une entrée d'abord.",
        "Stock not tracked | Count this product or record an entry first.",
    ),
    "quantity_too_large": ("Quantité ou valeur trop grande.", "The quantity or the value is too large."),
    "quantity_zero": ("La quantité ne peut pas être nulle.", "The quantity cannot be zero."),
    "counted_twice": ("Un produit est compté deux fois.", "A product is counted twice."),
    "max_below_min": ("Le maximum est sous le minimum.", "The maximum is below the minimum."),
    "cost_only_entry": ("Seule une entrée a un coût.", "Only an entry has a cost."),
    "expiry_only_entry": ("Seule une entrée a une date de péremption.", "Only an entry has an expiry date."),
    "lot_without_expiry": (
        "Indiquez aussi la date de péremption de ce lot.",
        "Give the expiry date of this lot as well.",
    ),
    "quantity_sign": (
        "Une entrée ou une sortie a une quantité positive.",
        "An entry or an exit has a positive quantity.",
    ),
}
