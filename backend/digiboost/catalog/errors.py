from __future__ import annotations

from digiboost.kernel.errors import Conflict


class CodeTaken(Conflict):
    code = "code_taken"


class BarcodeTaken(Conflict):
    code = "barcode_taken"


class NameTaken(Conflict):
    """Two spellings that differ in case and accents alone are one name."""

    code = "name_taken"


class CategoryInUse(Conflict):
    code = "category_in_use"


TEXTS = {
    "code_taken": ("Code déjà utilisé | Un autre élément porte ce code.", "Code taken | Another item has this code."),
    "barcode_taken": (
        "Code-barres déjà utilisé | Un autre produit porte ce code-barres.",
        "Barcode taken | Another product has this barcode.",
    ),
    "name_taken": ("Nom déjà utilisé | Ce nom existe déjà.", "Name taken | This name exists already."),
    "category_in_use": (
        "Catégorie utilisée | Des produits sont dans cette catégorie : déplacez-les d'abord.",
        "Category in use | Products are in this category: move them first.",
    ),
}
