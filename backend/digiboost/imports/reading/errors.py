"""Why a whole file is refused. Each class carries a stable `code`; `messages` holds its text."""

from __future__ import annotations

from typing import Any, ClassVar

from digiboost.imports.reading.messages import message


class ReadingError(Exception):
    """A file, or the mapping given for it, that cannot be read.

    `params` fill the message; they hold plain JSON values, so that an error crosses a process boundary.
    """

    code: ClassVar[str] = "file_unreadable"
    status: ClassVar[int] = 422

    def __init__(self, **params: Any) -> None:
        self.params = params
        super().__init__(f"{self.code}: {self.message('en')}")

    def message(self, language: str) -> str:
        return message(self.code, language, self.params)


class FileUnreadable(ReadingError):
    """Damaged, truncated, or the reader died on it."""


class FileEmpty(ReadingError):
    code = "file_empty"


class FileTooLarge(ReadingError):
    """params: limit_mb."""

    code = "file_too_large"
    status = 413


class FileTooHeavy(ReadingError):
    """Within the size caps, yet needs more memory or time than a reader is given."""

    code = "file_too_heavy"
    status = 413


class FileTypeUnknown(ReadingError):
    """Neither a workbook nor delimited text. params: found."""

    code = "file_type_unknown"
    status = 415


class LegacyWorkbook(ReadingError):
    """.xls of Excel 97: refused, because its container is also that of Word, MSI and macros."""

    code = "legacy_workbook"
    status = 415


class EncryptedWorkbook(ReadingError):
    code = "encrypted_workbook"


class WorkbookBomb(ReadingError):
    """A workbook or archive built to exhaust the machine: too many parts, too dense, a DOCTYPE."""

    code = "workbook_bomb"


class FormulasOnly(ReadingError):
    """Formulas that were never calculated: the file holds no values."""

    code = "formulas_only"


class EncodingUnreadable(ReadingError):
    code = "encoding_unreadable"


class TooManyRows(ReadingError):
    """params: limit."""

    code = "too_many_rows"
    status = 413


class TooManyColumns(ReadingError):
    """params: limit."""

    code = "too_many_columns"
    status = 413


class CellTooLong(ReadingError):
    """params: limit."""

    code = "cell_too_long"
    status = 413


class NoHeader(ReadingError):
    code = "no_header"


class NoRows(ReadingError):
    """A header and nothing below it."""

    code = "no_rows"


class SheetUnknown(ReadingError):
    """params: sheet."""

    code = "sheet_unknown"


class MappingIncomplete(ReadingError):
    """A field that this kind of file cannot do without has no column. params: fields (joined names)."""

    code = "mapping_incomplete"


class MappingUnknown(ReadingError):
    """The mapping names a field or a column that does not exist. params: name."""

    code = "mapping_unknown"


class OptionInvalid(ReadingError):
    """An option outside its values. params: name."""

    code = "option_invalid"


BY_CODE: dict[str, type[ReadingError]] = {
    cls.code: cls
    for cls in (
        FileUnreadable, FileEmpty, FileTooLarge, FileTooHeavy, FileTypeUnknown, LegacyWorkbook,
        EncryptedWorkbook, WorkbookBomb, FormulasOnly, EncodingUnreadable, TooManyRows, TooManyColumns,
        CellTooLong, NoHeader, NoRows, SheetUnknown, MappingIncomplete, MappingUnknown, OptionInvalid,
    )
}  # fmt: skip
