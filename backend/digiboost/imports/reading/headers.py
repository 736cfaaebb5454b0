"""Which column is which: French and English titles, and the look of the values when titles say nothing.

A title is folded (case, accents, punctuation gone) and compared with the words that shops use for a field;
the full title counts more than its parts. Each field then takes its best column, no column twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from digiboost.imports.reading.text import fold
from digiboost.imports.reading.types import FIELDS, REQUIRED, Column, Kind, Mapping

_CODE = """ref|reference|references|code|code article|code produit|ref article|ref produit|reference article
reference produit|article code|product code|stockcode|stock code|sku|item code|item no|item number|code art|cod art
n article|no article|num article|id produit|product id|productid|id article|part number|plu|code interne"""
_NAME = """designation|designations|libelle|libelle article|libelle produit|nom|nom du produit|nom produit|nom article
nom de l article|produit|produits|article|articles|product|product name|productname|item|item name|item description
name|intitule|denomination|marchandise|designation article|designation produit|description article
description produit|medicament|product description"""
_PACK = """conditionnement|cond|colisage|pack|pack size|packsize|par carton|qte par carton|quantite par carton
unites par carton|nb par carton|pcb|pieces par carton|units per pack|units per case|case size|lot|qte par colis
contenance carton|multiple"""

_WORDS: dict[Kind, dict[str, str]] = {
    "sales": {
        "reference": """n facture|no facture|num facture|numero facture|numero de facture|facture|facture n|n de facture
invoiceno|invoice no|invoice|invoice number|invoice id|n ticket|no ticket|ticket|numero ticket|numero de ticket
ticket no|receipt|receipt no|receipt number|n vente|no vente|numero vente|id vente|sale id|sale no|order id|order no
order number|n commande|no commande|numero commande|commande|bon|n bon|no bon|bl|n bl|piece|n piece|no piece
numero piece|ref facture|reference facture|ref vente|reference vente|transaction|transaction id|num|no|n|recu|n recu""",
        "date": """date|date vente|date de vente|date de la vente|date facture|date de facture|date facturation
invoicedate|invoice date|sale date|date of sale|sold at|sold on|order date|transaction date|jour|day|date heure
date et heure|datetime|date time|timestamp|date operation|date piece|date ticket|date commande|le|dates|created at""",
        "time": "heure|time|heure vente|heure de vente|sale time|hour|heures",
        "product_code": _CODE,
        "product_name": _NAME + "|description|descriptions|detail",
        "quantity": """quantite|quantites|qte|qtes|qt|qty|quantity|quantities|qte vendue|quantite vendue|qtes vendues
nombre|nb|nbre|units|units sold|unites|unites vendues|qty sold|quantity sold|qte facturee|quantite facturee|pieces""",
        "pack_size": _PACK,
        "unit_price": """pu|p u|p u ht|pu ht|pu ttc|p u ttc|prix unitaire|prix unitaire ht|prix unitaire ttc|prix
prix u|prix unit|unitprice|unit price|price|prix de vente|prix vente|pv|pvu|p v|prix de vente ttc|prix vente ttc
prix vente unitaire|sale price|selling price|item price|rate|tarif|prix public|prix ttc|prix ht""",
        "amount": """montant|montant ttc|montant ht|total|total ttc|total ht|total ligne|montant ligne|montant total
prix total|amount|line total|total amount|total price|valeur|sales|ca|chiffre d affaires|net|net a payer|somme
linetotal|revenue|subtotal|sous total|pt|p t""",
        "customer": """client|nom client|nom du client|clients|customer|customer name|customername|acheteur|buyer
customerid|customer id|code client|id client|n client|no client|num client|numero client|compte client|client name
customer code|raison sociale""",
        "payment": """paiement|mode de paiement|mode paiement|moyen de paiement|reglement|mode de reglement
mode reglement|payment|payment method|payment mode|payment type|paid by|type de paiement|mode de payement""",
    },
    "products": {
        "code": _CODE,
        "name": _NAME,
        "description": "description|descriptions|detail|details|commentaire|notes|note|descriptif|observations",
        "category": """categorie|categories|famille|rayon|category|product category|type|groupe|group|department
departement|sous famille|categorie produit|famille article|gamme|classe""",
        "supplier": """fournisseur|fournisseurs|supplier|vendor|supplier name|nom fournisseur|fabricant|laboratoire
grossiste|marque|brand|fournisseur principal|code fournisseur""",
        "unit": "unite|unites|unit|uom|unite de vente|unite de mesure|u|mesure|unite vente|unit of measure|udm",
        "pack_size": _PACK,
        "barcode": """code barres|code barre|codebarres|codebarre|code a barres|code a barre|barcode|bar code|ean
ean13|ean 13|gtin|upc|gencod|gencode|cip""",
        "purchase_price": """prix d achat|prix achat|pa|p a|pa ht|prix d achat ht|prix achat ht|pau|cout|cout d achat
cout unitaire|cost|unit cost|cost price|purchase price|buying price|prix de revient|pr|pmp|cump|prix revient
prix d achat unitaire|prix fournisseur|pght""",
        "sale_price": """prix de vente|prix vente|pv|p v|pv ttc|pv ht|prix de vente ttc|prix vente ttc|prix de vente ht
prix unitaire|pu|p u|pu ttc|prix|prix ttc|price|sale price|selling price|unit price|unitprice|retail price|tarif
prix public|prix detail|prix de vente unitaire|ppu|prix unitaire ttc""",
        "min_stock": """stock mini|stock min|stock minimum|stock minimal|mini|minimum|min|seuil|seuil d alerte
seuil alerte|stock d alerte|stock alerte|min stock|minimum stock|reorder level|reorder point|stock de securite
seuil mini|seuil minimum|point de commande|seuil de reapprovisionnement|alert level|qte mini|quantite minimum""",
        "max_stock": """stock maxi|stock max|stock maximum|stock maximal|maxi|maximum|max|max stock|maximum stock
qte maxi|quantite maximum""",
        "stock": """stock|qte en stock|quantite en stock|stock actuel|stock initial|en stock|quantite|qte|qty|quantity
stock reel|stock physique|on hand|quantity on hand|stock disponible|disponible|qte stock|stock qte|stock quantity
current stock|opening stock|stock theorique|inventaire""",
    },
    "stock": {
        "code": _CODE,
        "name": _NAME + "|description",
        "quantity": """quantite comptee|qte comptee|stock compte|compte|comptage|counted|count|counted quantity
quantite|quantites|qte|qtes|qty|quantity|stock|stock reel|stock physique|qte reelle|quantite reelle|qte physique
quantite physique|inventaire|qte inventaire|quantite inventoriee|stock actuel|en stock|qte en stock
quantite en stock|on hand|physical count|nombre|nb""",
        "pack_size": _PACK,
    },
    "suppliers": {
        "code": "code|ref|reference|code fournisseur|supplier code|vendor code|id|supplier id|n|no|compte|code frs",
        "name": """nom|fournisseur|fournisseurs|raison sociale|nom fournisseur|nom du fournisseur|supplier|suppliers
supplier name|vendor|vendor name|name|societe|entreprise|company|denomination|libelle|designation|frs""",
        "contact_name": """contact|nom du contact|nom contact|personne a contacter|interlocuteur|contact name
contact person|responsable|representant|commercial|gerant""",
        "phone": """telephone|tel|telephones|phone|phone number|mobile|portable|n telephone|numero de telephone|numero
gsm|whatsapp|tel mobile|telephone 1|cell|contact telephone|telephone portable""",
        "email": "email|e mail|mail|courriel|adresse mail|adresse email|adresse e mail|email address|adresse electronique",
        "lead_time_days": """delai|delais|delai jours|delai de livraison|delai livraison|delai en jours|delai j
delai de livraison jours|lead time|lead time days|leadtime|delivery time|delivery days|delai d approvisionnement
delai appro|delai moyen""",
        "minimum_order": """minimum de commande|commande minimum|commande mini|minimum commande|min commande
minimum order|min order|moq|franco|montant minimum|commande minimale|minimum order value|minimum d achat""",
    },
}
_VOCABULARY: dict[Kind, dict[str, dict[str, int]]] = {
    kind: {
        field: {word: rank for rank, word in enumerate(re.split(r"[|\n]", words))}
        for field, words in fields.items()
    }
    for kind, fields in _WORDS.items()
}
KNOWN_TITLES: frozenset[str] = frozenset(
    word for fields in _VOCABULARY.values() for words in fields.values() for word in words if len(word) > 2
)
_PARENTHESIS = re.compile(r"[(\[].*?[)\]]")
_CURRENCY_WORDS = re.compile(r"\b(?:f ?cfa|cfa|xof|xaf|fcfa|eur|euros?|gbp|usd|francs?|en f|f)\b")

_DATES = {"date"}
_NUMBERS = {
    "quantity", "pack_size", "unit_price", "amount", "purchase_price", "sale_price", "min_stock", "max_stock",
    "stock", "lead_time_days", "minimum_order",
}  # fmt: skip
_NAMES = {"product_name", "name", "customer", "category", "supplier", "contact_name"}


def guess_mapping(kind: Kind, columns: Sequence[Column]) -> Mapping:
    """{field: column name or None} for every field of `kind`, in the order of `FIELDS[kind]`."""
    pairs = [
        (_title_score(words, column) + _value_score(field, column), -index, field, column)
        for field, words in _VOCABULARY[kind].items()
        for index, column in enumerate(columns)
    ]
    mapping: Mapping = dict.fromkeys(FIELDS[kind])
    taken: set[str] = set()
    for score, _, field, column in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if score >= 40 and mapping[field] is None and column.name not in taken:
            mapping[field] = column.name
            taken.add(column.name)
    _fill_from_values(kind, columns, mapping, taken)
    return mapping


def _title_score(words: dict[str, int], column: Column) -> float:
    """100 for the first word of the list, a little less for the later ones, 50 to 75 for a title around one."""
    best = 0.0
    for weight, title in _titles(column.name):
        rank = words.get(title)
        if rank is not None:
            best = max(best, weight - min(rank, 60) / 4)
        else:
            tokens = f" {title} "
            longest = max((len(w) for w in words if len(w) > 3 and f" {w} " in tokens), default=0)
            if longest:
                best = max(best, min(weight, 45 + 30 * longest / len(title)))
    return best


def _titles(name: str) -> list[tuple[int, str]]:
    """Foldings of a title: all of it, without parentheses and currency, camel case taken apart."""
    whole = fold(name)
    bare = " ".join(_CURRENCY_WORDS.sub(" ", fold(_PARENTHESIS.sub(" ", name))).split())
    apart = fold(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name))
    found = {whole: 100}
    for other in (bare, apart, whole.replace(" ", "")):
        if other:
            found.setdefault(other, 96)
    return [(weight, title) for title, weight in found.items() if title]


def _value_score(field: str, column: Column) -> float:
    """What the values add to or take from a title: a date column without dates is none."""
    nature = column.nature
    if nature == "empty":
        return -5
    if field in _DATES:
        return 3 if nature == "date" else -45 if nature in ("text", "decimal") else -10
    if field in _NUMBERS:
        return 3 if nature in ("integer", "decimal") else -45 if nature == "date" else -8
    if nature == "date":
        return -30
    return -4 if field in _NAMES and nature != "text" else 0


def _fill_from_values(kind: Kind, columns: Sequence[Column], mapping: Mapping, taken: set[str]) -> None:
    """Fields that cannot be done without and that no title gave: by the look of the values."""
    natures = {"date": ("date",), "quantity": ("integer",), "product_name": ("text",), "name": ("text",)}
    for group in REQUIRED[kind]:
        if any(mapping[field] for field in group):
            continue
        for field in group:
            fitting = [c for c in columns if c.name not in taken and c.nature in natures.get(field, ())]
            if field == "quantity" and len(fitting) > 1:
                fitting = [min(fitting, key=_size)]
            if fitting:
                chosen = max(fitting, key=_length) if field in _NAMES else fitting[0]
                mapping[field] = chosen.name
                taken.add(chosen.name)
                break
    if kind == "sales" and not mapping["unit_price"] and not mapping["amount"]:
        for column in columns:
            if column.name not in taken and column.nature == "decimal":
                mapping["unit_price"] = column.name
                break


def _size(column: Column) -> int:
    return max((len(sample) for sample in column.samples), default=0)


def _length(column: Column) -> float:
    return sum(map(len, column.samples)) / max(1, len(column.samples))


def header_fingerprint(columns: Iterable[Column | str]) -> str:
    """Hex digest of the titles in their order, folded: under it a tenant's mapping is remembered."""
    names = (fold(column if isinstance(column, str) else column.name) for column in columns)
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()
