from __future__ import annotations

from digiboost.kernel.errors import Conflict


class OrderIdReused(Conflict):
    """The id belongs to an order with another content: nothing was recorded."""

    code = "order_id_reused"


class ReceiptIdReused(Conflict):
    code = "receipt_id_reused"


class OrderNotDraft(Conflict):
    """What was sent, or partly came, is what the supplier was told: its lines stay."""

    code = "order_not_draft"


class OrderCancelled(Conflict):
    """A cancelled order cannot be sent."""

    code = "order_cancelled"


class OrderComplete(Conflict):
    """Everything came: there is nothing left to cancel."""

    code = "order_complete"


TEXTS = {
    "order_id_reused": (
        "Commande déjà enregistrée | Cet identifiant appartient à une commande dont le contenu est différent.",
        "Order already recorded | This id belongs to an order with another content.",
    ),
    "receipt_id_reused": (
        "Réception déjà enregistrée | Cet identifiant appartient à une réception dont le contenu est différent.",
        "Receipt already recorded | This id belongs to a receipt with another content.",
    ),
    "order_not_draft": (
        "Commande déjà envoyée | Seul un brouillon peut être modifié ou supprimé.",
        "Order already sent | Only a draft can be changed or deleted.",
    ),
    "order_cancelled": (
        "Commande annulée | Cette commande est annulée : elle ne peut plus être envoyée.",
        "Order cancelled | This order is cancelled: it can no longer be sent.",
    ),
    "order_complete": (
        "Commande reçue | Tout est arrivé : il n'y a plus rien à annuler.",
        "Order received | Everything has come: there is nothing left to cancel.",
    ),
    "product_twice": ("Ce produit est donné deux fois.", "This product is given twice."),
    "cost_not_yours": ("Votre rôle ne permet pas d'indiquer un coût.", "Your role does not allow you to state a cost."),
    "supplier_not_the_orders": (
        "Ce fournisseur n'est pas celui de la commande.",
        "This supplier is not the order's.",
    ),
}
