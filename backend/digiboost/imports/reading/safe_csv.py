"""CSV that a spreadsheet opens without running anything.

A cell that begins with = + - @, a tab or a carriage return would be a formula (or start a command) there; it
gets an apostrophe in front. Plain negative numbers ("-500", "-1 234,56") stay as they are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from typing import IO

from digiboost.imports.reading.messages import message
from digiboost.imports.reading.types import Rejected

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NEGATIVE = re.compile(r"-[0-9]{1,3}(?:[0-9]*|(?:[ \u00a0\u202f][0-9]{3})*)(?:[.,][0-9]+)?")


def safe_cell(text: str) -> str:
    """`text`, or `text` behind an apostrophe when a spreadsheet could take it for a formula.

    Blanks in front do not hide a formula from every spreadsheet, so they do not hide it here.
    """
    start = text.lstrip(" \u00a0\ufeff\u200b")
    if (text.startswith(_DANGEROUS) or start.startswith(_DANGEROUS)) and not _NEGATIVE.fullmatch(text):
        return "'" + text
    return text


class RejectedFile:
    """rejected.csv: the file's own columns, then "ligne" and "raison" ("row" and "reason" in English).

    UTF-8 with a byte order mark and ";", as a French Excel opens it by itself. `stream` must be opened with
    newline="" and that encoding.
    """

    def __init__(self, stream: IO[str], columns: Sequence[str], language: str) -> None:
        self._language = language
        self._width = len(columns)
        self._writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        titles = ("ligne", "raison") if language.startswith("fr") else ("row", "reason")
        self._writer.writerow([safe_cell(name) for name in columns] + list(titles))

    def write(self, rejected: Iterable[Rejected]) -> None:
        self._writer.writerows(self._row(one) for one in rejected)

    def _row(self, one: Rejected) -> list[str]:
        cells = [safe_cell(cell) for cell in one.cells]
        if len(cells) > self._width:  # cells too many stay visible, in the last column
            cells[self._width - 1 :] = [safe_cell(" | ".join(one.cells[self._width - 1 :]))]
        cells += [""] * (self._width - len(cells))
        return [*cells, str(one.row), safe_cell(message(one.code, self._language, one.params))]
