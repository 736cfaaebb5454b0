"""The tables of an analysis of sales: by day, category, weekday, hour and product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from digiboost.kernel.money import mean_of
from digiboost.reports.sheets import sale_details as of
from digiboost.reports.sheets.book import (
    SERIES,
    Book,
    Cell,
    Column,
    Formula,
    Sheet,
    fitted,
    units,
)
from digiboost.reports.sheets.charts import chart_of
from digiboost.reports.sheets.sale_details import Details
from digiboost.reports.sheets.sale_lines import Item, Span, Sums, Tallies, total

FIRST = 4
"""The row of the first line of each table."""


class Tables:
    """The sheets between the summary and the lines. They are laid out before the lines are written and filled after."""

    def __init__(self, book: Book, words: dict[str, str], span: Span) -> None:
        self._book, self._words, self._span = book, words, span
        self.days = book.sheet(words["by_day"], colour=SERIES)
        self.categories = book.sheet(words["by_category"], colour=SERIES)
        self.weekdays = book.sheet(words["by_weekday"], colour=SERIES)
        self.hours = book.sheet(words["by_hour"], colour=SERIES)
        self.products = book.sheet(words["by_product"], colour=SERIES)
        self.best_categories: list[tuple[str, int]] = []
        self.means: list[int | float] = []

    def write(self, lines: Details, tallies: Tallies, items: dict[UUID, Item], categories: list[str]) -> None:
        self._lines, self._whole = lines, total(iter(lines.parts))
        self._by_day(tallies)
        self._by_category(tallies, categories)
        self._by_weekday(tallies)
        self._by_hour(tallies)
        self._by_product(tallies, items, categories)

    # -- parts of a line ------------------------------------------------------------------------

    def _where(self, column: int, key: int, criterion: str, value: int | float) -> Formula:
        return Formula("=" + self._lines.sum_where(column, key, criterion), value)

    def _rate(self, margin: str, cost: str, sums: Sums) -> Formula:
        """Margin / revenue whose cost is known, which is margin + cost."""
        return Formula(f'=IF({margin}+{cost}=0,"",{margin}/({margin}+{cost}))', sums.rate)

    def _share(self, part: str, whole: str, revenue: int) -> Formula:
        return Formula(
            f'=IF({whole}=0,"",{part}/{whole})', revenue / self._whole.revenue if self._whole.revenue else ""
        )

    def _start(self, sheet: Sheet, title: str, columns: Sequence[Column], last: int) -> None:
        sheet.heading(title, self._book.title)
        sheet.columns(FIRST - 1, columns)
        sheet.raw.autofilter(FIRST - 1, 0, last, len(columns) - 1)

    def _end(self, sheet: Sheet, row: int, columns: Sequence[Column], sums: dict[int, Cell], word: str) -> None:
        """The line that closes a table: sums of what is shown."""
        for number, column in enumerate(columns):
            kind = column.kind if number in sums else "text"
            sheet.put(row, number, word if number == 0 else sums.get(number), kind, "total")

    def _subtotal(self, column: int, last: int, value: int | float) -> Formula:
        return Formula(f"=SUBTOTAL(109,{_span(column, FIRST, last)})", value)

    # -- tables ---------------------------------------------------------------------------------

    def _by_day(self, tallies: Tallies) -> None:
        say, firm, sheet = self._words, self._book.firm, self.days
        names = say["weekdays"].split()
        columns = (
            Column(say["day"], "day", 13),
            Column(say["weekday"], "text", 14),
            Column(say["sales"], "whole", 10),
            Column(say["returns"], "whole", 10),
            Column(say["quantity"], "quantity", 12),
            Column(say["discount"], "money", 14),
            Column(say["revenue"], "money", 18),
            Column(say["cost"], "money", 16),
            Column(say["margin"], "money", 16),
            Column(say["rate"], "percent", 11),
            Column(say["basket"], "money", 14),
            Column(say["key"], "key", 6),
        )
        days = self._span.days
        last = FIRST + len(days) - 1
        self._start(sheet, say["by_day"], columns, last)
        nothing = Sums()
        for row, day in enumerate(days, start=FIRST):
            sums, n = tallies.days.get(day, nothing), row + 1
            sheet.line(
                row,
                (
                    day,
                    names[day.weekday()],
                    self._where(of.SALE, of.DAY, f"$A{n}", sums.sales),
                    self._where(of.BACK, of.DAY, f"$A{n}", sums.returns),
                    self._where(of.QUANTITY, of.DAY, f"$A{n}", units(sums.units)),
                    self._where(of.DISCOUNT, of.DAY, f"$A{n}", firm.money(sums.discount)),
                    self._where(of.AMOUNT, of.DAY, f"$A{n}", firm.money(sums.revenue)),
                    self._where(of.COST, of.DAY, f"$A{n}", firm.money(sums.cost)),
                    self._where(of.MARGIN, of.DAY, f"$A{n}", firm.money(sums.margin)),
                    self._rate(f"I{n}", f"H{n}", sums),
                    basket(f"G{n}", f"C{n}", sums, firm.exponent),
                    day.weekday() + 1,
                ),
            )
        whole, n = self._whole_of(tallies), last + 2
        self._end(
            sheet, last + 1, columns,
            {
                2: self._subtotal(2, last, whole.sales),
                3: self._subtotal(3, last, whole.returns),
                4: self._subtotal(4, last, units(whole.units)),
                5: self._subtotal(5, last, firm.money(whole.discount)),
                6: self._subtotal(6, last, firm.money(whole.revenue)),
                7: self._subtotal(7, last, firm.money(whole.cost)),
                8: self._subtotal(8, last, firm.money(whole.margin)),
                9: self._rate(f"I{n}", f"H{n}", whole),
                10: basket(f"G{n}", f"C{n}", whole, firm.exponent),
            },
            say["shown"],
        )  # fmt: skip
        sheet.raw.conditional_format(
            FIRST, 6, last, 6, {"type": "data_bar", "bar_color": "#A7D3D9", "bar_solid": True, "min_type": "num",
                                "min_value": 0},
        )  # fmt: skip
        sheet.paper(head=FIRST - 1, last=(last + 1, 10))

    def _whole_of(self, tallies: Tallies) -> Sums:
        return total(iter(tallies.days.values()))

    def _by_category(self, tallies: Tallies, categories: list[str]) -> None:
        say, firm, sheet = self._words, self._book.firm, self.categories
        columns = (
            Column(say["key"], "key", 6),
            Column(say["category"], "shrunk", 34),
            Column(say["quantity"], "quantity", 14),
            Column(say["discount"], "money", 14),
            Column(say["revenue"], "money", 20),
            Column(say["share"], "percent", 10),
            Column(say["cost"], "money", 18),
            Column(say["margin"], "money", 18),
            Column(say["rate"], "percent", 11),
        )
        ordered = sorted(tallies.categories.items(), key=lambda one: (-one[1].revenue, one[0]))
        last = FIRST + max(len(ordered), 1) - 1
        self._start(sheet, say["by_category"], columns, last)
        for row, (number, sums) in enumerate(ordered, start=FIRST):
            n = row + 1
            sheet.line(
                row,
                (
                    number,
                    categories[number],
                    self._where(of.QUANTITY, of.KEY, f"$A{n}", units(sums.units)),
                    self._where(of.DISCOUNT, of.KEY, f"$A{n}", firm.money(sums.discount)),
                    self._where(of.AMOUNT, of.KEY, f"$A{n}", firm.money(sums.revenue)),
                    self._share(f"E{n}", f"SUM({_fixed(4, FIRST, last)})", sums.revenue),
                    self._where(of.COST, of.KEY, f"$A{n}", firm.money(sums.cost)),
                    self._where(of.MARGIN, of.KEY, f"$A{n}", firm.money(sums.margin)),
                    self._rate(f"H{n}", f"G{n}", sums),
                ),
            )
        whole, n = self._whole, last + 2
        self._end(
            sheet, last + 1, columns,
            {
                2: self._subtotal(2, last, units(whole.units)),
                3: self._subtotal(3, last, firm.money(whole.discount)),
                4: self._subtotal(4, last, firm.money(whole.revenue)),
                6: self._subtotal(6, last, firm.money(whole.cost)),
                7: self._subtotal(7, last, firm.money(whole.margin)),
                8: self._rate(f"H{n}", f"G{n}", whole),
            },
            say["total"],
        )  # fmt: skip
        sheet.paper(head=FIRST - 1)
        self.best_categories = [(categories[number], sums.revenue) for number, sums in ordered]

    def _by_weekday(self, tallies: Tallies) -> None:
        say, firm, sheet = self._words, self._book.firm, self.weekdays
        columns = (
            Column(say["key"], "key", 6),
            Column(say["weekday"], "text", 18),
            Column(say["days"], "whole", 12),
            Column(say["sales"], "whole", 12),
            Column(say["revenue"], "money", 20),
            Column(say["share"], "percent", 10),
            Column(say["mean"], "money", 18),
            Column(say["margin"], "money", 18),
        )
        last = FIRST + 6
        self._start(sheet, say["by_weekday"], columns, last)
        days = self._span.days
        end = FIRST + len(days) - 1

        def column(number: int) -> str:
            return self.days.range(number, FIRST, end)

        for weekday, name in enumerate(say["weekdays"].split()):
            row, n = FIRST + weekday, FIRST + weekday + 1
            chosen = [day for day in days if day.weekday() == weekday]
            sums = total(tallies.days[day] for day in chosen if day in tallies.days)
            self.means.append(firm.money(mean_of(sums.revenue, len(chosen))) if chosen else 0)
            sheet.line(
                row,
                (
                    weekday + 1,
                    name,
                    Formula(f"=COUNTIFS({column(11)},$A{n})", len(chosen)),
                    Formula(f"=SUMIFS({column(2)},{column(11)},$A{n})", sums.sales),
                    Formula(f"=SUMIFS({column(6)},{column(11)},$A{n})", firm.money(sums.revenue)),
                    self._share(f"E{n}", f"SUM({_fixed(4, FIRST, last)})", sums.revenue),
                    Formula(f"=IF(C{n}=0,0,ROUND(E{n}/C{n},{firm.exponent}))", self.means[-1]),
                    Formula(f"=SUMIFS({column(8)},{column(11)},$A{n})", firm.money(sums.margin)),
                ),
            )
        whole = self._whole_of(tallies)
        self._end(
            sheet, last + 1, columns,
            {
                2: self._subtotal(2, last, len(days)),
                3: self._subtotal(3, last, whole.sales),
                4: self._subtotal(4, last, firm.money(whole.revenue)),
                7: self._subtotal(7, last, firm.money(whole.margin)),
            },
            say["total"],
        )  # fmt: skip
        sheet.paper(head=FIRST - 1)

    def _by_hour(self, tallies: Tallies) -> None:
        say, firm, sheet = self._words, self._book.firm, self.hours
        columns = (
            Column(say["key"], "key", 6),
            Column(say["hour"], "text", 16),
            Column(say["sales"], "whole", 12),
            Column(say["quantity"], "quantity", 14),
            Column(say["revenue"], "money", 20),
            Column(say["share"], "percent", 10),
        )
        last = FIRST + 23
        self._start(sheet, say["by_hour"], columns, last)
        nothing = Sums()
        for hour in range(24):
            row, n = FIRST + hour, FIRST + hour + 1
            sums = tallies.hours.get(hour, nothing)
            sheet.line(
                row,
                (
                    hour,
                    f"{hour} h – {hour + 1} h" if self._book.language == "fr" else f"{hour:02}:00 – {hour:02}:59",
                    self._where(of.SALE, of.HOUR, f"$A{n}", sums.sales),
                    self._where(of.QUANTITY, of.HOUR, f"$A{n}", units(sums.units)),
                    self._where(of.AMOUNT, of.HOUR, f"$A{n}", firm.money(sums.revenue)),
                    self._share(f"E{n}", f"SUM({_fixed(4, FIRST, last)})", sums.revenue),
                ),
            )
        whole = self._whole_of(tallies)
        self._end(
            sheet, last + 1, columns,
            {
                2: self._subtotal(2, last, whole.sales),
                3: self._subtotal(3, last, units(whole.units)),
                4: self._subtotal(4, last, firm.money(whole.revenue)),
            },
            say["total"],
        )  # fmt: skip
        values = [firm.money(tallies.hours.get(hour, nothing).revenue) for hour in range(24)]
        chart: Any = chart_of(
            self._book, say["chart_hours"], sheet.range(0, FIRST, last), sheet.range(4, FIRST, last),
            list(range(24)), values,
        )  # fmt: skip
        chart.set_size({"width": 560, "height": 320})
        sheet.raw.insert_chart(FIRST - 1, 7, chart, {"description": say["chart_hours"], "object_position": 2})
        sheet.paper(head=FIRST - 1)

    def _by_product(self, tallies: Tallies, items: dict[UUID, Item], categories: list[str]) -> None:
        """Written figures: thousands of sums over a hundred thousand lines would take minutes to open. Their total is
        held against that of the lines."""
        say, firm, sheet = self._words, self._book.firm, self.products
        ordered = sorted(tallies.products.items(), key=lambda one: (-one[1].revenue, items[one[0]].code))
        names = [items[product].name for product, _ in ordered]
        columns = (
            Column(say["code"], "shrunk", 14),
            Column(say["product"], "shrunk", fitted(names, 28, 48)),
            Column(say["category"], "shrunk", 24),
            Column(say["quantity"], "quantity", 12),
            Column(say["discount"], "money", 13),
            Column(say["revenue"], "money", 18),
            Column(say["share"], "percent", 9),
            Column(say["cost"], "money", 16),
            Column(say["margin"], "money", 16),
            Column(say["rate"], "percent", 11),
        )
        last = FIRST + max(len(ordered), 1) - 1
        self._start(sheet, say["by_product"], columns, last)
        end = last + 2
        for row, (product, sums) in enumerate(ordered, start=FIRST):
            item, n = items[product], row + 1
            known = sums.costed != 0 or sums.cost != 0
            sheet.line(
                row,
                (
                    item.code,
                    item.name,
                    categories[item.category],
                    units(sums.units),
                    firm.money(sums.discount),
                    firm.money(sums.revenue),
                    self._share(f"F{n}", f"$F${end + 1}", sums.revenue),
                    firm.money(sums.cost) if known else None,
                    firm.money(sums.margin) if known else None,
                    self._rate(f"I{n}", f"H{n}", sums),
                ),
            )
        whole, n = self._whole_of(tallies), last + 2
        self._end(
            sheet, last + 1, columns,
            {
                3: self._subtotal(3, last, units(whole.units)),
                4: self._subtotal(4, last, firm.money(whole.discount)),
                5: self._subtotal(5, last, firm.money(whole.revenue)),
                7: self._subtotal(7, last, firm.money(whole.cost)),
                8: self._subtotal(8, last, firm.money(whole.margin)),
                9: self._rate(f"I{n}", f"H{n}", whole),
            },
            say["shown"],
        )  # fmt: skip
        sheet.put(end, 0, say["product_check"], "label", "soft")
        sheet.put(
            end, 5, Formula("=" + self._lines.sum_of(of.AMOUNT), firm.money(self._whole.revenue)), "money", "soft"
        )
        sheet.put(end + 1, 0, say["gap"], "label", "soft")
        gap = Formula(f"=F{end + 1}-SUM({_span(5, FIRST, last)})", firm.money(self._whole.revenue - whole.revenue))
        sheet.put(end + 1, 5, gap, "money", "soft")
        sheet.raw.ignore_errors({"number_stored_as_text": f"A{FIRST + 1}:C{last + 1}"})
        sheet.raw.conditional_format(
            FIRST, 5, last, 5, {"type": "data_bar", "bar_color": "#A7D3D9", "bar_solid": True, "min_type": "num",
                                "min_value": 0},
        )  # fmt: skip
        sheet.paper(head=FIRST - 1)


def basket(revenue: str, sales: str, sums: Sums, exponent: int) -> Formula:
    """Revenue / sales; nothing without sales."""
    value = "" if not sums.sales else _scaled(mean_of(sums.revenue, sums.sales), exponent)
    return Formula(f'=IF({sales}=0,"",ROUND({revenue}/{sales},{exponent}))', value)


def _scaled(minor: int, exponent: int) -> int | float:
    return minor / 10**exponent if exponent else minor


def _span(column: int, first: int, last: int) -> str:
    letter = chr(65 + column)
    return f"{letter}{first + 1}:{letter}{last + 1}"


def _fixed(column: int, first: int, last: int) -> str:
    letter = chr(65 + column)
    return f"${letter}${first + 1}:${letter}${last + 1}"
