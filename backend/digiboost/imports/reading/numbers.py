"""Amounts and plain numbers as people write them.

Accepted: "12 500 F", "12.500 FCFA", "12,500.00", "1 234,56", "(500)", "-500", "500-", "£-5", blanks of any
width and apostrophes between thousands, the currency before or after.

Where the decimal mark is:
1. "." and "," both present: the last one, which must then occur once.
2. One of them several times ("1.234.567"): thousands.
3. Once, not followed by exactly three digits, or after 0 or after more than three digits, or when the
   thousands are set apart by blanks: the decimal mark.
4. Once, followed by exactly three digits ("12,500"): undecided by itself. The column decides: the mark that
   rules 1 to 3 show to be decimal elsewhere in the column is decimal here too, the other one separates
   thousands. Without such evidence the other columns of numbers in the file are asked. Then, for quantities,
   whether the column writes thousands without any separator ("1500"): then the mark is decimal. At last
   the currency: with fewer than three decimals (all but the dinars) three digits are thousands, so that
   "12.500" is twelve thousand five hundred francs. The last resort is reported as `number_ambiguous`, except
   for amounts in a currency without decimals, where it is no guess.
The user's own choice (`ReadOptions.decimal`) overrides 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from digiboost.imports.reading.types import Cell

Mark = Literal[",", "."]

_TIDY = {
    **dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2002\u2003\u2008\u200a\u3000\t\r\n"), " "),
    **dict.fromkeys(map(ord, "\u2212\u2013\u2014\u2010\u2011"), "-"),
    **dict.fromkeys(map(ord, "\u2019\u2018\u02bc`"), "'"),
    0xFEFF: None, 0x200B: None, 0x200E: None, 0x200F: None,
}  # fmt: skip
_CURRENCY = (
    r"(?:f\.?\s?cfa|cfa|xof|xaf|francs?|frs?|euros?|eur|gbp|usd|dollars?|pounds?|f|[€£$])"
    r"(?:\s?(?:ttc|ht))?\.?|ttc|ht"
)
_LEADING = re.compile(rf"(?:{_CURRENCY})(?=[\s0-9.,+(-])\s*", re.IGNORECASE)
_TRAILING = re.compile(rf"\s*(?:{_CURRENCY})\Z", re.IGNORECASE)
_PLAIN = re.compile(r"[0-9]{1,18}")
_DOT_DECIMAL = re.compile(r"-?(?:[0-9]{1,15}\.[0-9]{1,2}|0\.[0-9]{1,12})")
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]{1,15})?[eE][+-]?[0-9]{1,2}")
_BLANK_GROUPS = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+")
_DOT_GROUPS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_COMMA_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
_MAX_CHARS = 48


@dataclass(frozen=True, slots=True)
class Number:
    """A number read from a cell.

    `other` is set when the cell alone does not tell: `value` is then the reading with `mark` as the decimal
    mark, `other` the one with `mark` between thousands. Otherwise `mark` is the decimal mark that the cell
    proves, if any. `bare`: a text of figures only, 1000 or more.
    """

    value: Decimal
    mark: Mark | None = None
    other: Decimal | None = None
    bare: bool = False

    def settled(self, decimal_mark: Mark) -> Decimal:
        """The value once the column's decimal mark is known."""
        if self.other is None or self.mark == decimal_mark:
            return self.value
        return self.other


def parse_number(cell: Cell) -> Number | None:
    """The number in `cell`; None when there is none (text, dates, booleans, "12 ou 13")."""
    if isinstance(cell, str):
        return _parse_text(cell)
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int):
        return Number(Decimal(cell))
    if isinstance(cell, float):
        # Fifteen digits are what a workbook means: 0.1+0.2 is 0.3 there.
        return Number(Decimal(format(cell, ".15g"))) if abs(cell) < 1e18 else None
    return None


def is_blank(cell: Cell) -> bool:
    """Empty, or the lone dash with which accountants write nothing."""
    return isinstance(cell, str) and cell.translate(_TIDY).strip(" '") in ("", "-", "--")


def _parse_text(raw: str) -> Number | None:
    if _DOT_DECIMAL.fullmatch(raw):
        return Number(Decimal(raw), ".")
    text = raw.translate(_TIDY).strip(" '")
    if len(text) > _MAX_CHARS or not text:
        return None
    signs = 0
    negative = False
    while True:
        before = text
        if text.startswith("(") and text.endswith(")"):
            text, negative, signs = text[1:-1].strip(), True, signs + 1
        if text[:1] in ("-", "+"):
            negative, signs, text = negative or text[0] == "-", signs + 1, text[1:].strip()
        if text[-1:] == "-":
            negative, signs, text = True, signs + 1, text[:-1].strip()
        text = _LEADING.sub("", text, count=1) if _LEADING.match(text) else text
        text = _TRAILING.sub("", text, count=1).strip()
        if text == before:
            break
    if signs > 1 or not text:
        return None
    found = _unsigned(text)
    if found is None or not negative:
        return found
    return Number(-found.value, found.mark, None if found.other is None else -found.other, found.bare)


def _unsigned(text: str) -> Number | None:
    if _PLAIN.fullmatch(text):
        return Number(Decimal(text), bare=len(text) > 3 and text[0] != "0")
    if _SCIENTIFIC.fullmatch(text):
        number = Decimal(text.replace(",", "."))
        return Number(number) if abs(number) < Decimal(10**18) else None
    dot, comma = text.count("."), text.count(",")
    mark: Mark = "." if text.rfind(".") > text.rfind(",") else ","
    if dot and comma:
        return _split(text, mark, certain=True) if text.count(mark) == 1 else None
    if dot + comma == 0:
        return Number(Decimal(_digits(text))) if _BLANK_GROUPS.fullmatch(text) else None
    if dot + comma > 1:
        groups = _DOT_GROUPS if dot else _COMMA_GROUPS
        proved: Mark = "," if dot else "."
        return Number(Decimal(_digits(text)), proved) if groups.fullmatch(text) else None
    return _split(text, mark, certain=False)


def _split(text: str, mark: Mark, certain: bool) -> Number | None:
    """`text` has exactly one `mark`; `certain`: the other mark is present too, so this one is decimal."""
    whole, _, fraction = text.rpartition(mark)
    if (not _all_digits(fraction) and fraction) or len(fraction) > 12:
        return None
    other: Mark = "," if mark == "." else "."
    groups = (_COMMA_GROUPS if other == "," else _DOT_GROUPS) if certain else _BLANK_GROUPS
    grouped = groups.fullmatch(whole) is not None
    if whole and not grouped and not (_all_digits(whole) and len(whole) <= 18 and not certain):
        return None
    if not whole and not fraction:
        return None
    value = Decimal(f"{_digits(whole) or '0'}.{fraction or '0'}")
    if certain or grouped or len(fraction) != 3 or not whole or whole[0] == "0" or len(whole) > 3:
        return Number(value, mark if fraction else None)
    return Number(value, mark, Decimal(whole + fraction))


def _digits(text: str) -> str:
    return "".join(c for c in text if "0" <= c <= "9")


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many distinct values of a column prove each decimal mark; `bare`: figures from 1000 on without any
    separator, which say that this column does not separate thousands."""

    dot: int = 0
    comma: int = 0
    bare: int = 0

    @property
    def mark(self) -> Mark | None:
        if self.dot == self.comma:
            return None
        return "." if self.dot > self.comma else ","

    def __add__(self, more: Evidence) -> Evidence:
        return Evidence(self.dot + more.dot, self.comma + more.comma, self.bare + more.bare)


def gather(numbers: Iterable[Number | None]) -> Evidence:
    dot = comma = bare = 0
    for number in numbers:
        if number is None or number.other is not None:
            continue
        if number.mark == ".":
            dot += 1
        elif number.mark == ",":
            comma += 1
        elif number.bare:
            bare += 1
    return Evidence(dot, comma, bare)


def to_minor(value: Decimal, exponent: int) -> int:
    """Minor units, halves away from zero (so that a return undoes its sale exactly)."""
    return to_integer(value.scaleb(exponent))


def to_integer(value: Decimal) -> int:
    """Nearest integer, halves away from zero."""
    return int(value.to_integral_value(rounding="ROUND_HALF_UP"))
