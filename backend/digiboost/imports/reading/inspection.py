"""First look at a file: what it is, where its titles are, what its columns hold."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from digiboost.imports.reading import errors, source, workbook
from digiboost.imports.reading.dates import parse_moment
from digiboost.imports.reading.limits import (
    HEADER_SEARCH_ROWS,
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_PACKED_BYTES,
    MAX_TEXT_BYTES,
    MIB,
    SAMPLE_BYTES,
    SAMPLE_ROWS,
    SAMPLES_SHOWN,
)
from digiboost.imports.reading.numbers import parse_number
from digiboost.imports.reading.quantities import parse_quantity
from digiboost.imports.reading.sniff import dialect_of, form_of, split
from digiboost.imports.reading.source import Guarded, Source
from digiboost.imports.reading.text import as_text, clean, fold
from digiboost.imports.reading.titles import KNOWN_TITLES
from digiboost.imports.reading.types import Cell, Column, FileShape, Nature

_SAMPLE_CHARS = 80
_TODAY = date(2026, 1, 1)  # years of two figures do not matter for telling a date from a text


def inspect(path: Path, sheet: str | None = None) -> FileShape:
    """The shape of the file at `path`, by its content alone. `sheet`: of a workbook; default the first
    that holds something. Raises a ReadingError."""
    with source.opened(path) as opened:
        return inspect_source(opened, sheet)


def inspect_source(origin: Source, sheet: str | None = None) -> FileShape:
    form = form_of(origin)
    cap = MAX_TEXT_BYTES if form == "text" else MAX_PACKED_BYTES
    if origin.size > cap:
        raise errors.FileTooLarge(limit_mb=cap // MIB)
    if form == "xlsx":
        return _inspect_workbook(origin, sheet)
    return _inspect_text(origin, form == "gzip")


def _inspect_workbook(origin: Source, sheet_name: str | None) -> FileShape:
    uncalculated = workbook.check_archive(origin)
    sheet = workbook.Sheet(origin, sheet_name)
    rows = list(itertools.islice(sheet.rows(), SAMPLE_ROWS + HEADER_SEARCH_ROWS))
    header_row = find_header(rows)
    below = rows[header_row + 1 :]
    if not any(any(cell != "" for cell in row) for row in below) and sheet.height <= len(rows):
        raise errors.FormulasOnly if uncalculated else errors.NoRows
    return FileShape(
        form="xlsx",
        columns=columns_of(rows[header_row], below),
        header_row=header_row,
        rows_estimate=sheet.height - header_row - 1,
        size=origin.size,
        sheet=sheet.name,
        other_sheets=sheet.other_names,
    )


def _inspect_text(origin: Source, compressed: bool) -> FileShape:
    head = _unpacked_head(origin, compressed)
    if compressed and head.startswith((b"PK\x03\x04", b"\x1f\x8b", b"%PDF", b"\x89PNG", b"\xd0\xcf\x11\xe0")):
        raise errors.FileTypeUnknown(found="gzip")
    encoding, lines = source.detect_encoding(origin, compressed, head)
    try:
        sample = head.decode(encoding)
    except UnicodeDecodeError as error:
        sample = head[: error.start].decode(encoding)  # the sample was cut within a character
    if not sample.strip():
        raise errors.FileEmpty
    delimiter, quoted = dialect_of(sample)
    try:
        rows = split(sample, delimiter, quoted)[: SAMPLE_ROWS + HEADER_SEARCH_ROWS]
    except csv.Error as error:
        raise errors.CellTooLong(limit=MAX_CELL_CHARS) from error
    header_row = find_header(rows)
    below = rows[header_row + 1 :]
    if len(head) < SAMPLE_BYTES and not any(any(map(str.strip, row)) for row in below):
        raise errors.NoRows
    return FileShape(
        form="csv",
        columns=columns_of(rows[header_row], below),
        header_row=header_row,
        rows_estimate=max(len(below), lines - header_row - 1),
        size=origin.size,
        compressed=compressed,
        encoding=encoding,
        delimiter=delimiter,
        quoted=quoted,
    )


def _unpacked_head(origin: Source, compressed: bool) -> bytes:
    guarded = Guarded(origin, compressed, wide=True)
    head = b""
    while len(head) < SAMPLE_BYTES and (piece := guarded.take(SAMPLE_BYTES - len(head))):
        head += piece
    if not head:
        raise errors.FileEmpty
    return head


def find_header(rows: Sequence[Sequence[Cell]]) -> int:
    """Index of the row of titles. Titles are text, and above the rows that they describe; a line with a
    company's name or a period above them has fewer cells than they have. Raises NoHeader."""
    best, best_score = -1, 0.0
    widths = [sum(1 for cell in row if as_text(cell).strip()) for row in rows]
    usual = sorted(widths)[len(widths) // 2] if widths else 0
    for index, row in enumerate(rows[:HEADER_SEARCH_ROWS]):
        if len(row) > MAX_COLUMNS and widths[index] > MAX_COLUMNS:
            raise errors.TooManyColumns(limit=MAX_COLUMNS)
        texts = [clean(as_text(cell)) for cell in row if as_text(cell).strip()]
        if not texts or any(not isinstance(cell, str) for cell in row if cell != ""):
            continue
        known = sum(1 for text in texts if _is_title(text))
        values = sum(1 for text in texts if parse_number(text) or parse_moment(text, _TODAY))
        if values > len(texts) * 0.2 or (len(texts) < 2 and not known):
            continue
        # Known titles decide; without any, the first row as wide as the rows below it.
        score = known * 10.0 if known else 1.0 if len(texts) >= max(2, usual) else 0.0
        if known == 1 and len(texts) == 1 and usual > 1:
            score = 0.5
        if score > best_score:
            best, best_score = index, score
    if best < 0:
        raise errors.NoHeader
    return best


def _is_title(text: str) -> bool:
    folded = fold(text)
    return folded in KNOWN_TITLES or folded.split("  ")[0] in KNOWN_TITLES or _without_unit(folded) in KNOWN_TITLES


def _without_unit(folded: str) -> str:
    words = folded.split()
    while words and words[-1] in {"f", "cfa", "fcfa", "xof", "xaf", "ttc", "ht", "eur", "jours", "j", "kg"}:
        words.pop()
    return " ".join(words)


def columns_of(header: Sequence[Cell], below: Sequence[Sequence[Cell]]) -> tuple[Column, ...]:
    """Named columns with samples. Nameless columns that hold values become "Colonne 3"; a repeated name gets
    a number."""
    filled_at = Counter(i for row in below for i, cell in enumerate(row) if cell != "")
    # Beyond the titles, one shifted row makes no column; values in a fifth of the rows do.
    enough = max(2, len(below) // 5)
    width = max(len(header), max((i + 1 for i, count in filled_at.items() if count >= enough), default=0))
    if width > MAX_COLUMNS:
        used = max((i + 1 for i, cell in enumerate(header) if cell != ""), default=0)
        width = max(used, max(filled_at, default=-1) + 1)
        if width > MAX_COLUMNS:
            raise errors.TooManyColumns(limit=MAX_COLUMNS)
    columns: list[Column] = []
    names: set[str] = set()
    for index in range(width):
        title = clean(as_text(header[index]))[:_SAMPLE_CHARS] if index < len(header) else ""
        values = [row[index] for row in below if index < len(row)]
        filled = [value for value in values if as_text(value).strip()]
        name = title or f"Colonne {index + 1}"
        base, number = name, 2
        while name in names:
            name, number = f"{base} ({number})", number + 1
        names.add(name)
        shown = dict.fromkeys(clean(as_text(value))[:_SAMPLE_CHARS] for value in filled)
        columns.append(Column(name, tuple(itertools.islice(shown, SAMPLES_SHOWN)), nature_of(filled)))
    return tuple(columns)


def nature_of(values: Sequence[Cell]) -> Nature:
    """What nine in ten of the values are."""
    if not values:
        return "empty"
    dates = numbers = whole = 0
    for value in values:
        number = parse_number(value)
        # A unit set apart ("3 cartons") is a quantity; "85123A" is a code.
        apart = isinstance(value, str) and " " in value.strip()
        if number is not None or (apart and parse_quantity(value) is not None):
            numbers += 1
            whole += number is not None and number.value == number.value.to_integral_value()
        elif parse_moment(value, _TODAY) is not None:
            dates += 1
    enough = len(values) * 0.9
    if dates >= enough:
        return "date"
    if numbers >= enough:
        return "integer" if whole >= enough else "decimal"
    return "text"
