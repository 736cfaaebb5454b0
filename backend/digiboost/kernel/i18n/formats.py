"""Numbers and days as people read them in documents and messages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from digiboost.kernel.i18n import Language
from digiboost.kernel.money import MILLI

_NARROW_SPACE = "\u202f"
WEEKDAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
SIGNS = {"XOF": "F CFA", "XAF": "F CFA", "EUR": "€", "GBP": "£", "USD": "$"}


def number_text(value: Decimal, language: Language) -> str:
    """1234.5 -> ``1 234,5`` in French (narrow no-break space), ``1,234.5`` in English."""
    text = f"{value:,f}"
    return text.replace(",", _NARROW_SPACE).replace(".", ",") if language == "fr" else text


def quantity_text(milli: int, language: Language) -> str:
    """Thousandths without needless decimals: 1500 -> ``1,5``, 2000 -> ``2``."""
    whole, rest = divmod(abs(milli), MILLI)
    plain = Decimal(whole) if not rest else Decimal(f"{whole}.{rest:03d}".rstrip("0"))
    return ("-" if milli < 0 else "") + number_text(plain, language)


def money_text(minor: int, currency: str, exponent: int, language: Language) -> str:
    """Minor units with the currency's sign behind: 12500 XOF -> ``12 500 F CFA``."""
    return f"{amount_text(minor, exponent, language)}\u00a0{SIGNS.get(currency, currency)}"


def amount_text(minor: int, exponent: int, language: Language) -> str:
    """Minor units without a currency."""
    return number_text(Decimal(minor).scaleb(-exponent), language)


def day_text(day: date, language: Language) -> str:
    """15/03/2026 in French; 15 March 2026 in English, where 03/04 has two meanings."""
    if language == "fr":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"
