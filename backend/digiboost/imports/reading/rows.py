"""From a file whose shape and mapping are known to normalised rows and rejected rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digiboost.imports.reading import errors, source
from digiboost.imports.reading.cells import Reader
from digiboost.imports.reading.decisions import Decisions
from digiboost.imports.reading.listing import ListReader
from digiboost.imports.reading.sales import Line, SalesReader, to_row
from digiboost.imports.reading.source import Source
from digiboost.imports.reading.table import RowCounter, Table
from digiboost.imports.reading.text import as_text
from digiboost.imports.reading.types import (
    FIELDS,
    REQUIRED,
    Batch,
    Cell,
    FileShape,
    Kind,
    Mapping,
    Problem,
    ReadOptions,
    Rejected,
    Row,
)


def column_indexes(shape: FileShape, mapping: Mapping, kind: Kind) -> dict[str, int]:
    """Position of the column of each mapped field. Raises MappingUnknown, MappingIncomplete."""
    positions = {column.name: index for index, column in enumerate(shape.columns)}
    indexes: dict[str, int] = {}
    for field, name in mapping.items():
        if field not in FIELDS[kind]:
            raise errors.MappingUnknown(name=field)
        if name is None:
            continue
        if name not in positions:
            raise errors.MappingUnknown(name=name)
        indexes[field] = positions[name]
    lacking = [group for group in REQUIRED[kind] if not any(field in indexes for field in group)]
    if lacking:
        raise errors.MappingIncomplete(fields=", ".join(" / ".join(group) for group in lacking))
    return indexes


def check_options(options: ReadOptions) -> None:
    """Raises OptionInvalid."""
    try:
        ZoneInfo(options.time_zone)
    except (KeyError, ValueError, OSError) as error:
        raise errors.OptionInvalid(name="time_zone") from error
    if not 0 <= options.currency_exponent <= 4:
        raise errors.OptionInvalid(name="currency_exponent")
    if options.date_order not in (None, "dmy", "mdy"):
        raise errors.OptionInvalid(name="date_order")
    if options.decimal not in (None, ",", "."):
        raise errors.OptionInvalid(name="decimal")
    if options.now.tzinfo is None:
        raise errors.OptionInvalid(name="now")


class Reading:
    """One pass over a file. `lines` (of sales) or `rows` (of lists) are what the last stretch gave."""

    def __init__(
        self,
        origin: Source,
        shape: FileShape,
        mapping: Mapping,
        kind: Kind,
        options: ReadOptions,
        set_aside: dict[int, str] | None = None,
    ) -> None:
        check_options(options)
        indexes = column_indexes(shape, mapping, kind)
        self.kind = kind
        self.table = Table(origin, shape)
        self.decisions = Decisions(self.table, options, indexes)
        reader = Reader(shape, indexes, options, self.decisions)
        self.sales = SalesReader(reader) if kind == "sales" else None
        self.list = None if kind == "sales" else ListReader(reader, kind)
        self.counter = RowCounter()
        self._width = len(shape.columns)
        self._set_aside = set_aside or {}

    def stretches(self) -> Iterator[tuple[list[Any], list[Rejected]]]:
        """(accepted, rejected) by stretches of the file; accepted are `Line` for sales, rows for lists.

        Raises NoRows at the end of a file that had none.
        """
        converter: Any = self.sales or self.list
        for first, rows in self.table.batches():
            accepted: list[Any] = []
            failed: list[tuple[int, list[Cell], Problem]] = []
            shifted: list[Rejected] = []
            numbered: Iterable[tuple[int, list[Cell]]] = enumerate(rows, first)
            if set(map(len, rows)) != {self._width}:
                numbered = self._fitted(numbered, shifted)
            if self._set_aside:
                numbered = self._without_set_aside(numbered, shifted)
            converter.convert(numbered, accepted, failed)
            rejected = shifted + [
                Rejected(number, [as_text(cell) for cell in row], problem.code, problem.params)
                for number, row, problem in failed
                if any(as_text(cell).strip() for cell in row)
            ]
            rejected.sort(key=lambda one: one.row)
            self.counter.add(len(accepted) + len(rejected))
            yield accepted, rejected
        if not self.counter.rows:
            raise errors.NoRows

    def _without_set_aside(
        self, rows: Iterable[tuple[int, list[Cell]]], shifted: list[Rejected]
    ) -> Iterator[tuple[int, list[Cell]]]:
        """Rows that the database refused in an earlier pass, by number, become rejected ones."""
        for number, row in rows:
            code = self._set_aside.get(number)
            if code is None:
                yield number, row
            else:
                shifted.append(Rejected(number, [as_text(cell) for cell in row], code, {}))

    def _fitted(
        self, rows: Iterable[tuple[int, list[Cell]]], shifted: list[Rejected]
    ) -> Iterator[tuple[int, list[Cell]]]:
        """Rows as wide as the header; blank ones left out, ones with cells too many set aside."""
        width = self._width
        for numbered in rows:
            row = numbered[1]
            if len(row) == width:
                yield numbered
            elif len(row) < width:
                if row:
                    yield numbered[0], row + [""] * (width - len(row))
            elif any(as_text(cell).strip() for cell in row[width:]):
                shifted.append(Rejected(numbered[0], [as_text(cell) for cell in row], "row_shifted", {}))
            else:
                yield numbered[0], row[:width]


def read(path: Path, shape: FileShape, mapping: Mapping, kind: Kind, options: ReadOptions) -> Iterator[Batch]:
    """Normalised and rejected rows of the file at `path`, in file order, some thousands at a time.

    Raises a ReadingError, at the latest when the row that breaks a cap is reached.
    """
    with source.opened(path) as origin:
        reading = Reading(origin, shape, mapping, kind, options)
        for accepted, rejected in reading.stretches():
            rows: list[Row] = accepted if kind != "sales" else [to_row(line) for line in accepted]
            yield Batch(rows, rejected, reading.counter.rows, reading.table.share)


__all__ = ["Line", "Reading", "check_options", "column_indexes", "read"]
