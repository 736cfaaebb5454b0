"""The lines of an analysis of sales, one by one, and how formulas add them up."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from digiboost.kernel.money import MILLI
from digiboost.reports.sheets.book import Book, Column, Formula, Sheet, serial, units
from digiboost.reports.sheets.sale_lines import Item, Line, Sums, Tallies
from digiboost.reports.types import Progress

LINES = 1_000_000
"""Lines of one sheet; a sheet has 1,048,576 rows."""
FIRST = 4
"""The row of the first line; the sums of what is shown stand above the heads."""
(DAY, TIME, NUMBER, CUSTOMER, SELLER, CODE, PRODUCT, CATEGORY, QUANTITY, PRICE, DISCOUNT, AMOUNT, COST, MARGIN, PAYMENT,
 HOUR, KEY, SALE, BACK) = range(19)  # fmt: skip
_SECONDS = 86_400


class Details:
    """The sheets with the lines: one, or several where they are too many for one."""

    def __init__(self, book: Book, words: dict[str, str], parts: list[Sums]) -> None:
        self._book, self._words, self.parts = book, words, parts
        self.whole = sum(part.lines for part in parts)
        names = [words["detail"] if len(parts) == 1 else f"{words['detail']} {n}" for n in range(1, len(parts) + 1)]
        self._sheets = [book.sheet(name, colour="#6B7280") for name in names]

    # -- formulas -------------------------------------------------------------------------------

    def _ranges(self, column: int) -> list[str]:
        return [
            sheet.range(column, FIRST, FIRST + max(part.lines, 1) - 1)
            for sheet, part in zip(self._sheets, self.parts, strict=True)
        ]

    def sum_of(self, column: int) -> str:
        """The sum of a column over every line, without the sign of equality."""
        return f"SUM({','.join(self._ranges(column))})"

    def sum_where(self, column: int, key: int, criterion: str) -> str:
        """The sum of ``column`` over the lines whose ``key`` is what the cell or text ``criterion`` says. Keys are
        numbers, days and words of ours: a text of a person could mean something else to a formula (``*``, ``>5``)."""
        pairs = zip(self._ranges(column), self._ranges(key), strict=True)
        return "+".join(f"SUMIFS({values},{keys},{criterion})" for values, keys in pairs)

    # -- lines ----------------------------------------------------------------------------------

    def write(
        self, lines: Iterable[Line], items: dict[UUID, Item], categories: list[str], progress: Progress
    ) -> Tallies:
        """Every line into its sheet; what they add up to. ``progress`` is told how many of them are done, 0 to 1."""
        tallies = Tallies()
        firm, words = self._book.firm, self._words
        exponent = firm.exponent
        money = firm.money if exponent else int
        methods = {name: words[name] for name in ("cash", "mobile_money", "credit", "card", "unknown")}
        sheets = iter(zip(self._sheets, self.parts, strict=True))
        sheet, part = next(sheets)
        self._head(sheet, part, 1)
        row, end = FIRST, FIRST + part.lines
        serials: dict[Any, int] = {}
        before: UUID | None = None
        for done, line in enumerate(lines, start=1):
            sale, kind, day, second, number, customer, seller, product = line[:8]
            quantity, price, discount, amount, cost, method = line[8:]
            if row == end:
                sheet, part = next(sheets)
                self._head(sheet, part, self._sheets.index(sheet) + 1)
                row, end = FIRST, FIRST + part.lines
            item = items[product]
            sold = back = 0
            if sale != before:
                before = sale
                sold, back = (1, 0) if kind == "SALE" else (0, 1)
            hour = second // 3600
            for sums in (
                tallies.days[day], tallies.hours[hour], tallies.categories[item.category], tallies.products[product],
                tallies.payments[method],
            ):  # fmt: skip
                sums.add(quantity, discount, amount, cost, sold, back)
            known = serials.get(day)
            if known is None:
                known = serials[day] = serial(day)
            sheet.quick_line(
                row,
                (
                    known, second / _SECONDS, number, customer, seller, item.code, item.name, categories[item.category],
                    quantity // MILLI if quantity % MILLI == 0 else quantity / MILLI, money(price), money(discount),
                    money(amount), None if cost is None else money(cost),
                    None if cost is None else money(amount - cost), methods[method], hour, item.category, sold, back,
                ),
            )  # fmt: skip
            row += 1
            if done % 1000 == 0:
                progress(done / self.whole)
        return tallies

    def _head(self, sheet: Sheet, part: Sums, number: int) -> None:
        words, firm = self._words, self._book.firm
        of = len(self._sheets)
        sheet.heading(self._book.title, words["part"].format(n=number, of=of) if of > 1 else "")
        last = FIRST + max(part.lines, 1) - 1
        sums = {
            QUANTITY: ("quantity", units(part.units)),
            DISCOUNT: ("money", firm.money(part.discount)),
            AMOUNT: ("money", firm.money(part.revenue)),
            COST: ("money", firm.money(part.cost)),
            MARGIN: ("money", firm.money(part.margin)),
        }
        for column in range(BACK + 1):
            kind, value = sums.get(column, ("text", None))
            span = f"{chr(65 + column)}{FIRST + 1}:{chr(65 + column)}{last + 1}"
            shown = words["shown"] if column == DAY else None
            cell = shown if value is None else Formula(f"=SUBTOTAL(109,{span})", value)
            if column <= PAYMENT:
                sheet.put(FIRST - 2, column, cell, kind, "total")
        sheet.columns(
            FIRST - 1,
            (
                Column(words["day"], "day", 11),
                Column(words["time"], "time", 7),
                Column(words["number"], "shrunk", 13),
                Column(words["customer"], "shrunk", 20),
                Column(words["seller"], "shrunk", 18),
                Column(words["code"], "shrunk", 12),
                Column(words["product"], "shrunk", 32),
                Column(words["category"], "shrunk", 20),
                Column(words["quantity"], "quantity", 9),
                Column(words["price"], "money", 11),
                Column(words["discount"], "money", 10),
                Column(words["amount"], "money", 13),
                Column(words["cost"], "money", 13),
                Column(words["margin"], "money", 13),
                Column(words["payment"], "text", 14),
                Column(words["key_hour"], "key", 5),
                Column(words["key_category"], "key", 5),
                Column(words["key_sale"], "key", 6),
                Column(words["key_return"], "key", 6),
            ),
        )
        sheet.raw.autofilter(FIRST - 1, 0, last, BACK)
        sheet.raw.ignore_errors({"number_stored_as_text": f"C{FIRST + 1}:H{last + 1}"})
        sheet.paper(head=FIRST - 1, last=(last, PAYMENT))
