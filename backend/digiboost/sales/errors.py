from __future__ import annotations

from digiboost.kernel.errors import Conflict


class SaleIdReused(Conflict):
    """The id belongs to a sale with another content: nothing was recorded."""

    code = "sale_id_reused"


class MissedSaleIdReused(Conflict):
    code = "missed_sale_id_reused"


class ReturnTooMuch(Conflict):
    """More than was sold and not yet returned; the problem tells the line and what is left (units)."""

    code = "return_too_much"


class ReturnOfReturn(Conflict):
    code = "return_of_return"


class SaleCancelled(Conflict):
    """A cancelled sale cannot be returned."""

    code = "sale_cancelled"


class SaleHasReturns(Conflict):
    """What came back must be cancelled before the sale itself."""

    code = "sale_has_returns"


TEXTS = {
    "sale_id_reused": (
        "Vente déjà enregistrée | Cet identifiant appartient à une vente dont le contenu est différent.",
        "Sale already recorded | This id belongs to a sale with another content.",
    ),
    "missed_sale_id_reused": (
        "Vente manquée déjà notée | Cet identifiant appartient à une autre vente manquée.",
        "Missed sale already noted | This id belongs to another missed sale.",
    ),
    "return_too_much": (
        "Retour trop grand | On ne peut pas rendre plus que ce qui a été vendu et pas encore rendu.",
        "Return too large | No more can come back than was sold and not yet returned.",
    ),
    "return_of_return": (
        "Retour d'un retour | Un retour ne peut pas être rendu : annulez-le.",
        "Return of a return | A return cannot be returned: cancel it.",
    ),
    "sale_cancelled": (
        "Vente annulée | Cette vente est annulée : rien ne peut en être rendu.",
        "Sale cancelled | This sale is cancelled: nothing of it can be returned.",
    ),
    "sale_has_returns": (
        "Vente avec retours | Annulez d'abord les retours de cette vente.",
        "Sale with returns | Cancel the returns of this sale first.",
    ),
    "credit_needs_customer": (
        "Une vente à crédit a besoin d'un client.",
        "A sale on credit needs a customer.",
    ),
    "discount_too_large": (
        "La remise dépasse le montant de la vente.",
        "The discount is more than the sale.",
    ),
    "amount_too_large": ("Montant trop grand.", "The amount is too large."),
    "quantity_not_positive": ("La quantité doit être plus grande que zéro.", "The quantity must be above zero."),
    "in_the_future": ("La date est dans le futur.", "The date is in the future."),
    "too_long_ago": ("La date est trop ancienne.", "The date is too long ago."),
    "line_unknown": ("Cette ligne n'est pas dans la vente.", "This line is not in the sale."),
    "line_twice": ("Cet identifiant de ligne est donné deux fois.", "This line id is given twice."),
    "period_reversed": ("La fin est avant le début.", "The end is before the beginning."),
}
