"""The one way to a workbook: living formulas, real dates and numbers, and texts that stay texts.

Rows are written in order and leave memory with the next one (XlsxWriter's constant memory), so that a hundred
thousand lines weigh no more than a hundred. Several sheets may be open at once: the one that is read first is written
last, when what its formulas come to is known. Every formula carries its result, for readers that do not calculate.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from digiboost.identity.service import Logo, company, shown_logo
from digiboost.kernel.clock import zone
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import NotFound
from digiboost.kernel.i18n import Language
from digiboost.kernel.i18n.formats import SIGNS
from digiboost.kernel.money import MILLI
from digiboost.reports.sheets.text import code_text, plain

Kind = Literal[
    "text", "shrunk", "key", "day", "time", "moment", "whole", "quantity", "money", "cost", "percent", "count_here",
    "row",
]  # fmt: skip
"""What a cell holds. A ``shrunk`` text is made to fit its column, ``cost`` is money with the decimals that an average
has, ``key`` a number that only formulas need, ``count_here`` a cell to write in, ``row`` the words before figures."""
Look = Literal["", "total", "strong", "mark", "soft", "plain"]
"""``total`` closes a table, ``strong`` is a figure of a summary, ``mark`` a warning, ``soft`` a remark,
``plain`` has no line below."""

INK, RULE, FAINT, HEAD, SOFT = "#1F2937", "#9CA3AF", "#E5E7EB", "#1F4E5F", "#6B7280"
SERIES = "#2A7F8E"
ROWS = 1_048_576
LOGO = (120, 52)
"""Pixels: the most that a logo takes."""
_FIRST_DAY = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Firm:
    """Whose workbook it is."""

    name: str
    lines: tuple[str, ...]
    """What stands below the name: NINEA, address, telephone."""
    currency: str
    exponent: int
    time_zone: str
    logo: Logo | None = None

    @property
    def sign(self) -> str:
        """Never broken over two lines of a heading."""
        return SIGNS.get(self.currency, self.currency).replace(" ", "\u00a0")

    def money(self, minor: int) -> int | float:
        """Minor units as the amount that a cell holds."""
        return minor if self.exponent == 0 else minor / 10**self.exponent

    def local(self, moment: datetime) -> datetime:
        """As the company's clock shows it, naive: cells know no time zones."""
        return moment.astimezone(zone(self.time_zone)).replace(tzinfo=None, microsecond=0)


def firm_of(tx: Tx, phone_word: str) -> Firm:
    tenant = company(tx)
    lines = [f"NINEA {tenant.ninea}"] if tenant.ninea else []
    lines += [tenant.address] if tenant.address else []
    lines += [f"{phone_word} {tenant.phone}"] if tenant.phone else []
    try:
        logo = shown_logo(tx)
    except NotFound:
        logo = None
    return Firm(tenant.name, tuple(lines), tenant.currency, tenant.currency_exponent, tenant.time_zone, logo)


def units(milli: int) -> int | float:
    """Thousandths as the number of units that a cell holds."""
    return milli // MILLI if milli % MILLI == 0 else milli / MILLI


def serial(day: date) -> int:
    """The number by which workbooks know a day."""
    return (day - _FIRST_DAY).days


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula in English, and what it comes to; ``""`` for one that shows nothing."""

    text: str
    value: int | float | str


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    kind: Kind
    width: float
    """In characters."""


Cell = str | int | float | date | datetime | Formula | None


class Book:
    """One workbook of one company in one language. As a context manager it is saved at the end, or removed when
    something went wrong."""

    def __init__(self, path: Path, firm: Firm, language: Language, title: str, made: datetime) -> None:
        self.firm, self.language, self.title, self.made = firm, language, title, firm.local(made)
        self._path = path
        # Beside the file, not in the machine's folder for small things, and by a name that the next try finds.
        self._scratch = path.with_name(f"{path.name}.rows")
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir()
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "tmpdir": str(self._scratch),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": "Calibri", "font_size": 10, "font_color": INK},
            },
        )
        self._book.set_properties(
            {
                "title": plain(title),
                "author": plain(firm.name),
                "company": plain(firm.name),
                "comments": "Digiboost",
                "created": made.astimezone(UTC).replace(tzinfo=None, microsecond=0),
            }
        )
        self._formats: dict[tuple[str, str, bool], Any] = {}
        self.sheets: list[Sheet] = []

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._book.close()
            else:
                self._give_up()
        finally:
            shutil.rmtree(self._scratch, ignore_errors=True)

    def _give_up(self) -> None:
        for sheet in self._book.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()
        # Nothing was assembled: the library would do it when the object goes.
        self._book.fileclosed = 1
        self._path.unlink(missing_ok=True)

    def sheet(self, name: str, *, colour: str | None = None) -> Sheet:
        """A new sheet behind the others. ``name`` is ours: at most 31 characters."""
        made = Sheet(self, self._book.add_worksheet(name), name)
        if colour is not None:
            made.raw.set_tab_color(colour)
        self.sheets.append(made)
        return made

    def chart(self, kind: str, **options: Any) -> Any:
        return self._book.add_chart({"type": kind, **options})

    def colours(self, background: str, ink: str) -> Any:
        """A format that a condition lays over cells."""
        return self._book.add_format({"bg_color": background, "font_color": ink})

    def style(self, kind: str, look: Look = "", *, wide: bool = False) -> Any:
        """The format of a kind of cell; ``wide`` shows the decimals that a value has and others have not."""
        known = self._formats.get((kind, look, wide))
        if known is None:
            known = self._formats[kind, look, wide] = self._book.add_format(self._properties(kind, look, wide))
        return known

    def number_format(self, kind: str, *, wide: bool = False) -> str:
        """In the way that files spell it. Excel separates thousands as the reader's country does; programs that heed
        the language named in it (LibreOffice, and what is made of it), as that language does."""
        french = self.language == "fr"
        decimals = "." + "0" * self.firm.exponent if self.firm.exponent else ""
        numbers = {
            "money": f"#,##0{decimals}",
            "cost": f"#,##0.{'0' * (self.firm.exponent + 2)}" if wide else f"#,##0{decimals}",
            "quantity": "#,##0.0##" if wide else "#,##0",
            "whole": "#,##0",
            "percent": "0.0%",
            "count_here": "#,##0.###",
        }
        if kind in numbers:
            tongue = "[$-40C]" if french else "[$-809]"
            return f"{tongue}{numbers[kind]};[Red]{tongue}-{numbers[kind]}"
        return {
            "day": "dd/mm/yyyy" if french else "[$-809]d mmm yyyy",
            "time": "hh:mm",
            "moment": "dd/mm/yyyy hh:mm" if french else "[$-809]d mmm yyyy hh:mm",
            "key": "0",
        }.get(kind, "@")

    def _properties(self, kind: str, look: Look, wide: bool) -> dict[str, Any]:
        if kind == "title":
            return {"bold": True, "font_size": 18, "font_color": HEAD}
        if kind == "firm":
            return {"bold": True, "font_size": 12, "num_format": "@"}
        if kind == "section":
            return {"bold": True, "font_size": 12, "font_color": HEAD, "bottom": 1, "bottom_color": HEAD}
        if kind == "head":
            return {
                "bold": True, "font_color": "#FFFFFF", "bg_color": HEAD, "text_wrap": True, "valign": "vcenter",
                "border": 1, "border_color": "#FFFFFF", **_ASIDE[look],
            }  # fmt: skip
        if kind in {"label", "note"}:
            return {"text_wrap": kind == "note", "valign": "top", "num_format": "@", **_LOOKS[look]}
        if kind == "sign":
            return {"top": 1, "top_color": INK, "font_color": SOFT, "font_size": 9}
        found: dict[str, Any] = {"num_format": self.number_format(kind, wide=wide), "valign": "top", **_LOOKS[look]}
        if look in {"", "total"}:  # a line of a table
            found |= {"bottom": 1, "bottom_color": FAINT}
        if kind in _TEXTS:
            found |= {"align": "left", "indent": 1, "shrink": kind == "shrunk"}
        if kind in {"day", "time", "moment"}:
            found["align"] = "left" if look in {"strong", "plain"} else "center"
        if kind == "key":
            found |= {"font_color": SOFT, "font_size": 8, "align": "center"}
        if kind == "count_here":
            found |= {"bg_color": "#FFF8DB", "border": 1, "border_color": RULE}
        return found


_ASIDE: dict[str, dict[str, Any]] = {
    "": {"align": "left", "indent": 1}, "strong": {"align": "right"}, "soft": {"align": "center"},
}  # fmt: skip
_LOOKS: dict[str, dict[str, Any]] = {
    "": {},
    "total": {"bold": True, "top": 1, "top_color": INK, "bg_color": "#EEF4F5"},
    "strong": {"bold": True, "font_size": 12},
    "mark": {"bold": True, "font_color": "#B42318"},
    "soft": {"font_color": SOFT, "font_size": 9},
    "plain": {},
}


class Sheet:
    """One sheet. Cells are named by row and column from 0; rows are written from the top down."""

    def __init__(self, book: Book, raw: Any, name: str) -> None:
        self.book, self.raw, self.name = book, raw, name
        self._quoted = "'" + name.replace("'", "''") + "'"
        self._columns: tuple[Column, ...] = ()
        raw.set_default_row(15.75)
        self._writers: list[tuple[int, bool, Any, Any]] = []

    # -- cells ----------------------------------------------------------------------------------

    def put(self, row: int, column: int, value: Cell, kind: str = "text", look: Look = "") -> None:
        """One cell. A text is written as a text whatever it begins with."""
        style = self.book.style(kind, look, wide=_is_wide(kind, value))
        if value is None:
            self.raw.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.raw.write_string(row, column, plain(value), style)
        elif isinstance(value, Formula):
            shown = plain(value.value) if isinstance(value.value, str) else value.value
            self.raw.write_formula(row, column, value.text, style, shown)
        elif isinstance(value, date):
            self._put_date(row, column, value, style)
        else:
            self.raw.write_number(row, column, value, style)

    def _put_date(self, row: int, column: int, value: date, style: Any) -> None:
        if value.year < 1901:
            # Workbooks know no days before 1900, and disagree about that year.
            self.raw.write_string(row, column, value.isoformat()[:10], style)
        elif isinstance(value, datetime):
            self.raw.write_datetime(row, column, value, style)
        else:
            self.raw.write_number(row, column, serial(value), style)

    def columns(self, row: int, columns: Sequence[Column], *, height: float = 32) -> None:
        """The head of a table, and what its lines hold."""
        self._columns = tuple(columns)
        self.raw.set_row(row, height)
        for number, column in enumerate(columns):
            self.raw.set_column(number, number, column.width)
            self.raw.write_string(row, number, column.title, self.book.style("head", head_look(column.kind)))
        self._writers = [
            (number, column.kind in _TEXTS, self.book.style(column.kind), self.book.style(column.kind, wide=True))
            for number, column in enumerate(columns)
        ]

    def line(self, row: int, values: Sequence[Cell], look: Look = "") -> None:
        """A line of the table."""
        for number, (column, value) in enumerate(zip(self._columns, values, strict=True)):
            self.put(row, number, value, column.kind, look)

    def quick_line(self, row: int, values: Sequence[str | int | float | None]) -> None:
        """A line without formulas, dates as their ``serial``: for lines by the hundred thousand."""
        raw = self.raw
        for (number, is_text, style, wide), value in zip(self._writers, values, strict=True):
            if value is None:
                raw.write_blank(row, number, None, style)
            elif is_text:
                raw.write_string(row, number, plain(str(value)), style)
            else:
                raw.write_number(row, number, value, wide if isinstance(value, float) else style)

    # -- references -----------------------------------------------------------------------------

    def range(self, column: int, first: int, last: int) -> str:
        """``'Par jour'!$C$6:$C$36``: cells of one column, for a formula of any sheet."""
        return f"{self._quoted}!{xl_range_abs(first, column, max(first, last), column)}"

    def cell(self, row: int, column: int) -> str:
        return f"{self._quoted}!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"

    # -- paper ----------------------------------------------------------------------------------

    def heading(self, title: str, remark: str = "") -> None:
        """Title and company: the first two rows."""
        self.raw.set_row(0, 26)
        self.put(0, 0, title, "title")
        self.put(1, 0, f"{self.book.firm.name} · {remark}" if remark else self.book.firm.name, "label", "soft")

    def masthead(self, title: str, column: int) -> None:
        """Title, company and what stands below its name, with the logo in ``column``: the first three rows of a
        summary."""
        firm = self.book.firm
        self.raw.set_row(0, 26)
        self.put(0, 0, title, "title")
        self.put(1, 0, firm.name, "label", "strong")
        self.put(2, 0, " · ".join(firm.lines), "label", "soft")
        if firm.logo is not None:
            scale = min(LOGO[0] / firm.logo.width, LOGO[1] / firm.logo.height)
            # The library reads the bytes: no name of a file is looked up.
            name = "logo.jpg" if firm.logo.media_type == "image/jpeg" else "logo.png"
            place = {"x_scale": scale, "y_scale": scale, "y_offset": 2, "object_position": 3, "description": firm.name}
            self.raw.insert_image(0, column, name, place | {"image_data": io.BytesIO(firm.logo.content)})

    def section(self, row: int, title: str, last_column: int) -> None:
        self.raw.set_row(row, 20)
        for column in range(last_column + 1):
            self.put(row, column, title if column == 0 else None, "section")

    def note(self, row: int, text: str, last_column: int, *, lines: int = 1) -> None:
        """A remark over several columns."""
        self.raw.set_row(row, 13.5 * lines)
        self.raw.merge_range(row, 0, row, last_column, "", self.book.style("note", "soft"))
        self.put(row, 0, text, "note", "soft")

    def signatures(self, row: int, words: Sequence[str], columns: Sequence[int]) -> None:
        """Lines to sign on."""
        for word, column in zip(words, columns, strict=True):
            self.put(row, column, word, "sign")

    def paper(self, *, head: int | None = None, last: tuple[int, int] | None = None) -> None:
        """A4 across, one page wide, the head of the table on every page and on the screen."""
        self.raw.set_paper(9)
        self.raw.set_landscape()
        self.raw.fit_to_pages(1, 0)
        self.raw.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        # The space ends the size: a name may begin with a digit.
        text = f"{code_text(self.book.firm.name)} · {code_text(self.book.title)}"
        self.raw.set_footer(f"&L&8 {text}&R&8 Page &P / &N")
        if head is not None:
            self.raw.repeat_rows(head)
            self.raw.freeze_panes(head + 1, 0)
        if last is not None:
            self.raw.print_area(0, 0, *last)


_TEXTS = frozenset({"text", "shrunk"})


def head_look(kind: str) -> Look:
    """A head stands over its column as the cells do."""
    return "" if kind in _TEXTS else "soft" if kind in {"day", "time", "moment", "key"} else "strong"


def fitted(texts: Iterable[str | None], least: int, most: int) -> float:
    """The width of a column of texts, between two bounds."""
    return max(least, min(most, max((len(text) + 2 for text in texts if text), default=least)))


def _is_wide(kind: str, value: Cell) -> bool:
    """Whether it has decimals that a cell of its kind usually has not."""
    number = value.value if isinstance(value, Formula) else value
    return kind in {"quantity", "cost"} and isinstance(number, float) and not number.is_integer()
