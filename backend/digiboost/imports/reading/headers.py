"""Which column is which: French and English titles, and the look of the values when titles say nothing.

A title is folded (case, accents, punctuation gone) and compared with the words that shops use for a field;
the full title counts more than its parts. Each field then takes its best column, no column twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from digiboost.imports.reading.text import fold
from digiboost.imports.reading.titles import VOCABULARY
from digiboost.imports.reading.types import FIELDS, REQUIRED, Column, Kind, Mapping

_PARENTHESIS = re.compile(r"[(\[].*?[)\]]")
_CURRENCY_WORDS = re.compile(r"\b(?:f ?cfa|cfa|xof|xaf|fcfa|eur|euros?|gbp|usd|francs?|en f|f)\b")

_DATES = {"date"}
_NUMBERS = {
    "quantity", "pack_size", "unit_price", "amount", "purchase_price", "sale_price", "min_stock", "max_stock",
    "stock", "lead_time_days", "minimum_order",
}  # fmt: skip
_NAMES = {"product_name", "name", "customer", "category", "supplier", "contact_name"}


def guess_mapping(kind: Kind, columns: Sequence[Column]) -> Mapping:
    """{field: column name or None} for every field of `kind`, in the order of `FIELDS[kind]`."""
    pairs = [
        (_title_score(words, column) + _value_score(field, column), -index, field, column)
        for field, words in VOCABULARY[kind].items()
        for index, column in enumerate(columns)
    ]
    mapping: Mapping = dict.fromkeys(FIELDS[kind])
    taken: set[str] = set()
    for score, _, field, column in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
        if score >= 40 and mapping[field] is None and column.name not in taken:
            mapping[field] = column.name
            taken.add(column.name)
    _fill_from_values(kind, columns, mapping, taken)
    return mapping


def _title_score(words: dict[str, int], column: Column) -> float:
    """100 for the first word of the list, a little less for the later ones, less for a title around one."""
    best = 0.0
    for weight, title in _titles(column.name):
        rank = words.get(title)
        if rank is not None:
            best = max(best, weight - min(rank, 60) / 4)
        else:
            tokens = f" {title} "
            longest = max((len(w) for w in words if len(w) > 3 and f" {w} " in tokens), default=0)
            if longest:
                best = max(best, min(weight, 45 + 30 * longest / len(title)))
    return best


def _titles(name: str) -> list[tuple[int, str]]:
    """Foldings of a title: all of it, without parentheses and currency, camel case taken apart."""
    whole = fold(name)
    bare = " ".join(_CURRENCY_WORDS.sub(" ", fold(_PARENTHESIS.sub(" ", name))).split())
    apart = fold(re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name))
    found = {whole: 100}
    for other in (bare, apart, whole.replace(" ", "")):
        if other:
            found.setdefault(other, 96)
    return [(weight, title) for title, weight in found.items() if title]


def _value_score(field: str, column: Column) -> float:
    """What the values add to or take from a title: a date column without dates is none."""
    nature = column.nature
    if nature == "empty":
        return -5
    if field in _DATES:
        return 3 if nature == "date" else -45 if nature in ("text", "decimal") else -10
    if field in _NUMBERS:
        return 3 if nature in ("integer", "decimal") else -45 if nature == "date" else -8
    if nature == "date":
        return -30
    return -4 if field in _NAMES and nature != "text" else 0


def _fill_from_values(kind: Kind, columns: Sequence[Column], mapping: Mapping, taken: set[str]) -> None:
    """Fields that cannot be done without and that no title gave: by the look of the values."""
    natures = {"date": ("date",), "quantity": ("integer",), "product_name": ("text",), "name": ("text",)}
    for group in REQUIRED[kind]:
        if any(mapping[field] for field in group):
            continue
        for field in group:
            fitting = [c for c in columns if c.name not in taken and c.nature in natures.get(field, ())]
            if field == "quantity" and len(fitting) > 1:
                fitting = [min(fitting, key=_size)]
            if fitting:
                chosen = max(fitting, key=_length) if field in _NAMES else fitting[0]
                mapping[field] = chosen.name
                taken.add(chosen.name)
                break
    if kind == "sales" and not mapping["unit_price"] and not mapping["amount"]:
        for column in columns:
            if column.name not in taken and column.nature == "decimal":
                mapping["unit_price"] = column.name
                break


def _size(column: Column) -> int:
    return max((len(sample) for sample in column.samples), default=0)


def _length(column: Column) -> float:
    return sum(map(len, column.samples)) / max(1, len(column.samples))


def header_fingerprint(columns: Iterable[Column | str]) -> str:
    """Hex digest of the titles in their order, folded: under it a tenant's mapping is remembered."""
    names = (fold(column if isinstance(column, str) else column.name) for column in columns)
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()
