"""The data rows of a file whose shape is known, as often as they are needed."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import Literal, cast

from digiboost.imports.reading import errors
from digiboost.imports.reading.limits import BATCH_ROWS, MAX_CELL_CHARS, MAX_ROWS
from digiboost.imports.reading.source import Source, text_stream
from digiboost.imports.reading.types import Cell, FileShape
from digiboost.imports.reading.workbook import Sheet, check_archive


class Table:
    """Rows under the header. A row is a list of cells of any length; row numbers are a spreadsheet's (1 is
    the first row of the file or sheet)."""

    def __init__(self, origin: Source, shape: FileShape) -> None:
        self._origin = origin
        self.shape = shape
        self.first_row = shape.header_row + 2
        self._sheet: Sheet | None = None
        self._rows_done = 0
        if shape.form == "xlsx":
            if origin.size != shape.size:  # not the file that was inspected
                check_archive(origin)
            self._sheet = Sheet(origin, shape.sheet)

    @property
    def share(self) -> float:
        """Of the file, read so far: 0 to 1."""
        if self._sheet is None:
            return self._origin.share
        return min(1.0, self._rows_done / max(1, self._sheet.height))

    def batches(self) -> Iterator[tuple[int, list[list[Cell]]]]:
        """(number of the first row, rows) from the first data row on.

        Raises EncodingUnreadable, CellTooLong, TooManyRows, FileUnreadable.
        """
        rows = self._workbook_rows() if self._sheet is not None else self._text_rows()
        row_number = self.first_row
        while True:
            try:
                batch = list(itertools.islice(rows, BATCH_ROWS))
            except UnicodeDecodeError as error:
                raise errors.EncodingUnreadable from error
            except csv.Error as error:
                raise errors.CellTooLong(limit=MAX_CELL_CHARS) from error
            if not batch:
                return
            self._rows_done = row_number
            yield row_number, batch
            row_number += len(batch)

    def _text_rows(self) -> Iterator[list[Cell]]:
        csv.field_size_limit(MAX_CELL_CHARS)
        shape = self.shape
        stream = text_stream(self._origin, shape.compressed, shape.encoding)
        quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if shape.quoted else csv.QUOTE_NONE
        reader = cast("Iterator[list[Cell]]", csv.reader(stream, delimiter=shape.delimiter, quoting=quoting))
        return itertools.islice(reader, shape.header_row + 1, None)

    def _workbook_rows(self) -> Iterator[list[Cell]]:
        assert self._sheet is not None  # noqa: S101 - only called for workbooks
        return itertools.islice(self._sheet.rows(), self.shape.header_row + 1, None)


class RowCounter:
    """Counts data rows, blank ones left out, up to the cap."""

    def __init__(self) -> None:
        self.rows = 0

    def add(self, count: int) -> None:
        self.rows += count
        if self.rows > MAX_ROWS:
            raise errors.TooManyRows(limit=MAX_ROWS)
