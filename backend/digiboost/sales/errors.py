from __future__ import annotations

from digiboost.kernel.errors import Conflict, Forbidden


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


class PaymentIdReused(Conflict):
    """The id belongs to another entry of a carnet: nothing was recorded."""

    code = "payment_id_reused"


class CorrectionIdReused(Conflict):
    code = "correction_id_reused"


class PromiseIdReused(Conflict):
    code = "promise_id_reused"


class ClosingIdReused(Conflict):
    code = "closing_id_reused"


class TillNotYours(Forbidden):
    """Everybody closes their own till; another's, and the whole shop's, is for a manager."""

    code = "till_not_yours"


class CashMoveIdReused(Conflict):
    code = "cash_move_id_reused"


class CustomerOwes(Conflict):
    """A customer who owes cannot be deleted; the problem tells the balance."""

    code = "customer_owes"


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
    "payment_id_reused": (
        "Versement déjà enregistré | Cet identifiant appartient à un autre versement.",
        "Payment already recorded | This id belongs to another payment.",
    ),
    "correction_id_reused": (
        "Correction déjà enregistrée | Cet identifiant appartient à une autre ligne du carnet.",
        "Correction already recorded | This id belongs to another line of the credit book.",
    ),
    "promise_id_reused": (
        "Promesse déjà notée | Cet identifiant appartient à une autre promesse.",
        "Promise already noted | This id belongs to another promise.",
    ),
    "closing_id_reused": (
        "Clôture déjà enregistrée | Cet identifiant appartient à une autre clôture.",
        "Closing already recorded | This id belongs to another closing.",
    ),
    "cash_move_id_reused": (
        "Mouvement déjà enregistré | Cet identifiant appartient à un autre mouvement de caisse.",
        "Movement already recorded | This id belongs to another movement of the till.",
    ),
    "till_not_yours": (
        "Caisse d'un autre | Vous pouvez clôturer votre caisse ; celle de la boutique revient au gérant.",
        "Not your till | You can close your own till; that of the shop is for a manager.",
    ),
    "customer_owes": (
        "Ce client doit de l'argent | Encaissez ou effacez sa dette avant de le supprimer.",
        "This customer owes money | Settle or write off the debt before deleting them.",
    ),
    "only_on_credit": (
        "Seulement pour une vente à crédit.",
        "Only for a sale on credit.",
    ),
    "paid_more_than_sale": (
        "L'acompte dépasse le montant de la vente.",
        "The part paid is more than the sale.",
    ),
    "promise_in_the_past": (
        "La date promise est passée.",
        "The promised day is past.",
    ),
    "promise_too_far": (
        "La date promise est trop lointaine.",
        "The promised day is too far away.",
    ),
    "day_after_closing": (
        "Cette journée n'est pas encore arrivée.",
        "This day has not come yet.",
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
