"""Why something is advised, in a person's words and language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from digiboost.forecasting.types import Advice, Reorder
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import number_text, quantity_text
from digiboost.kernel.money import MILLI, show_money

UNUSUAL = 0.15
"""From which share on a demand to come that differs from the usual one is worth a word."""


def reason(row: Mapping[str, Any], one: Advice, language: Language) -> str:
    """The calculation of one line, so that a person can follow it: how fast it sells, how long the goods take, at
    which quantity to order and what is there."""
    parts = [_there(row, one, language)]
    if one.reorder is None:
        parts.append(
            "Trop peu de ventes connues pour prévoir : votre minimum décide."
            if language == "fr"
            else "Too few sales are known to forecast: your minimum decides."
        )
    else:
        parts.append(_pace(row, one.reorder, language))
        parts.append(_threshold(row, one, one.reorder, language))
    most = row["max_stock"]
    if most is not None and one.position + one.quantity > most:
        text = _quantity(most, language)
        parts.append(f"Dépasse votre maximum de {text}." if language == "fr" else f"Above your maximum of {text}.")
    return " ".join(parts)


def _there(row: Mapping[str, Any], one: Advice, language: Language) -> str:
    left = _quantity(max(row["on_hand"], 0), language)
    coming = one.position - max(row["on_hand"], 0)
    more = _quantity(coming, language)
    if language == "fr":
        return f"Reste {left}" + (f", plus {more} en commande." if coming else ".")
    return f"{left} left" + (f", {more} more on order." if coming else ".")


def _pace(row: Mapping[str, Any], one: Reorder, language: Language) -> str:
    usual, ahead = float(row["daily"]), one.demand
    if usual > 0 and abs(ahead / usual - 1) >= UNUSUAL:
        more = ahead > usual
        if language == "fr":
            return (
                f"Les jours qui viennent s'annoncent plus {'forts' if more else 'calmes'} :"
                f" {rate_text(ahead, language)} au lieu de {rate_text(usual, language)}."
            )
        return (
            f"The coming days look {'busier' if more else 'quieter'}: {rate_text(ahead, language)}"
            f" instead of {rate_text(usual, language)}."
        )
    return f"Vente : {rate_text(ahead, language)}." if language == "fr" else f"Sells {rate_text(ahead, language)}."


def _threshold(row: Mapping[str, Any], one: Advice, by: Reorder, language: Language) -> str:
    lead = _number(by.lead_days, 0 if by.lead_days >= 10 else 1, language)
    stock = _quantity(_whole(by.safety_stock), language)
    minimum = row["min_stock"] or 0
    if minimum > by.reorder_point and one.position > by.reorder_point:
        text = _quantity(minimum, language)
        return f"Sous votre minimum de {text}." if language == "fr" else f"Under your minimum of {text}."
    point = _quantity(_whole(by.reorder_point), language)
    days = _number(by.lead_days + by.review_days, 0, language)
    if language == "fr":
        return f"Livraison en {lead} j, sécurité {stock} : commander dès {point}, pour tenir {days} j."
    return f"Delivery takes {lead} d, safety stock {stock}: order at {point}, to last {days} d."


def basket_reason(
    row: Mapping[str, Any], missing: float, sold: float, days: int, minimum: int | None, currency: str,
    language: Language,
) -> str:  # fmt: skip
    """Why these units: how many would be ``missing`` within the days, how many of those bought will be ``sold``; and
    the supplier's ``minimum`` where the basket's part of it stays below."""
    left = _quantity(max(row["on_hand"], 0), language)
    lacks, more = (_number(one, 0 if one >= 10 else 1, language) for one in (missing, sold))
    if language == "fr":
        text = f"Reste {left} : il en manquerait environ {lacks} en {days} j ; cet achat en fait vendre {more}."
    else:
        text = f"{left} left: about {lacks} would be missing in {days} d; this lets you sell {more} of them."
    if minimum is not None:
        least = show_money(minimum, currency, language)
        text += (
            f" Commande sous le minimum du fournisseur ({least})."
            if language == "fr"
            else f" The order is under the supplier's minimum ({least})."
        )
    return text


def rate_text(daily: float, language: Language) -> str:
    """Units a day; a week or a month where it sells too slowly for that: ``4,2 par jour``, ``3 par semaine``."""
    spans = ((1, "jour", "day"), (7, "semaine", "week"), (30, "mois", "month"))
    days, french, english = next((span for span in spans if daily * span[0] >= 0.95), spans[-1])
    units = daily * days
    text = _number(units, 0 if units >= 10 else 1, language)
    return f"{text} par {french}" if language == "fr" else f"{text} a {english}"


@lru_cache(maxsize=4096)
def _number(value: float, digits: int, language: Language) -> str:
    """With so many decimals, or none where they would say nothing."""
    text = f"{value:.{digits}f}"
    return number_text(Decimal(text.removesuffix(".0")), language)


@lru_cache(maxsize=4096)
def _quantity(milli: int, language: Language) -> str:
    return quantity_text(milli, language)


def _whole(milli: int) -> int:
    """To whole units where there are enough of them that nobody misses the rest."""
    return round(milli / MILLI) * MILLI if milli >= 10 * MILLI else round(milli / 100) * 100
