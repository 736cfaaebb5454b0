"""Products of a quantity and a price as a workbook rounds them: to the same franc as the product does."""

from __future__ import annotations

from fractions import Fraction

from digiboost.inventory.types import divide_half_up
from digiboost.kernel.money import MILLI

_MICRO = MILLI * MILLI
_CLOSE = 5


def worth(quantity: str, price: str, milli: int, price_milli: int, exponent: int) -> tuple[str, int]:
    """The formula for max(quantity, 0) x price, and its result in minor units.

    ``quantity`` and ``price`` are the cells of ``milli`` thousandths and of a price of ``price_milli`` thousandths of
    a minor unit. The plain formula is right wherever the product is no half of the last decimal, or a half that a
    computer can hold (1.5 x 333): 1.005 x 100 is less than 100.5 in binary numbers. Such a half is counted in whole
    numbers, where it is exact.
    """
    result = divide_half_up(max(milli, 0) * price_milli, _MICRO)
    if _is_delicate(max(milli, 0), price_milli, exponent):
        scale = f"/{10**exponent}" if exponent else ""
        return (
            f"=ROUND(ROUND(MAX({quantity},0)*{MILLI},0)*ROUND({price}*{MILLI * 10**exponent},0)/{_MICRO},0){scale}",
            result,
        )
    return f"=ROUND(MAX({quantity},0)*{price},{exponent})", result


def _is_delicate(milli: int, price_milli: int, exponent: int) -> bool:
    product = milli * price_milli
    rest = product % _MICRO
    if abs(2 * rest - _MICRO) > _CLOSE:
        return False
    if exponent or 2 * rest != _MICRO:
        return True
    return Fraction((milli / MILLI) * (price_milli / MILLI)) != Fraction(product, _MICRO)
