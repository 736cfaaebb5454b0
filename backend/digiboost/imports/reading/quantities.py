"""Quantities as people write them, in thousandths of the product's unit.

"3", "2,5", "1 200", "-4", "12 pcs", "1,5 kg", "1/2", "2 x 12" (24), "3 cartons de 12" (36),
"2 douzaines" (24).
"3 cartons" multiplies by the row's pack size when the file has one; without it the carton is taken to be the
product's own unit, and `packed` stays set so that this can be said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from digiboost.imports.reading.numbers import Number, parse_number
from digiboost.imports.reading.text import fold
from digiboost.imports.reading.types import Cell

_NUMBER = r"[0-9](?:[0-9 .,'\u00a0\u202f\u2009]*[0-9])?"
_SHAPE = re.compile(
    rf"(?P<sign>[-+\u2212\u2013(]?)\s*(?P<first>{_NUMBER})"
    rf"(?:\s*[x×*X]\s*(?P<second>{_NUMBER}))?"
    rf"\s*(?P<unit>[^\W\d_][^\d()]*)?(?:\s(?P<each>{_NUMBER})\s*(?:[^\W\d_][\w.\s]*)?)?\s*(?P<end>[)-]?)",
)
_FRACTION = re.compile(r"(?:(?P<whole>[0-9]{1,6})\s+)?(?P<top>[1-9])\s?/\s?(?P<under>[2-9])(?:\s+[^\W\d_]\w*)?")
_PACKS = {
    "carton", "cartons", "ctn", "ctns", "crt", "crts", "caisse", "caisses", "colis", "pack", "packs",
    "paquet", "paquets", "casier", "casiers", "fardeau", "fardeaux", "case", "cases", "box", "boxes",
    "crate", "crates", "lot", "lots",
}  # fmt: skip
_DOZENS = {"douzaine", "douzaines", "dz", "dzne", "dozen", "dozens"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """`number` may still be undecided ("1,500"); multiply it by `factor`; `packed`: counted in cartons."""

    number: Number
    factor: Decimal = Decimal(1)
    packed: bool = False


def parse_quantity(cell: Cell) -> Quantity | None:
    """The quantity in `cell`; None when there is none."""
    number = parse_number(cell)
    if number is not None:
        return Quantity(number)
    if not isinstance(cell, str) or len(cell) > 40:
        return None
    text = cell.strip()
    fraction = _FRACTION.fullmatch(text)
    if fraction:
        part = Decimal(fraction["top"]) / Decimal(fraction["under"])
        return Quantity(Number(Decimal(fraction["whole"] or 0) + part))
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        return None
    opened, closed = shape["sign"] == "(", shape["end"] == ")"
    if opened != closed or (shape["end"] == "-" and shape["sign"]):
        return None
    first = parse_number(shape["first"])
    if first is None:
        return None
    factor = Decimal(1)
    for group in ("second", "each"):
        if shape[group]:
            times = parse_number(shape[group])
            if times is None or times.value <= 0:
                return None
            factor *= times.value
    unit = shape["unit"]
    words = fold(unit).split() if unit else []
    word = words[0] if words else ""
    if shape["each"] and (words[-1:] not in (["de"], ["of"], ["x"]) or shape["second"]):
        return None
    if word in _DOZENS:
        factor *= 12
    minus = shape["sign"] in ("-", "\u2212", "\u2013") or opened or shape["end"] == "-"
    packed = word in _PACKS and not shape["each"] and not shape["second"]
    return Quantity(first, -factor if minus else factor, packed)
