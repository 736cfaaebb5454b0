"""Text of cells: cleaning, folding for comparison, codes."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from digiboost.imports.reading.types import Cell

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009\u2007\u2002\u2003\u2008\u200a\u3000"), " ")
_INVISIBLE = dict.fromkeys([*range(0x09), *range(0x0E, 0x20), 0x7F, *range(0x80, 0xA0),
                            0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD,
                            *range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # fmt: skip
_CLEAN = {**_SPACES, **_INVISIBLE}
_FLOAT_TAIL = re.compile(r"[0-9]+\.0+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_FOLDED_APART = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "°": "o", "º": "o", "&": " et "})
_TOTAL = {
    "total",
    "totaux",
    "total general",
    "sous total",
    "grand total",
    "subtotal",
    "total ht",
    "total ttc",
}
_CODE_GAP = re.compile(r"[^0-9A-Z]+")


def clean(value: str) -> str:
    """NFC, every run of white space (line ends too) one blank, no control or direction characters."""
    if value.isascii() and value.isprintable():
        if "  " not in value:
            return value.strip(" ")
        return " ".join(value.split())
    return " ".join(unicodedata.normalize("NFC", value).translate(_CLEAN).split())


def fold(value: str) -> str:
    """For comparing words: lower case, no accents, punctuation as single blanks ("P.U. H.T" -> "p u h t")."""
    lowered = clean(value).lower().translate(_FOLDED_APART)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


def as_text(cell: Cell) -> str:
    """A cell as a person reads it: 17850.0 of a workbook is "17850", midnight shows no time."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell)


def identifier(cell: Cell) -> str:
    """A code, reference, phone or customer number. "17850.0", left by a program that took it for a number,
    is 17850."""
    value = clean(as_text(cell))
    return value.split(".", 1)[0] if _FLOAT_TAIL.fullmatch(value) else value


def is_total(value: str) -> bool:
    return len(value) <= 16 and fold(value) in _TOTAL


def code_from_name(name: str) -> str:
    """The code of a product that has none: its name in capitals, "Riz parfumé 25 kg" -> "RIZ-PARFUME-25-KG".

    Case and accents do not make another product. Never empty: a name without letters keeps its characters.
    """
    made = _CODE_GAP.sub("-", fold(name).upper()).strip("-")
    return made[:64].strip("-") or clean(name)[:64]
