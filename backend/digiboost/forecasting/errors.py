from __future__ import annotations

TEXTS = {
    "product_without_supplier": (
        "Ce produit n'a pas de fournisseur : choisissez-en un sur sa fiche.",
        "This product has no supplier: choose one on its page.",
    ),
}
