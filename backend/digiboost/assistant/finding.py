"""The products that a few words name: spelled as in the catalogue, or nearly so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from digiboost.assistant import repository
from digiboost.assistant.grammar import near_enough
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.http.json_lists import search_words
from digiboost.kernel.money import MILLI
from digiboost.kernel.text import fold

UNITS = frozenset(
    {
        "sac", "sacs", "carton", "cartons", "boite", "boites", "bouteille", "bouteilles", "paquet", "paquets", "piece",
        "pieces", "unite", "unites", "kilo", "kilos", "kg", "litre", "litres", "pack", "packs", "sachet", "sachets",
        "bidon", "bidons", "bag", "bags", "box", "boxes", "bottle", "bottles",
    }
)  # fmt: skip
"""Words that may stand before a product without being part of its name (``3 sacs de riz``)."""
LISTED = 5

_NUMBERS = re.compile(r"[0-9]+(?:[.,][0-9]+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A product as the assistant speaks of it; ``on_hand`` is None where its stock is not tracked."""

    id: UUID
    name: str
    unit: str
    sale_price: int
    on_hand: int | None
    status: str


@dataclass(frozen=True, slots=True)
class Match:
    """``products`` by name; ``exact`` is the one that is called exactly so."""

    products: tuple[Found, ...]
    exact: Found | None = None


def find(tx: Tx, words: str) -> Match:
    """Nothing when no product is named so. Tried in this order: all words as they stand, without units, and then with
    a letter or two wrong."""
    asked = fold(words).split()
    bare = [word for word in asked if word not in UNITS]
    for tried in (asked, bare) if bare and bare != asked else (asked,):
        if tried and (rows := repository.products_with(tx, search_words(" ".join(tried)))):
            return _best(rows, tried)
    ids = [one for one, name in repository.names(tx) if _resembles(bare or asked, name)] if asked else []
    return Match(tuple(map(_found, repository.products(tx, ids[: repository.FOUND_AT_MOST]))))


def has_number(name: str, milli: int) -> bool:
    """Whether a product's name holds this number (``Riz brisé 25 kg``, ``Huile 1,5L``)."""
    return any(Fraction(one.replace(",", ".")) * MILLI == milli for one in _NUMBERS.findall(fold(name)))


def by_id(tx: Tx, product_id: UUID) -> Found | None:
    rows = repository.products(tx, [product_id])
    return _found(rows[0]) if rows else None


def _best(rows: list[dict[str, Any]], words: list[str]) -> Match:
    """Products in which every word begins one of theirs come alone, where there are any: ``riz`` is not ``friz``."""
    whole = " ".join(words)
    exact = [row for row in rows if whole in {row["name_key"], fold(row["code"]), row["barcode"]}]
    starting = [row for row in rows if all(_starts_one(word, row["search_text"]) for word in words)]
    kept = starting or rows
    return Match(tuple(map(_found, kept)), _found(exact[0]) if len(exact) == 1 else None)


def _starts_one(word: str, text: str) -> bool:
    return text.startswith(word) or f" {word}" in text


def _resembles(words: list[str], name: str) -> bool:
    theirs = name.split()
    return all(any(_alike(word, one) for one in theirs) for word in words)


def _alike(word: str, other: str) -> bool:
    """Up to three letters must be right, up to six may have one wrong, longer ones two."""
    if other.startswith(word):
        return True
    if len(word) <= 3 or word.isdigit():
        return False
    return near_enough(word, other, 1 if len(word) <= 6 else 2)


def _found(row: dict[str, Any]) -> Found:
    tracked = row["on_hand"] is not None and row["status"] != "untracked"
    return Found(
        row["id"], row["name"], row["unit"], row["sale_price"], row["on_hand"] if tracked else None, row["status"] or ""
    )
