"""Money is an integer in the currency's minor unit (XOF and XAF have none: whole francs);
a quantity is an integer in thousandths of the product's unit ("milli"), so that both can be
filtered and sorted by an index under row-level security, which numeric cannot.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

EXPONENTS = {
    "XOF": 0, "XAF": 0, "GNF": 0, "RWF": 0, "BIF": 0, "KMF": 0, "DJF": 0,
    "EUR": 2, "USD": 2, "GBP": 2, "MAD": 2, "NGN": 2, "GHS": 2, "KES": 2, "CDF": 2, "MRU": 2, "ZAR": 2, "GMD": 2,
}  # fmt: skip
"""Currencies a tenant may keep its books in, with their number of decimals (ISO 4217)."""

MILLI = 1000
MAX_QUANTITY = 10**9 * MILLI
MAX_MONEY = 10**14

Money = Annotated[int, Field(ge=-MAX_MONEY, le=MAX_MONEY)]
Price = Annotated[int, Field(ge=0, le=10**12)]


def half_up(value: Decimal) -> int:
    """Round to the nearest integer, a half away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def mean_of(total: int, count: int) -> int:
    """The mean of ``count`` amounts, minor units, a half rounded away from zero. Raises ZeroDivisionError."""
    up = (abs(total) * 2 + count) // (2 * count)
    return up if total >= 0 else -up


def line_amount(quantity_milli: int, unit_price: int) -> int:
    """quantity x unit price in minor units, a half rounded away from zero."""
    product = quantity_milli * unit_price
    whole, rest = divmod(abs(product), MILLI)
    whole += rest * 2 >= MILLI
    return whole if product >= 0 else -whole


def to_milli(value: Any) -> int:
    """A wire quantity (number or numeric text, at most 3 decimals) as thousandths.

    Raises ValueError when it is no number, has more decimals, or is out of range.
    """
    if isinstance(value, bool):
        raise ValueError("a quantity is a number")
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError("a quantity is a number") from error
    if not number.is_finite():
        raise ValueError("a quantity is a finite number")
    milli = number * MILLI
    if milli != milli.to_integral_value():
        raise ValueError("a quantity has at most 3 decimals")
    if abs(milli) > MAX_QUANTITY:
        raise ValueError("the quantity is too large")
    return int(milli)


def from_milli(milli: int) -> float | int:
    """Thousandths as a wire number: 1500 -> 1.5, 2000 -> 2."""
    whole, rest = divmod(milli, MILLI)
    return whole if rest == 0 else milli / MILLI


Quantity = Annotated[
    int,
    BeforeValidator(to_milli),
    PlainSerializer(from_milli, when_used="json"),
    WithJsonSchema({"type": "number", "multipleOf": 0.001, "description": "At most 3 decimals"}),
]
"""Accepts and shows a number of units; holds thousandths."""

_SIGNS = {"XOF": "F", "XAF": "F", "EUR": "€", "USD": "$", "GBP": "£"}
_GAP = "\u00a0"


def show_money(amount: int, currency: str, language: str) -> str:
    """An amount in minor units as people write it, never broken over two lines: ``12 500 F``, ``12,50 €``
    (``12.50 €`` in English)."""
    exponent = EXPONENTS[currency]
    whole, rest = divmod(abs(amount), 10**exponent)
    digits = f"{whole:,}".replace(",", _GAP)
    if exponent:
        digits += ("." if language == "en" else ",") + str(rest).zfill(exponent)
    return f"{'-' if amount < 0 else ''}{digits}{_GAP}{_SIGNS.get(currency, currency)}"
