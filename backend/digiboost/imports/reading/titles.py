"""What shops write above a column, in French and English, folded (`text.fold`); the usual word first."""

from __future__ import annotations

import re

from digiboost.imports.reading.types import Kind

_CODE = """
ref|reference|references|code|code article|code produit|ref article|ref produit|reference article
reference produit|article code|product code|stockcode|stock code|sku|item code|item no|item number
code art|cod art|n article|no article|num article|id produit|product id|productid|id article
part number|plu|code interne
"""
_NAME = """
designation|designations|libelle|libelle article|libelle produit|nom|nom du produit|nom produit
nom article|nom de l article|produit|produits|article|articles|product|product name|productname|item
item name|item description|name|intitule|denomination|marchandise|designation article
designation produit|description article|description produit|medicament|product description
"""
_PACK = """
conditionnement|cond|colisage|pack|pack size|packsize|par carton|qte par carton|quantite par carton
unites par carton|nb par carton|pcb|pieces par carton|units per pack|units per case|case size|lot
qte par colis|contenance carton|multiple
"""

_WORDS: dict[Kind, dict[str, str]] = {
    "sales": {
        "reference": """
n facture|no facture|num facture|numero facture|numero de facture|facture|facture n|n de facture
invoiceno|invoice no|invoice|invoice number|invoice id|n ticket|no ticket|ticket|numero ticket
numero de ticket|ticket no|receipt|receipt no|receipt number|n vente|no vente|numero vente|id vente
sale id|sale no|order id|order no|order number|n commande|no commande|numero commande|commande|bon
n bon|no bon|bl|n bl|piece|n piece|no piece|numero piece|ref facture|reference facture|ref vente
reference vente|transaction|transaction id|num|no|n|recu|n recu
""",
        "date": """
date|date vente|date de vente|date de la vente|date facture|date de facture|date facturation
invoicedate|invoice date|sale date|date of sale|sold at|sold on|order date|transaction date|jour|day
date heure|date et heure|datetime|date time|timestamp|date operation|date piece|date ticket
date commande|le|dates|created at
""",
        "time": "heure|time|heure vente|heure de vente|sale time|hour|heures",
        "product_code": _CODE,
        "product_name": _NAME + "|description|descriptions|detail",
        "quantity": """
quantite|quantites|qte|qtes|qt|qty|quantity|quantities|qte vendue|quantite vendue|qtes vendues
nombre|nb|nbre|units|units sold|unites|unites vendues|qty sold|quantity sold|qte facturee
quantite facturee|pieces
""",
        "pack_size": _PACK,
        "unit_price": """
pu|p u|p u ht|pu ht|pu ttc|p u ttc|prix unitaire|prix unitaire ht|prix unitaire ttc|prix|prix u
prix unit|unitprice|unit price|price|prix de vente|prix vente|pv|pvu|p v|prix de vente ttc
prix vente ttc|prix vente unitaire|sale price|selling price|item price|rate|tarif|prix public
prix ttc|prix ht
""",
        "amount": """
montant|montant ttc|montant ht|total|total ttc|total ht|total ligne|montant ligne|montant total
prix total|amount|line total|total amount|total price|valeur|sales|ca|chiffre d affaires|net
net a payer|somme|linetotal|revenue|subtotal|sous total|pt|p t
""",
        "customer": """
client|nom client|nom du client|clients|customer|customer name|customername|acheteur|buyer
customerid|customer id|code client|id client|n client|no client|num client|numero client
compte client|client name|customer code|raison sociale
""",
        "payment": """
paiement|mode de paiement|mode paiement|moyen de paiement|reglement|mode de reglement|mode reglement
payment|payment method|payment mode|payment type|paid by|type de paiement|mode de payement
""",
    },
    "products": {
        "code": _CODE,
        "name": _NAME,
        "description": """
description|descriptions|detail|details|commentaire|notes|note|descriptif|observations
""",
        "category": """
categorie|categories|famille|rayon|category|product category|type|groupe|group|department
departement|sous famille|categorie produit|famille article|gamme|classe
""",
        "supplier": """
fournisseur|fournisseurs|supplier|vendor|supplier name|nom fournisseur|fabricant|laboratoire
grossiste|marque|brand|fournisseur principal|code fournisseur
""",
        "unit": """
unite|unites|unit|uom|unite de vente|unite de mesure|u|mesure|unite vente|unit of measure|udm
""",
        "pack_size": _PACK,
        "barcode": """
code barres|code barre|codebarres|codebarre|code a barres|code a barre|barcode|bar code|ean|ean13
ean 13|gtin|upc|gencod|gencode|cip
""",
        "purchase_price": """
prix d achat|prix achat|pa|p a|pa ht|prix d achat ht|prix achat ht|pau|cout|cout d achat
cout unitaire|cost|unit cost|cost price|purchase price|buying price|prix de revient|pr|pmp|cump
prix revient|prix d achat unitaire|prix fournisseur|pght
""",
        "sale_price": """
prix de vente|prix vente|pv|p v|pv ttc|pv ht|prix de vente ttc|prix vente ttc|prix de vente ht
prix unitaire|pu|p u|pu ttc|prix|prix ttc|price|sale price|selling price|unit price|unitprice
retail price|tarif|prix public|prix detail|prix de vente unitaire|ppu|prix unitaire ttc
""",
        "min_stock": """
stock mini|stock min|stock minimum|stock minimal|mini|minimum|min|seuil|seuil d alerte|seuil alerte
stock d alerte|stock alerte|min stock|minimum stock|reorder level|reorder point|stock de securite
seuil mini|seuil minimum|point de commande|seuil de reapprovisionnement|alert level|qte mini
quantite minimum
""",
        "max_stock": """
stock maxi|stock max|stock maximum|stock maximal|maxi|maximum|max|max stock|maximum stock|qte maxi
quantite maximum
""",
        "stock": """
stock|qte en stock|quantite en stock|stock actuel|stock initial|en stock|quantite|qte|qty|quantity
stock reel|stock physique|on hand|quantity on hand|stock disponible|disponible|qte stock|stock qte
stock quantity|current stock|opening stock|stock theorique|inventaire
""",
    },
    "stock": {
        "code": _CODE,
        "name": _NAME + "|description",
        "quantity": """
quantite comptee|qte comptee|stock compte|compte|comptage|counted|count|counted quantity|quantite
quantites|qte|qtes|qty|quantity|stock|stock reel|stock physique|qte reelle|quantite reelle
qte physique|quantite physique|inventaire|qte inventaire|quantite inventoriee|stock actuel|en stock
qte en stock|quantite en stock|on hand|physical count|nombre|nb
""",
        "pack_size": _PACK,
    },
    "suppliers": {
        "code": """
code|ref|reference|code fournisseur|supplier code|vendor code|id|supplier id|n|no|compte|code frs
""",
        "name": """
nom|fournisseur|fournisseurs|raison sociale|nom fournisseur|nom du fournisseur|supplier|suppliers
supplier name|vendor|vendor name|name|societe|entreprise|company|denomination|libelle|designation
frs
""",
        "contact_name": """
contact|nom du contact|nom contact|personne a contacter|interlocuteur|contact name|contact person
responsable|representant|commercial|gerant
""",
        "phone": """
telephone|tel|telephones|phone|phone number|mobile|portable|n telephone|numero de telephone|numero
gsm|whatsapp|tel mobile|telephone 1|cell|contact telephone|telephone portable
""",
        "email": """
email|e mail|mail|courriel|adresse mail|adresse email|adresse e mail|email address
adresse electronique
""",
        "lead_time_days": """
delai|delais|delai jours|delai de livraison|delai livraison|delai en jours|delai j
delai de livraison jours|lead time|lead time days|leadtime|delivery time|delivery days
delai d approvisionnement|delai appro|delai moyen
""",
        "minimum_order": """
minimum de commande|commande minimum|commande mini|minimum commande|min commande|minimum order
min order|moq|franco|montant minimum|commande minimale|minimum order value|minimum d achat
""",
    },
}


def _split(words: str) -> list[str]:
    return [word for word in re.split(r"[|\n]", words) if word]


VOCABULARY: dict[Kind, dict[str, dict[str, int]]] = {
    kind: {field: {word: rank for rank, word in enumerate(_split(words))} for field, words in fields.items()}
    for kind, fields in _WORDS.items()
}
KNOWN_TITLES: frozenset[str] = frozenset(
    word for fields in VOCABULARY.values() for words in fields.values() for word in words if len(word) > 2
)
