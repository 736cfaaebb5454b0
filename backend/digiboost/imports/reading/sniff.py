"""What a file is, judged by its content: signatures, then delimiter and quotes of text."""

from __future__ import annotations

import csv
import io
from collections import Counter
from typing import Literal

from digiboost.imports.reading import errors
from digiboost.imports.reading.limits import MAX_CELL_CHARS
from digiboost.imports.reading.source import CHUNK, Source

Form = Literal["xlsx", "gzip", "text"]
DELIMITERS = (";", "\t", ",", "|")

_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"), (b"%PDF", "PDF"), (b"{\\rtf", "RTF"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"BZh", "bzip2"), (b"\xfd7zXZ", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x7fELF", "ELF"), (b"MZ\x90", "EXE"), (b"SQLite format 3", "SQLite"), (b"RIFF", "RIFF"),
    (b"OggS", "Ogg"), (b"ID3", "MP3"), (b"PAR1", "Parquet"),
)  # fmt: skip
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta", b"<svg", b"<script")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""A stream of the container in which Excel wraps an encrypted .xlsx."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def form_of(source: Source) -> Form:
    """By content; the name of the file is not asked.

    Raises FileEmpty, FileTypeUnknown, LegacyWorkbook, EncryptedWorkbook.
    """
    head = source.head(64)
    if not head:
        raise errors.FileEmpty
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(_OLE):
        raise errors.EncryptedWorkbook if _holds(source, _ENCRYPTED) else errors.LegacyWorkbook
    for signature, name in _FOREIGN:
        if head.startswith(signature):
            raise errors.FileTypeUnknown(found=name)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:16].lower().startswith(_MARKUP):
        raise errors.FileTypeUnknown(found="HTML/XML")
    return "text"


def _holds(source: Source, needle: bytes) -> bool:
    carry = b""
    with source.open() as stream:
        while piece := stream.read(CHUNK):
            if needle in carry + piece:
                return True
            carry = piece[-len(needle) :]
    return False


def dialect_of(sample: str) -> tuple[str, bool]:
    """(delimiter, quoted) of the sample: the pair under which most rows have the same number of cells.

    "sep=;" on the first line, as Excel understands it, decides. A file without any delimiter is one column
    and gets ";".
    """
    first = sample[:8].lower()
    if first.startswith("sep=") and sample[4:5] in DELIMITERS:
        return sample[4], True
    best: tuple[float, int, str, bool] = (0.0, 1, ";", True)
    for delimiter in DELIMITERS:
        for quoted in (True, False):
            score = _score(sample, delimiter, quoted)
            # Quotes are believed unless doing without them makes more rows agree.
            if score > best[:2] and (quoted or best[2] != delimiter or score[0] > best[0] + 0.05):
                best = (*score, delimiter, quoted)
    return best[2], best[3]


def _score(sample: str, delimiter: str, quoted: bool) -> tuple[float, int]:
    """(share of rows that have the usual number of cells, that number)."""
    try:
        rows = [row for row in split(sample, delimiter, quoted) if any(cell.strip() for cell in row)]
    except csv.Error:
        return (0.0, 0)
    # A cell that runs over a line end and the delimiters of the next line is two rows, swallowed by a quote
    # that meant inches.
    counts = Counter(
        len(row) for row in rows if len(row) > 1 and not any("\n" in cell and delimiter in cell for cell in row)
    )
    if not counts:
        return (0.0, 0)
    width, agreeing = max(counts.items(), key=lambda item: (item[1], item[0]))
    return (round(agreeing / len(rows), 3), width)


def split(sample: str, delimiter: str, quoted: bool) -> list[list[str]]:
    """The records of a text whose last line may be cut: it is dropped unless it is the only one."""
    csv.field_size_limit(MAX_CELL_CHARS)
    lines = list(io.StringIO(sample, newline=""))
    if len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        lines.pop()
    return list(csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE))
