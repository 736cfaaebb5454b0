"""Workbooks: a suspicious look at the archive first, then the sheet by calamine.

The look unpacks the parts that matter in small pieces, so that a file built to exhaust memory is refused
before any reader builds something out of it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from digiboost.imports.reading import errors
from digiboost.imports.reading.limits import (
    MAX_CELL_CHARS,
    MAX_COLUMNS,
    MAX_SHEET_BOX,
    MAX_TEXT_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    RATIO_MATTERS_FROM,
)
from digiboost.imports.reading.source import Source
from digiboost.imports.reading.types import Cell

_CHUNK = 128 * 1024
_CARRY = 400
_EXCEL_ROWS, _EXCEL_COLUMNS = 1_048_576, 16_384
_MAX_TEXT_RUN = 8 * MAX_CELL_CHARS  # a character takes up to 6 bytes as an entity
# Rows and cells that hold something (not closed at once), whatever their prefix and other attributes; of the
# cells only those from column AA on.
_ROW = re.compile(rb' r="([0-9]{1,9})"[^>]*(?<!/)>')
_FAR_CELL = re.compile(rb' r="([A-Z]{2,8})[0-9]{1,9}"[^>]*(?<!/)>')
_UNCALCULATED = (b"</f></c>", b"</f><v/></c>", b"</f><v></v></c>", b"</f><v /></c>")


def check_archive(source: Source) -> bool:
    """Refuse what is no workbook, is encrypted part by part, or is built to exhaust the reader.

    True when some formulas were never calculated: such cells read as empty.

    Raises FileTypeUnknown, FileUnreadable, EncryptedWorkbook, WorkbookBomb, TooManyColumns, CellTooLong.
    """
    try:
        with zipfile.ZipFile(source.open()) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_ZIP_ENTRIES:
                raise errors.WorkbookBomb
            if not any(part.filename == "xl/workbook.xml" for part in parts):
                raise errors.FileTypeUnknown(found=_archive_name(archive))
            if any(part.flag_bits & 0x1 for part in parts):
                raise errors.EncryptedWorkbook
            unpacked = sum(part.file_size for part in parts)
            if unpacked > MAX_TEXT_BYTES:
                raise errors.WorkbookBomb
            if unpacked > RATIO_MATTERS_FROM and unpacked > source.size * MAX_ZIP_RATIO:
                raise errors.WorkbookBomb
            wanted = [part for part in parts if part.filename.endswith((".xml", ".rels")) and part.file_size]
            # Every part is looked at, also after one with such formulas.
            return sum(_check_part(archive, part) for part in wanted) > 0
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise errors.FileUnreadable from error


def _archive_name(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        return "Excel .xlsb"
    if "word/document.xml" in names:
        return "Word"
    return "OpenDocument" if "mimetype" in names else "zip"


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    is_sheet = part.filename.startswith("xl/worksheets/")
    uncalculated = False
    run = max_row = max_column = 0
    carry = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            if b"<" in piece:
                run = len(piece) - piece.rfind(b"<")
            else:
                run += len(piece)
                if run > _MAX_TEXT_RUN:
                    raise errors.CellTooLong(limit=MAX_CELL_CHARS)
            text = carry + piece
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise errors.WorkbookBomb
            if is_sheet:
                uncalculated = uncalculated or any(mark in text for mark in _UNCALCULATED)
                # Rows ascend: the last of each piece is enough. Where they do not, the cap on memory stays.
                last_row = _ROW.search(text, max(0, text.rfind(b"row ")))
                max_row = max(max_row, int(last_row[1]) if last_row else 0)
                max_column = max(max_column, max(map(_column, set(_FAR_CELL.findall(text))), default=0))
            carry = text[-_CARRY:]
    if max_row > _EXCEL_ROWS or max_column > _EXCEL_COLUMNS or max_row * max_column > MAX_SHEET_BOX:
        raise errors.WorkbookBomb
    if max_column > MAX_COLUMNS:
        raise errors.TooManyColumns(limit=MAX_COLUMNS)
    return uncalculated


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class Sheet:
    """One sheet, opened. Its rows come one by one, from the sheet's first row on."""

    def __init__(self, source: Source, name: str | None) -> None:
        try:
            book = CalamineWorkbook.from_filelike(source.open())
            names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
            if name is not None and name not in names:
                raise errors.SheetUnknown(sheet=name)
            self._sheet, self.name = self._choose(book, names if name is None else [name])
        except CalamineError as error:
            raise errors.FileUnreadable from error
        self.other_names = tuple(other for other in names if other != self.name)
        if self._sheet.width > MAX_COLUMNS:
            raise errors.TooManyColumns(limit=MAX_COLUMNS)
        self.height = self._sheet.total_height

    @staticmethod
    def _choose(book: CalamineWorkbook, names: list[str]) -> tuple[CalamineSheet, str]:
        """The first sheet that holds something."""
        for name in names:
            sheet = book.get_sheet_by_name(name)
            if sheet.height:
                return sheet, name
        raise errors.FileEmpty

    def rows(self) -> Iterator[list[Cell]]:
        return self._sheet.iter_rows()
