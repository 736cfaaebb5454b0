"""Every sentence of the reading half, by stable code, in French and in English.

`{value}`, `{column}`, `{limit}`, `{row}`... are filled from the parameters of an error or a problem.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TEXTS: dict[str, tuple[str, str]] = {
    # the whole file
    "file_unreadable": (
        "Ce fichier est abîmé ou incomplet : ouvrez-le, enregistrez-le de nouveau en .xlsx ou .csv, puis réessayez.",
        "This file is damaged or incomplete: open it, save it again as .xlsx or .csv, and retry.",
    ),
    "file_empty": ("Ce fichier est vide.", "This file is empty."),
    "file_too_large": (
        "Ce fichier dépasse {limit_mb} Mo : coupez-le en plusieurs fichiers.",
        "This file is over {limit_mb} MB: split it into several files.",
    ),
    "file_too_heavy": (
        "Ce fichier demande trop de mémoire ou de temps : enregistrez-le en .csv ou coupez-le en plusieurs fichiers.",
        "This file needs too much memory or time: save it as .csv or split it into several files.",
    ),
    "file_type_unknown": (
        "Ce fichier n'est ni un classeur Excel (.xlsx) ni un fichier texte (.csv) : {found}.",
        "This file is neither an Excel workbook (.xlsx) nor a text file (.csv): {found}.",
    ),
    "legacy_workbook": (
        "Ancien format Excel (.xls) : dans Excel, choisissez « Enregistrer sous » puis « Classeur Excel (.xlsx) ».",
        "Old Excel format (.xls): in Excel choose “Save as”, then “Excel workbook (.xlsx)”.",
    ),
    "encrypted_workbook": (
        "Ce classeur est protégé par un mot de passe : enlevez le mot de passe, puis réessayez.",
        "This workbook is protected by a password: remove the password, then retry.",
    ),
    "workbook_bomb": (
        "Ce fichier n'a pas la structure d'un vrai classeur ; copiez vos lignes dans un nouveau classeur.",
        "This file is not built like a real workbook; copy your rows into a new workbook.",
    ),
    "formulas_only": (
        "Ce classeur ne contient que des formules sans résultat : ouvrez-le dans Excel et enregistrez-le.",
        "This workbook only holds formulas without results: open it in Excel and save it.",
    ),
    "encoding_unreadable": (
        "Les caractères de ce fichier sont illisibles : enregistrez-le en « CSV UTF-8 ».",
        "The characters of this file are unreadable: save it as “CSV UTF-8”.",
    ),
    "too_many_rows": (
        "Ce fichier a plus de {limit} lignes : coupez-le en plusieurs fichiers.",
        "This file has more than {limit} rows: split it into several files.",
    ),
    "too_many_columns": (
        "Ce fichier a plus de {limit} colonnes : gardez seulement celles qui servent.",
        "This file has more than {limit} columns: keep only those you need.",
    ),
    "cell_too_long": (
        "Une cellule dépasse {limit} caractères : vérifiez les guillemets du fichier.",
        "A cell is longer than {limit} characters: check the quotes in the file.",
    ),
    "no_header": (
        "La ligne des titres de colonnes est introuvable : ajoutez une première ligne comme « Date ; "
        "Produit ; Quantité ; Prix ».",
        "The row of column titles was not found: add a first row such as “Date; Product; Quantity; Price”.",
    ),
    "no_rows": (
        "Ce fichier a des titres de colonnes, mais aucune ligne en dessous.",
        "This file has column titles, but no row below them.",
    ),
    "sheet_unknown": ("La feuille « {sheet} » n'existe pas.", "There is no sheet “{sheet}”."),
    "mapping_incomplete": (
        "Indiquez la colonne pour : {fields}.",
        "Choose the column for: {fields}.",
    ),
    "mapping_unknown": ("« {name} » n'existe pas dans ce fichier.", "“{name}” does not exist in this file."),
    "option_invalid": ("Réglage non reconnu : {name}.", "Unknown setting: {name}."),
    # one row, rejected
    "row_shifted": (
        "Cette ligne a plus de cellules que de titres : une virgule ou un point-virgule y est de trop.",
        "This row has more cells than there are titles: it holds a comma or semicolon too many.",
    ),
    "total_line": ("C'est une ligne de total.", "This is a total line."),
    "product_unknown": (
        "Ce produit n'est pas dans le catalogue.",
        "This product is not in the catalogue.",
    ),
    "barcode_taken": (
        "Ce code-barres est déjà celui d'un autre produit.",
        "Another product has this barcode already.",
    ),
    "product_missing": ("Le produit manque.", "The product is missing."),
    "supplier_missing": ("Le fournisseur manque.", "The supplier is missing."),
    "text_too_long": (
        "« {column} » dépasse {limit} caractères.",
        "“{column}” is longer than {limit} characters.",
    ),
    "date_missing": ("La date manque.", "The date is missing."),
    "date_unreadable": ("« {value} » n'est pas une date.", "“{value}” is not a date."),
    "date_in_future": ("La date {value} est dans le futur.", "The date {value} is in the future."),
    "date_too_old": ("La date {value} est avant 1990.", "The date {value} is before 1990."),
    "quantity_missing": ("La quantité manque.", "The quantity is missing."),
    "quantity_unreadable": ("« {value} » n'est pas une quantité.", "“{value}” is not a quantity."),
    "quantity_zero": ("La quantité est zéro.", "The quantity is zero."),
    "quantity_negative": ("La quantité {value} est négative.", "The quantity {value} is negative."),
    "quantity_too_large": ("La quantité {value} est trop grande.", "The quantity {value} is too large."),
    "price_missing": ("Le prix manque.", "The price is missing."),
    "price_negative": ("Le prix {value} est négatif.", "The price {value} is negative."),
    "amount_unreadable": (
        "« {value} » n'est pas un montant ({column}).",
        "“{value}” is not an amount ({column}).",
    ),
    "amount_too_large": ("Le montant {value} est trop grand.", "The amount {value} is too large."),
    "number_unreadable": (
        "« {value} » n'est pas un nombre ({column}).",
        "“{value}” is not a number ({column}).",
    ),
    "product_repeated": (
        "Ce produit est déjà à la ligne {row}.",
        "This product is already on row {row}.",
    ),
    "supplier_repeated": (
        "Ce fournisseur est déjà à la ligne {row}.",
        "This supplier is already on row {row}.",
    ),
    # one row or one column, accepted with a remark
    "date_ambiguous": (
        "Les dates de « {column} » se lisent jour/mois ou mois/jour ; elles sont lues {chosen}.",
        "The dates in “{column}” read as day/month or month/day; they are read as {chosen}.",
    ),
    "date_contradictory": (
        "Les dates de « {column} » mélangent jour/mois et mois/jour ; elles sont lues {chosen}.",
        "The dates in “{column}” mix day/month and month/day; they are read as {chosen}.",
    ),
    "number_ambiguous": (
        "« {value} » dans « {column} » est lu {chosen}.",
        "“{value}” in “{column}” is read as {chosen}.",
    ),
    "amount_differs": (
        "Le montant n'est pas quantité × prix : c'est quantité × prix qui est gardé.",
        "The amount is not quantity × price: quantity × price is kept.",
    ),
    "payment_unknown": (
        "Le mode de paiement « {value} » n'est pas reconnu ; il est laissé vide.",
        "The payment method “{value}” is not recognised; it is left empty.",
    ),
    "pack_unknown": (
        "« {value} » : sans conditionnement dans le fichier, l'unité du produit est prise.",
        "“{value}”: without a pack size in the file, the product's own unit is taken.",
    ),
    "barcode_damaged": (
        "Le code-barres « {value} » a été abîmé par le tableur ; il est laissé vide.",
        "The barcode “{value}” was damaged by the spreadsheet; it is left empty.",
    ),
    "email_unreadable": (
        "« {value} » n'est pas une adresse e-mail ; elle est laissée vide.",
        "“{value}” is not an e-mail address; it is left empty.",
    ),
    "min_above_max": (
        "Le stock minimum dépasse le stock maximum ; le maximum est laissé vide.",
        "The minimum stock is above the maximum; the maximum is left empty.",
    ),
}

CHOSEN: dict[str, tuple[str, str]] = {
    "dmy": ("jour/mois", "day/month"),
    "mdy": ("mois/jour", "month/day"),
}


def message(code: str, language: str, params: Mapping[str, Any]) -> str:
    """The sentence of `code` in `language` ("fr", else English). Missing parameters show as "?"."""
    index = 0 if language.startswith("fr") else 1
    filled = _Params(params)
    chosen = params.get("chosen")
    if chosen in CHOSEN:
        filled["chosen"] = CHOSEN[chosen][index]
    return TEXTS[code][index].format_map(filled)


class _Params(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "?"
