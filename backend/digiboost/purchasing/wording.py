"""What a supplier reads: the message of an order, in the company's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from digiboost.catalog.types import SupplierFacts
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import day_text, quantity_text

_FRENCH = {
    "hello": "Bonjour {name},",
    "order": "Commande {number} de {shop} du {day} :",
    "line": "• {name} : {quantity} {unit}",
    "expected": "Livraison souhaitée le {day}.",
    "closing": "Merci de confirmer la disponibilité et le prix.",
}
_ENGLISH = {
    "hello": "Hello {name},",
    "order": "Order {number} from {shop}, {day}:",
    "line": "• {name}: {quantity} {unit}",
    "expected": "Delivery wished on {day}.",
    "closing": "Please confirm availability and price.",
}


def packs_text(quantity: int, pack_size: int, language: Language) -> str | None:
    """How many packs, ``2 × 12``; None where a pack is one unit or the quantity is no whole number of packs."""
    if pack_size == 1000 or quantity % pack_size:
        return None
    return f"{quantity_text(quantity // pack_size * 1000, language)} × {quantity_text(pack_size, language)}"


def message(
    language: Language,
    shop: str,
    supplier: SupplierFacts,
    number: str,
    day: date,
    lines: Sequence[dict[str, Any]],
    expected_on: date | None,
    note: str | None,
) -> str:
    """Without prices: what they are is the supplier's to confirm."""
    words = _FRENCH if language == "fr" else _ENGLISH
    said = [
        words["hello"].format(name=supplier.contact_name or supplier.name),
        words["order"].format(number=number, shop=shop, day=day_text(day, language)),
    ]
    for line in lines:
        quantity = quantity_text(line["quantity"], language)
        text = words["line"].format(name=line["product_name"], quantity=quantity, unit=line["unit"])
        packs = packs_text(line["quantity"], line["pack_size"], language)
        said.append(text if packs is None else f"{text} ({packs})")
    if expected_on is not None:
        said.append(words["expected"].format(day=day_text(expected_on, language)))
    if note:
        said.append(note)
    said.append(words["closing"])
    return "\n".join(said)


def chat_url(phone: str | None, text: str) -> str | None:
    """Opens ``text`` in a WhatsApp chat with ``phone`` (E.164); None without a telephone."""
    return None if phone is None else f"https://wa.me/{phone.removeprefix('+')}?text={quote(text)}"
